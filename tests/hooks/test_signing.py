"""Signatures against published vectors, and secrets that cannot be used."""

from __future__ import annotations

import hmac

import pytest

from forge_desktop.errors import Refused
from forge_desktop.hooks import Secrets, check_secret
from forge_desktop.hooks.signing import check_secrets, is_signed

from .knocking import OTHER, SECRET, sign

_QUICKSTART = "whsec_0123456789abcdef0123456789abcdef"
_VECTORS = (
    (  # RFC 4231, case 1
        "\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (  # RFC 4231, case 2
        "Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (  # openssl dgst -sha256 -hmac
        _QUICKSTART,
        b'{"type":"quote.created","created_at":"2026-05-29T05:00:00.123Z","data":{"id":"quo_1"}}',
        "7660e819d37328d0f8498aa42251872660a45f15723b96d9bc1bd53585258972",
    ),
    (
        _QUICKSTART,
        '{"type":"client.updated","created_at":"2026-05-29T05:00:00.123Z",'
        '"data":{"id":"cli_1","name":"Kärcher & Söhne"}}'.encode(),
        "41352b41eb6cf8cb542eb703af6e578c57530215cbc48bc21d9291ce414d9703",
    ),
)


@pytest.mark.parametrize(("secret", "body", "signature"), _VECTORS)
def test_a_published_signature_fits_its_own_bytes_and_no_others(
    secret: str, body: bytes, signature: str
) -> None:
    secrets = Secrets(secret)
    assert is_signed(body, signature.encode(), secrets)
    assert not is_signed(body + b" ", signature.encode(), secrets)
    assert not is_signed(body, signature.upper().encode(), secrets)
    assert not is_signed(body, signature[:-1].encode(), secrets)
    assert not is_signed(body, f"sha256={signature}".encode(), secrets)
    assert not is_signed(body, b"", secrets)
    assert not is_signed(body, b"\xff" * 64, secrets)


def test_both_secrets_are_good_while_they_change_and_no_third_one() -> None:
    both = Secrets(SECRET, OTHER)
    assert is_signed(b"x", sign(b"x", SECRET).encode(), both)
    assert is_signed(b"x", sign(b"x", OTHER).encode(), both)
    assert not is_signed(b"x", sign(b"x", "whsec_third").encode(), both)
    assert not is_signed(b"x", sign(b"x", "").encode(), both)
    assert not is_signed(b"x", sign(b"x", OTHER).encode(), Secrets(SECRET))
    assert not is_signed(b"x", sign(b"x", "").encode(), Secrets(SECRET))


def test_every_secret_is_compared_in_constant_time_whichever_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    compare = hmac.compare_digest

    def spy(first: bytes, second: bytes) -> bool:
        compared.append(first)
        return compare(first, second)

    monkeypatch.setattr(hmac, "compare_digest", spy)
    for secret in (SECRET, OTHER, "whsec_third"):
        compared.clear()
        is_signed(b"x", sign(b"x", secret).encode(), Secrets(SECRET, OTHER))
        assert compared == [sign(b"x", SECRET).encode(), sign(b"x", OTHER).encode()]


def test_no_secret_at_all_fits_nothing() -> None:
    assert not is_signed(b"x", sign(b"x", "").encode(), Secrets(""))


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("\n", "missing"),
        (f"{SECRET}\n", "line break"),
        (f"{SECRET}\r\nX-Evil: 1", "line break"),
        (f" {SECRET}", "blank"),
        (f"{SECRET[:12]} {SECRET[12:]}", "blank"),
        (f"{SECRET}\x07", "invisible"),
        ("whsec_übel", "character that no secret has"),
        ("whsec_\u200babcdef", "character that no secret has"),
        ("whsec_", "begin with “whsec_”"),
        ("fmrp_live_abc_def_123", "begin with “whsec_”"),
        ("WHSEC_abcdef", "begin with “whsec_”"),
        ("whsec_" + "a" * 1_280, "longer than"),
    ],
)
def test_a_secret_that_cannot_be_used_is_refused_in_words_without_repeating_it(secret: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        check_secret(secret)
    told = f"{caught.value.title} {caught.value.message} {caught.value!r}"
    assert not secret.strip() or secret.strip() in ("whsec_",) or secret.strip() not in told
    assert "abcdef" not in told


def test_a_good_secret_comes_back_as_it_is() -> None:
    assert check_secret(SECRET) == SECRET
    assert check_secrets(Secrets(SECRET, OTHER)) == Secrets(SECRET, OTHER)
    assert check_secrets(Secrets(SECRET)) == Secrets(SECRET)


def test_a_bad_second_secret_is_named_as_the_second() -> None:
    with pytest.raises(Refused, match="The second secret has a line break"):
        check_secrets(Secrets(SECRET, f"{OTHER}\n"))


def test_printing_secrets_shows_nothing() -> None:
    told = f"{Secrets(SECRET, OTHER)!r} {Secrets(SECRET, OTHER)}"
    assert SECRET not in told
    assert OTHER not in told
