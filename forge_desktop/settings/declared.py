"""The settings themselves: key, type, default, label and help, each written once."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class Settings(BaseModel):
    """All settings at one moment. The title of a field is its label, the description its help."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: Literal["system", "light", "dark", "contrast"] = Field(
        default="system", title="Theme", description="Light, dark, high contrast, or as the system says."
    )
    compact_rows: bool = Field(
        default=False, title="Compact rows", description="Lower rows, so that more of them fit on the screen."
    )
    refresh_seconds: int = Field(
        default=60,
        ge=10,
        le=86_400,
        title="Refresh every (seconds)",
        description="How often the server is asked for what changed.",
    )
    quiet_period: int = Field(
        default=120,
        ge=0,
        le=900,
        title="Quiet period (seconds)",
        description="How long to wait after a lost answer before looking whether what was sent has arrived.",
    )
    preview: bool = Field(default=True, title="Preview", description="Show the chosen record beside the table.")
    reduced_motion: bool = Field(
        default=False, title="Less motion", description="Change without fading or gliding."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", title="Log", description="How much is written into the log file."
    )
    export_delimiter: Literal["comma", "semicolon", "tab"] = Field(
        default="comma", title="CSV separator", description="What stands between two values of a CSV file."
    )

    @property
    def delimiter(self) -> str:
        """The character between two values of a CSV file."""
        return DELIMITERS[self.export_delimiter]
