"""The secrets of webhooks: in the keychain beside the keys, or in the environment, and gone when forgotten."""

from __future__ import annotations

import pytest

from forge_desktop.connections import Kept, Keychain, keychain
from forge_desktop.connections.hook_secrets import (
    SECOND,
    SECRET,
    NoSecret,
    forget_secrets,
    keep_secrets,
    read_secrets,
    secrets_of_environment,
)
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Refused
from forge_desktop.hooks import Secrets

from .keychains import Memory

ONE, TWO = "whsec_" + "a1" * 16, "whsec_" + "b2" * 16


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Memory:
    found = Memory()
    monkeypatch.setattr(keychain, "_usable", lambda: found)
    return found


def test_what_is_kept_is_read_by_the_next_start_and_hidden_in_the_log(backend: Memory) -> None:
    hidden: list[str] = []
    assert keep_secrets(Keychain(hidden.append), "shop", Secrets(ONE, TWO)) is Kept.KEYCHAIN
    again = Keychain(hidden.append)
    assert read_secrets(again, "shop") == Secrets(ONE, TWO)
    assert read_secrets(again, "other") is None
    assert {ONE, TWO} <= set(hidden)


def test_after_a_rotation_the_old_secret_is_nowhere_any_more(backend: Memory) -> None:
    chain = Keychain(lambda secret: None)
    for secrets in (Secrets(ONE), Secrets(TWO, ONE), Secrets(TWO), Secrets(ONE, TWO)):
        keep_secrets(chain, "shop", secrets)
        assert read_secrets(Keychain(lambda secret: None), "shop") == secrets
        assert set(backend.held.values()) == set(secrets.active)


def test_the_keys_of_the_connection_are_left_alone(backend: Memory) -> None:
    chain = Keychain(lambda secret: None)
    chain.keep("shop", Keys("an-api-key", "an-access-key"))
    keep_secrets(chain, "shop", Secrets(ONE))
    forget_secrets(chain, "shop")
    assert read_secrets(chain, "shop") is None
    assert chain.read("shop") == Keys("an-api-key", "an-access-key")
    keep_secrets(chain, "shop", Secrets(ONE))
    chain.forget("shop")
    assert read_secrets(chain, "shop") == Secrets(ONE)


def test_a_bad_secret_is_refused_and_the_one_before_stays(backend: Memory) -> None:
    chain = Keychain(lambda secret: None)
    keep_secrets(chain, "shop", Secrets(ONE))
    for bad in (Secrets(""), Secrets(f"{TWO}\n"), Secrets(TWO, "nonsense")):
        with pytest.raises(Refused):
            keep_secrets(chain, "shop", bad)
    assert read_secrets(chain, "shop") == Secrets(ONE)


def test_without_a_keychain_they_are_kept_for_this_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keychain, "_usable", lambda: None)
    chain = Keychain(lambda secret: None)
    assert keep_secrets(chain, "shop", Secrets(ONE)) is Kept.THIS_RUN
    assert read_secrets(chain, "shop") == Secrets(ONE)
    assert read_secrets(Keychain(lambda secret: None), "shop") is None


def test_the_environment_brings_one_or_two_and_says_which_of_them_is_wrong() -> None:
    assert secrets_of_environment({}) is None
    assert secrets_of_environment({SECRET: "", SECOND: TWO}) is None
    assert secrets_of_environment({SECRET: ONE}) == Secrets(ONE)
    assert secrets_of_environment({SECRET: ONE, SECOND: TWO}) == Secrets(ONE, TWO)
    for name in (SECRET, SECOND):
        with pytest.raises(NoSecret, match=f"line break.*in {name}") as caught:
            secrets_of_environment({SECRET: ONE} | {name: f"{TWO}\n"})
        assert TWO not in str(caught.value)
