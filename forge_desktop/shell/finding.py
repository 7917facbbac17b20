"""What the palette offers: every act, every page of the desk on screen, and its records by code or title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forge_desktop.dialogs.palette import Done, Entry, Find
from forge_desktop.domain.query import Query
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import inside
from forge_desktop.shell.acts import Act
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.store import Reader
from forge_desktop.views.facts import caption, code_of

_EACH = 4
"""Records of one resource."""


def entries(acts: Iterable[Act], view: DeskView | None) -> list[Entry]:
    """Acts with their keys, and the pages that have none, each once."""
    found = [Entry(act.title, act.section, act.keys[0], act.run) for act in acts if not act.typed]
    named = {entry.title for entry in found}
    pages = [_page(view, r) for r in view.resources.values() if r.main] if view is not None else []
    return found + [page for page in pages if page.title not in named]


def finder(view: DeskView) -> Find:
    """Looks for records of every page."""
    resources = [r for r in view.resources.values() if r.main and r.searched]
    seen = view.desk.seen

    def find(text: str, done: Done) -> None:
        def look(reader: Reader) -> list[tuple[Resource, Record]]:
            found: list[tuple[Resource, Record]] = []
            for resource in resources:
                keys = reader.first(Query(resource.name, text=text), seen(), _EACH)
                found += [(resource, r) for r in reader.records(resource, keys) if r is not None]
            return found

        def told(found: Sequence[tuple[Resource, Record]]) -> None:
            done([_record(view, resource, record) for resource, record in found])

        view.desk.reading.ask(("palette", id(view)), look, told)

    return find


def _page(view: DeskView, resource: Resource) -> Entry:
    return Entry(f"Go to {inside(resource.title)}", "Pages", "", lambda: view.show_page(resource.name))


def _record(view: DeskView, resource: Resource, record: Record) -> Entry:
    about = caption(resource, record, view.desk.seen())
    return Entry(
        f"{code_of(resource, record)}  {about}".strip(),
        resource.singular,
        "",
        lambda: view.open_record(resource.name, record.key),
    )
