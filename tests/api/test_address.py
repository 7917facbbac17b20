"""An address or a key that would leak or cannot work is refused before anything is sent."""

from __future__ import annotations

import pytest

from forge_desktop.api import Keys, normalise_base_url
from forge_desktop.domain.keys import check_keys
from forge_desktop.errors import Refused


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("https://app.mrpeasy.com/rest/v1", "https://app.mrpeasy.com/rest/v1"),
        ("  https://app.mrpeasy.com/rest/v1/ \n", "https://app.mrpeasy.com/rest/v1"),
        ("app.mrpeasy.com/rest/v1", "https://app.mrpeasy.com/rest/v1"),
        ("HTTPS://App.MRPeasy.com//rest//v1", "https://app.mrpeasy.com/rest/v1"),
        ("https://erp.example:8443/rest/v1", "https://erp.example:8443/rest/v1"),
        ("http://127.0.0.1:8765/rest/v1", "http://127.0.0.1:8765/rest/v1"),
        ("http://localhost:8765/rest/v1", "http://localhost:8765/rest/v1"),
        ("http://[::1]:8765/rest/v1", "http://[::1]:8765/rest/v1"),
        ("http://127.8.9.1", "http://127.8.9.1"),
    ],
)
def test_a_usable_address_gets_one_spelling(typed: str, used: str) -> None:
    assert normalise_base_url(typed) == used
    assert normalise_base_url(used) == used


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "http://app.mrpeasy.com/rest/v1",
        "http://192.168.1.5/rest/v1",
        "http://127.0.0.1.evil.example/rest/v1",
        "http://localhost.evil.example/rest/v1",
        "http://0x7f.1/rest/v1",
        "ftp://app.mrpeasy.com/rest/v1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://key:secret@app.mrpeasy.com/rest/v1",
        "https://app.mrpeasy.com@evil.example/rest/v1",
        "https://app.mrpeasy.com/rest/v1?api_key=1",
        "https://app.mrpeasy.com/rest/v1#top",
        "https://app.mrpeasy.com/rest/v1?",
        "https://app.mrpeasy.com/re st/v1",
        "https://app.mrpeasy.com\\@evil.example/",
        "https://app.mrpeasy.com/../v1",
        "https://app.mrpeasy.com/rest%2fv1",
        "https://app.mrpeasy.com:port/rest/v1",
        "https://app.mrpeasy.com:99999/rest/v1",
        "https://app.mrpeasy.com:0/rest/v1",
        "https://аpp.mrpeasy.com/rest/v1",
        "https:///rest/v1",
        "https://-x.example/rest/v1",
        "https://[::1/rest/v1",
        "https://a\r\nb.example/",
        "https://a..b/",
    ],
)
def test_an_unusable_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        normalise_base_url(typed)
    assert refused.value.title == "The address cannot be used"
    assert refused.value.message.count(".") >= 2


def test_the_odd_sample_key_of_the_contract_passes() -> None:
    keys = Keys("z1g41b3d0a7c2", 'yT%"u(fad*N6j&L!8TQq^?^2K?wL*K')
    assert check_keys(keys) is keys


@pytest.mark.parametrize("key", ["canary\n", " canary", "canary ", "can\x00ary", "canåry", "canary\r\nX: y"])
@pytest.mark.parametrize("place", ["api", "access"])
def test_a_key_that_does_not_fit_a_header_is_refused_without_being_repeated(key: str, place: str) -> None:
    keys = Keys(key, "good") if place == "api" else Keys("good", key)
    with pytest.raises(Refused) as refused:
        check_keys(keys)
    assert "can" not in refused.value.message.replace("cannot", "")


def test_a_missing_key_is_told() -> None:
    with pytest.raises(Refused, match="API key is missing"):
        check_keys(Keys("", "x"))
