"""Every colour of text is measured on every ground it may stand on."""

from __future__ import annotations

import pytest

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens


def luminance(color: str) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines 2.2 define it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs(tokens: Tokens) -> dict[str, tuple[str, str]]:
    """Every text with every ground it is painted on."""
    shades = tokens if tokens.dark else DARK
    found = {
        "primary button": (tokens.on_accent, tokens.accent),
        "primary button under the pointer": (tokens.on_accent, tokens.accent_hover),
        "tooltip": (tokens.panel, tokens.text),
        "rail": (tokens.navigation_text, tokens.navigation),
        "rail, chosen": (tokens.navigation_strong, tokens.navigation_chosen),
        "rail, count": (tokens.navigation_muted, tokens.navigation),
        "rail, count of the chosen": (tokens.navigation_text, tokens.navigation_chosen),
        "rail, waiting changes": (shades.tone(Tone.PENDING).fore, tokens.navigation_chosen),
    }
    grounds = {
        "panel": tokens.panel,
        "ground": tokens.ground,
        "selection": tokens.selection,
        "hover": tokens.hover,
        "glow": tokens.tone(Tone.INFO).back,
    }
    texts = {"text": tokens.text, "muted": tokens.muted, "accent": tokens.accent}
    texts |= {f"{tone} word": tokens.tone(tone).fore for tone in Tone}
    for word, fore in texts.items():
        for place, back in grounds.items():
            found[f"{word} on {place}"] = (fore, back)
    for tone in Tone:
        found[f"{tone} on its own ground"] = (tokens.tone(tone).fore, tokens.tone(tone).back)
    return found


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda t: t.name)
def test_every_text_reaches_four_and_a_half_to_one_on_every_ground(tokens: Tokens) -> None:
    weak = {name: round(ratio(*pair), 2) for name, pair in pairs(tokens).items() if ratio(*pair) < 4.5}
    assert weak == {}


def test_the_high_contrast_theme_reaches_seven_to_one() -> None:
    weak = {name: round(ratio(*pair), 2) for name, pair in pairs(CONTRAST).items() if ratio(*pair) < 7}
    assert weak == {}


def test_the_outline_of_controls_and_the_focus_ring_are_seen_in_high_contrast() -> None:
    for color in (CONTRAST.outline, CONTRAST.accent, CONTRAST.line):
        assert ratio(color, CONTRAST.panel) >= 3


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda t: t.name)
def test_the_focus_ring_is_seen_beside_whatever_it_surrounds(tokens: Tokens) -> None:
    for place in (tokens.panel, tokens.ground, tokens.selection):
        assert ratio(tokens.accent, place) >= 3
    assert ratio((tokens if tokens.dark else DARK).accent, tokens.navigation_chosen) >= 3
    assert ratio(tokens.text, tokens.panel) >= 3
