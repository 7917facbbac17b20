"""Keys lie in the system's keychain, or are kept for this run, and never in a plain-text back-end."""

from __future__ import annotations

from typing import cast

import keyring
import pytest
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from forge_desktop.connections import Kept, Keychain
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Refused
from tests.connections.keychains import Chain, Memory, PlainText

make_fail = cast("type[object]", fail.Keyring)
make_null = cast("type[object]", null.Keyring)
KEYS = Keys("canary-api", "canary-access")


def using(monkeypatch: pytest.MonkeyPatch, backend: object) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Memory:
    backend = Memory()
    using(monkeypatch, backend)
    return backend


def test_keys_are_kept_read_and_forgotten(system: Memory) -> None:
    hidden: list[str] = []
    assert Keychain(hidden.append).keep("shop-1", KEYS) is Kept.KEYCHAIN
    assert {service for service, _ in system.held} == {"forge-desktop"}
    again = Keychain(hidden.append)
    assert again.read("shop-1") == KEYS
    assert again.read("shop-2") is None
    again.forget("shop-1")
    again.forget("shop-1")
    assert system.held == {}
    assert set(hidden) == {"canary-api", "canary-access"}


@pytest.mark.parametrize("backend", [make_fail(), make_null(), PlainText(), Chain(PlainText())])
def test_a_back_end_that_protects_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, backend: object) -> None:
    using(monkeypatch, backend)
    keychain = Keychain(lambda secret: None)
    assert keychain.name == ""
    assert keychain.keep("shop", KEYS) is Kept.THIS_RUN
    assert "no keychain" in keychain.notice
    assert keychain.read("shop") == KEYS
    assert Keychain(lambda secret: None).read("shop") is None
    if isinstance(backend, Memory):
        assert backend.held == {}


def test_the_system_is_found_behind_a_plain_text_back_end(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, system = PlainText(), Memory()
    using(monkeypatch, Chain(plain, system))
    keychain = Keychain(lambda secret: None)
    assert keychain.name == "Test keychain"
    assert keychain.keep("shop", KEYS) is Kept.KEYCHAIN
    assert plain.held == {}
    assert len(system.held) == 2


def test_keys_are_kept_both_or_not_at_all(system: Memory) -> None:
    system.refuses = "access_key"
    keychain = Keychain(lambda secret: None)
    assert keychain.keep("shop", KEYS) is Kept.THIS_RUN
    assert system.held == {}
    assert "this run only" in keychain.notice
    assert "canary" not in keychain.notice
    assert keychain.read("shop") == KEYS


def test_half_a_pair_is_no_pair(system: Memory) -> None:
    system.held[("forge-desktop", "shop/api_key")] = "canary-api"
    assert Keychain(lambda secret: None).read("shop") is None


def test_a_key_longer_than_the_windows_limit_leaves_nothing_half_written(system: Memory) -> None:
    with pytest.raises(Refused, match="1,280"):
        Keychain(lambda secret: None).keep("shop", Keys("short", "k" * 1_281))
    assert system.held == {}


@pytest.mark.parametrize(
    "broken", [KeyringLocked("dismissed"), RuntimeError("the bus is gone"), OSError(5, "I/O")]
)
def test_a_keychain_that_does_not_open_is_told_and_never_taken_for_an_empty_one(
    system: Memory, broken: Exception
) -> None:
    keychain = Keychain(lambda secret: None)
    keychain.keep("shop", KEYS)
    again = Keychain(lambda secret: None)
    system.broken = broken
    assert again.read("shop") is None
    assert again.closed
    assert "did not open" in again.notice
    assert again.keep("shop", KEYS) is Kept.THIS_RUN
    assert again.read("shop") == KEYS
    again.forget("shop")
    system.broken = None
    assert again.read("shop") == KEYS
    assert not again.closed
