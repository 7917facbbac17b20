"""Which connection is meant, where its keys come from, and that no key ever reaches a stranger's account."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest

from forge_desktop.connections import (
    Connection,
    Connections,
    Keychain,
    NoConnection,
    choose,
    fingerprint,
    from_environment,
    keys_for,
    make_connection,
    of_account,
)
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Refused, SignedOut
from tests.connections.keychains import Memory

ENVIRON = {
    "FORGE_DESKTOP_URL": "http://127.0.0.1:8765/rest/v1",
    "FORGE_DESKTOP_PROFILE": "local",
    "FORGE_DESKTOP_API_KEY": "canary-api",
    "FORGE_DESKTOP_ACCESS_KEY": "canary-access",
    "FORGE_DESKTOP_TIMEZONE": "Europe/Tallinn",
}
KEYS = Keys("canary-api", "canary-access")


def shop(name: str = "Shop", **more: str) -> Connection:
    given = {"profile": "mrpeasy-seed", "base_url": "https://app.mrpeasy.com/rest/v1", "timezone": "UTC"}
    return make_connection(name=name, **given | more)


@pytest.fixture
def stored(tmp_path: Path) -> Connections:
    return Connections(tmp_path / "connections.json")


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> Keychain:
    backend = Memory()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return Keychain(lambda secret: None)


def test_the_environment_describes_a_whole_connection() -> None:
    brought = from_environment(ENVIRON)
    assert brought is not None
    connection, keys = brought
    assert keys == KEYS
    assert connection.base_url == ENVIRON["FORGE_DESKTOP_URL"]
    assert connection.profile == "local"
    assert connection.dialect == "mrpeasy"
    assert connection.zone.key == "Europe/Tallinn"
    assert "canary" not in repr(connection)


def test_without_profile_and_zone_the_seed_and_utc_are_meant() -> None:
    short = {name: ENVIRON[name] for name in ENVIRON if name.endswith(("URL", "KEY"))}
    brought = from_environment(short)
    assert brought is not None
    assert (brought[0].profile, brought[0].timezone) == ("mrpeasy-seed", "UTC")


def test_the_same_environment_is_the_same_connection_and_another_one_has_its_own_copy() -> None:
    changes = {
        "FORGE_DESKTOP_URL": "http://127.0.0.1:8766/rest/v1",
        "FORGE_DESKTOP_PROFILE": "mrpeasy-seed",
        "FORGE_DESKTOP_API_KEY": "other-api",
    }
    idents = [from_environment(ENVIRON | {name: value}) for name, value in changes.items()]
    idents += [from_environment(ENVIRON), from_environment(ENVIRON | {"FORGE_DESKTOP_ACCESS_KEY": "renewed"})]
    found = [brought[0].ident for brought in idents if brought is not None]
    assert len(found) == 5
    assert found[3] == found[4]
    assert len(set(found)) == 4


def test_an_environment_without_a_server_is_no_connection() -> None:
    assert from_environment({"FORGE_DESKTOP_API_KEY": "a", "FORGE_DESKTOP_ACCESS_KEY": "b"}) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FORGE_DESKTOP_URL", "ftp://127.0.0.1/"),
        ("FORGE_DESKTOP_PROFILE", "mrpeezy"),
        ("FORGE_DESKTOP_TIMEZONE", "Moon/Base"),
        ("FORGE_DESKTOP_TIMEZONE", "../../etc/passwd"),
        ("FORGE_DESKTOP_API_KEY", "canary\n"),
        ("FORGE_DESKTOP_API_KEY", ""),
        ("FORGE_DESKTOP_ACCESS_KEY", ""),
    ],
)
def test_a_wrong_part_of_the_environment_is_told_without_a_key(name: str, value: str) -> None:
    with pytest.raises(NoConnection) as told:
        from_environment(ENVIRON | {name: value})
    assert "canary" not in f"{told.value.title} {told.value.message}"


def test_a_profile_that_does_not_exist_is_told_before_keys_are_asked_for() -> None:
    short = {name: ENVIRON[name] for name in ENVIRON if not name.endswith("KEY")}
    with pytest.raises(NoConnection, match="no profile “forgemrpp”") as told:
        from_environment(short | {"FORGE_DESKTOP_PROFILE": "forgemrpp"})
    assert told.value.title == "Unknown profile"
    with pytest.raises(NoConnection, match="FORGE_DESKTOP_API_KEY and FORGE_DESKTOP_ACCESS_KEY are needed"):
        from_environment(short)
    forge = {"FORGE_DESKTOP_PROFILE": "forgemrp", "FORGE_DESKTOP_URL": "http://127.0.0.1:8765/api/v1"}
    with pytest.raises(NoConnection, match="FORGE_DESKTOP_API_KEY is needed"):
        from_environment(short | forge)


def test_the_environment_stands_over_stored_connections_unless_one_is_named(stored: Connections) -> None:
    stored.add(shop("Shop"))
    assert choose(None, stored, ENVIRON).name == "environment"
    assert choose("environment", stored, ENVIRON).profile == "local"
    assert choose("shop", stored, ENVIRON).name == "Shop"
    assert choose(None, stored, {}).name == "Shop"


def test_whoever_has_no_or_several_connections_is_told_what_to_do(stored: Connections) -> None:
    with pytest.raises(NoConnection, match=r"connections add.*ForgeMRP has no access key"):
        choose(None, stored, {})
    with pytest.raises(NoConnection, match="FORGE_DESKTOP_URL is not set"):
        choose("environment", stored, {})
    stored.add(shop("One"))
    stored.add(shop("Two"))
    with pytest.raises(NoConnection, match="“One”, “Two”"):
        choose(None, stored, {})


def test_keys_come_from_the_keychain_and_bind_the_connection(stored: Connections, keychain: Keychain) -> None:
    connection = shop()
    stored.add(connection)
    keychain.keep(connection.ident, KEYS)
    assert keys_for(connection, stored, keychain, {}) == KEYS
    assert stored.find("Shop").account == fingerprint(connection, KEYS)


def test_without_a_keychain_the_environment_may_bring_the_keys(stored: Connections, keychain: Keychain) -> None:
    connection = shop()
    stored.add(connection)
    environ = {name: ENVIRON[name] for name in ("FORGE_DESKTOP_API_KEY", "FORGE_DESKTOP_ACCESS_KEY")}
    assert keys_for(connection, stored, keychain, environ) == KEYS
    with pytest.raises(NoConnection, match="not in a keychain"):
        keys_for(connection, stored, keychain, {})


def test_keys_of_the_environment_never_go_to_another_server_than_its_own(
    stored: Connections, keychain: Keychain
) -> None:
    connection = shop()
    stored.add(connection)
    with pytest.raises(NoConnection):
        keys_for(connection, stored, keychain, ENVIRON)


def test_the_key_of_another_company_is_noticed_before_it_is_used(
    stored: Connections, keychain: Keychain
) -> None:
    connection = of_account(shop(), KEYS)
    stored.add(connection)
    keychain.keep(connection.ident, Keys("other-company", "canary-access"))
    with pytest.raises(SignedOut, match="does not belong") as told:
        keys_for(connection, stored, keychain, {})
    assert "other-company" not in told.value.message


def test_a_renewed_secret_of_the_same_account_is_welcome(stored: Connections, keychain: Keychain) -> None:
    connection = of_account(shop(), KEYS)
    stored.add(connection)
    keychain.keep(connection.ident, Keys("canary-api", "renewed"))
    assert keys_for(connection, stored, keychain, {}).access_key == "renewed"


def test_a_fingerprint_is_too_short_to_hold_the_key() -> None:
    assert len(fingerprint(shop(), KEYS)) == 12


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b", "a\u202eb"])
def test_a_name_nobody_can_read_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="name"):
        shop(name)


def test_a_removed_connections_folder_is_never_used_again() -> None:
    assert shop("Tähe & Co").ident != shop("Tähe & Co").ident
    assert shop("Tähe & Co").ident.startswith("tahe-co-")
