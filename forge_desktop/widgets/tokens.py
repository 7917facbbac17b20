"""The colours and measures of the three themes; every pair is measured by a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forge_desktop.domain.resource import Tone

ROW = 40
ROW_COMPACT = 30
HEADER = 32
CONTROL = 32
CHIP = 28
RAIL = 232
RAIL_ICONS = 64
PREVIEW = 328
RADIUS = 6
SPACE = 8
MARGIN = 16
ICON = 16
RING = 2
"""Width of the focus ring."""

BODY_PX = 13
SMALL_PX = 11
TITLE_PX = 20
RECORD_PX = 18


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour for text and icons, and the ground it may stand on."""

    fore: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme: every colour the program uses, as "#RRGGBB"."""

    name: str
    dark: bool
    ground: str
    panel: str
    line: str
    outline: str
    """Border of controls; 3:1 where the theme promises high contrast."""
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    selection: str
    hover: str
    track: str
    """Unfilled part of a bar."""
    navigation: str
    navigation_text: str
    navigation_strong: str
    navigation_muted: str
    navigation_chosen: str
    tones: Mapping[Tone, Pair]

    def tone(self, tone: Tone) -> Pair:
        """Foreground and ground of a tone."""
        return self.tones[tone]


LIGHT = Tokens(
    name="light",
    dark=False,
    ground="#F4F6F8",
    panel="#FFFFFF",
    line="#DFE4EA",
    outline="#CFD6DE",
    text="#17202B",
    muted="#5B6B7C",
    accent="#0B63CE",
    on_accent="#FFFFFF",
    accent_hover="#0955B3",
    selection="#E1EDFB",
    hover="#F7F9FB",
    track="#E9EDF1",
    navigation="#1D2733",
    navigation_text="#C9D4DF",
    navigation_strong="#FFFFFF",
    navigation_muted="#9AA9B8",
    navigation_chosen="#2D3B4B",
    tones={
        Tone.PLAIN: Pair("#17202B", "#FFFFFF"),
        Tone.MUTED: Pair("#5B6B7C", "#FFFFFF"),
        Tone.GOOD: Pair("#15703A", "#E2F4E9"),
        Tone.WARN: Pair("#9A5B00", "#FDF0DA"),
        Tone.BAD: Pair("#C62828", "#FDE7E7"),
        Tone.INFO: Pair("#0B63CE", "#E1EDFB"),
        Tone.PENDING: Pair("#7A3FC1", "#F1E7FB"),
        Tone.NEUTRAL: Pair("#5B6B7C", "#ECEFF3"),
    },
)

DARK = Tokens(
    name="dark",
    dark=True,
    ground="#12181F",
    panel="#19212A",
    line="#2B3642",
    outline="#3A4755",
    text="#E6ECF2",
    muted="#9AA9B8",
    accent="#6BB0FF",
    on_accent="#0D1319",
    accent_hover="#8CC2FF",
    selection="#20364F",
    hover="#1D2630",
    track="#2B3642",
    navigation="#0D1319",
    navigation_text="#B6C3D0",
    navigation_strong="#FFFFFF",
    navigation_muted="#8494A4",
    navigation_chosen="#1F2B37",
    tones={
        Tone.PLAIN: Pair("#E6ECF2", "#19212A"),
        Tone.MUTED: Pair("#9AA9B8", "#19212A"),
        Tone.GOOD: Pair("#62D18F", "#173526"),
        Tone.WARN: Pair("#F0B458", "#3A2C12"),
        Tone.BAD: Pair("#FF8A80", "#43201F"),
        Tone.INFO: Pair("#6BB0FF", "#1B3048"),
        Tone.PENDING: Pair("#C79BFF", "#33224A"),
        Tone.NEUTRAL: Pair("#9AA9B8", "#27313C"),
    },
)

CONTRAST = Tokens(
    name="contrast",
    dark=True,
    ground="#000000",
    panel="#000000",
    line="#66727F",
    outline="#C3CCD6",
    text="#FFFFFF",
    muted="#D3DBE3",
    accent="#8CC8FF",
    on_accent="#000000",
    accent_hover="#B5DBFF",
    selection="#0B2B4D",
    hover="#161D25",
    track="#3A4652",
    navigation="#000000",
    navigation_text="#F2F5F8",
    navigation_strong="#FFFFFF",
    navigation_muted="#D3DBE3",
    navigation_chosen="#0B2B4D",
    tones={
        Tone.PLAIN: Pair("#FFFFFF", "#000000"),
        Tone.MUTED: Pair("#D3DBE3", "#000000"),
        Tone.GOOD: Pair("#7CF0AC", "#06281A"),
        Tone.WARN: Pair("#FFD27A", "#302000"),
        Tone.BAD: Pair("#FFB3AC", "#3A0E0C"),
        Tone.INFO: Pair("#A8D4FF", "#0B2540"),
        Tone.PENDING: Pair("#DEC4FF", "#28133F"),
        Tone.NEUTRAL: Pair("#DCE3EA", "#1F2831"),
    },
)

THEMES: Mapping[str, Tokens] = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}
