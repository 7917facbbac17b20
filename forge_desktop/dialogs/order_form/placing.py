"""Who makes it, at which site, and the status it begins with: the same for one order as for many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import making
from forge_desktop.dialogs.order_form.known import Around
from forge_desktop.domain.scalars import Json


class Placing:
    """Three choices of a form, which lays them out."""

    OFFERED = ("person", "site")
    """Parts of the state that are offered, not typed."""

    def __init__(self, usual: Mapping[str, str]) -> None:
        """`usual`: who and where was chosen last."""
        self._usual = usual
        self.person, self.site = Choice({"": "–"}), Choice({"": "–"})
        self.status = Choice({code: word for code, (word, _) in making.STATUSES.items()})

    def offer(self, around: Around) -> None:
        """These people and sites there are."""
        making.fill(self.person, around.people, self._usual.get("person", ""))
        making.fill(self.site, around.sites, self._usual.get("site", ""))

    def state(self) -> dict[str, Any]:
        """What is chosen."""
        return {"person": self.person.value(), "site": self.site.value(), "status": self.status.value()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was chosen once before."""
        for choice, name in ((self.person, "person"), (self.site, "site")):
            making.show(choice, str(state.get(name) or ""), "#")
        making.show(self.status, str(state.get("status") or making.SCHEDULED), "Status ")

    def needed(self) -> dict[str, str]:
        """Field -> what is missing."""
        found = {} if self.person.value() else {"assigned_id": "Who?"}
        if not self.site.value() and self.site.count() > 2:
            found["site_id"] = "Which site?"
        return found

    def values(self) -> dict[str, Json]:
        """What goes out."""
        values: dict[str, Json] = {
            "assigned_id": int(self.person.value()),
            "status": int(self.status.value()),
        }
        if self.site.value():
            values["site_id"] = int(self.site.value())
        return values
