"""What a person arranged on a page: columns, order, filters, saved views; plain JSON, free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from forge_desktop.domain.query import LATE, Condition, Op, Query, Sort, from_json, to_json
from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.views import strangers

PREVIEW_WIDTH = 328
_NARROWEST, _WIDEST = 32, 1_200


@dataclass(frozen=True, slots=True)
class ColumnState:
    """Where and how wide a column stands; the order of a list of these is the order on screen."""

    field: str
    width: int
    shown: bool


@dataclass(frozen=True, slots=True)
class View:
    """A named arrangement: what is asked, and the columns."""

    query: Query
    columns: tuple[ColumnState, ...]


@dataclass
class PageState:
    """The arrangement of one page. Every change is told to `save`, as JSON."""

    resource: Resource
    load: Callable[[], Any] = lambda: None
    save: Callable[[dict[str, Any]], None] = lambda told: None
    query: Query = field(init=False)
    columns: tuple[ColumnState, ...] = field(init=False)
    view: str = field(init=False)
    views: dict[str, View] = field(init=False, default_factory=dict)
    preview_width: int = PREVIEW_WIDTH
    preview_shown: bool = True
    compact: bool = False
    current: int | None = None

    def __post_init__(self) -> None:
        self.query, self.columns, self.view = default_query(self.resource), standard(self.resource), ""
        told = self.load()
        if isinstance(told, dict):
            self._take(told)

    def keep(self) -> None:
        """Tell what is arranged now."""
        self.save(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """The whole arrangement in a form JSON can hold."""
        return {
            **_view_json(View(self.query, self.columns)),
            "unknown": list(strangers.known(self.resource)),
            "view": self.view,
            "views": {name: _view_json(view) for name, view in self.views.items()},
            "preview": {"width": self.preview_width, "shown": self.preview_shown},
            "compact": self.compact,
            "current": self.current,
        }

    @property
    def default_view(self) -> View:
        """The arrangement the resource declares."""
        return View(default_query(self.resource), standard(self.resource))

    @property
    def altered(self) -> bool:
        """True when what is shown is no longer the chosen view."""
        chosen = self.views.get(self.view, self.default_view)
        return self.query != chosen.query or _seen(self.columns) != _seen(chosen.columns)

    def choose(self, name: str) -> None:
        """Show a saved view; "" is the resource's own."""
        view = self.views.get(name, self.default_view)
        self.view = name if name in self.views else ""
        self.query, self.columns = view.query, view.columns
        self.learn(())
        self.keep()

    def save_view(self, name: str) -> None:
        """Keep what is shown under this name, in place of what had it. ValueError for an empty name."""
        wanted = " ".join(name.split())[:80]
        if not wanted or wanted == self.resource.view:
            raise ValueError("Give the view a name of its own")
        self.views[wanted] = View(self.query, self.columns)
        self.view = wanted
        self.keep()

    def rename_view(self, old: str, new: str) -> None:
        """Give a saved view another name. ValueError when the name is empty or taken."""
        wanted = " ".join(new.split())[:80]
        if not wanted or wanted in self.views or wanted == self.resource.view:
            raise ValueError("Give the view a name of its own")
        self.views = {wanted if name == old else name: view for name, view in self.views.items()}
        self.view = wanted if self.view == old else self.view
        self.keep()

    def delete_view(self, name: str) -> None:
        """Forget a saved view; what is shown stays as it is."""
        self.views.pop(name, None)
        if self.view == name:
            self.view = ""
        self.keep()

    def learn(self, names: Iterable[str]) -> None:
        """Offer columns for fields that no declaration knows."""
        self.resource = strangers.extend(self.resource, names)
        told = {column.field for column in self.columns}
        self.columns = (*self.columns, *(c for c in standard(self.resource) if c.field not in told))

    def _take(self, told: dict[str, Any]) -> None:
        unknown = told.get("unknown")
        self.learn(str(name) for name in unknown if isinstance(name, str)) if isinstance(
            unknown, list
        ) else None
        view = _view(self.resource, told)
        if view is not None:
            self.query, self.columns = view.query, view.columns
        saved = told.get("views")
        for name, one in saved.items() if isinstance(saved, dict) else ():
            kept = _view(self.resource, one)
            if kept is not None:
                self.views[str(name)] = kept
        name = told.get("view")
        self.view = name if isinstance(name, str) and name in self.views else ""
        preview = told.get("preview")
        if isinstance(preview, dict):
            self.preview_shown = preview.get("shown") is not False
            self.preview_width = _within(preview.get("width"), PREVIEW_WIDTH, 200)
        self.compact = told.get("compact") is True
        current = told.get("current")
        self.current = current if isinstance(current, int) and not isinstance(current, bool) else None


def default_query(resource: Resource) -> Query:
    """What a page asks when nobody chose anything."""
    group = (Sort(resource.group),) if resource.group else ()
    return Query(resource.name, where=resource.where, sort=(*group, *resource.sort))


def all_columns(resource: Resource) -> tuple[Column, ...]:
    """Every column a page can show: the declared ones, then one for each other field that fits a cell."""
    told = {column.field for column in resource.columns}
    rest = (f for f in resource.fields if f.name not in told and f.kind is not Kind.LINES)
    return (*resource.columns, *(Column(field=f.name, shown=False) for f in rest))


def standard(resource: Resource) -> tuple[ColumnState, ...]:
    """The columns as declared."""
    return tuple(ColumnState(c.field, c.width, c.shown) for c in all_columns(resource))


def _seen(columns: Iterable[ColumnState]) -> list[ColumnState]:
    return [column for column in columns if column.shown]


def moved(columns: Iterable[ColumnState], name: str, to: int) -> tuple[ColumnState, ...]:
    """The columns with one of them moved to a place in the order."""
    rest = [column for column in columns if column.field != name]
    taken = [column for column in columns if column.field == name]
    return (*rest[: max(0, to)], *taken, *rest[max(0, to) :])


def _view_json(view: View) -> dict[str, Any]:
    return {
        "query": to_json(view.query),
        "columns": [{"field": c.field, "width": c.width, "shown": c.shown} for c in view.columns],
    }


def _view(resource: Resource, told: Any) -> View | None:
    """A view out of its JSON; fields the resource does not know are left out of it. None when it is none."""
    if not isinstance(told, dict):
        return None
    try:
        query = from_json(told.get("query"))
    except ValueError:
        return None
    query = replace(
        query,
        resource=resource.name,
        where=tuple(c for c in query.where if resource.has(c.field) and _sound(c)),
        sort=tuple(s for s in query.sort if s.field == LATE or resource.has(s.field)),
    )
    return View(query, _columns(resource, told.get("columns")))


def _sound(condition: Condition) -> bool:
    wanted = {Op.BETWEEN: 2, Op.DAYS: 2, Op.HAS: 1}.get(condition.op)
    return wanted is None or len(condition.values) == wanted


def _columns(resource: Resource, told: Any) -> tuple[ColumnState, ...]:
    declared = {c.field: c for c in standard(resource)}
    found: dict[str, ColumnState] = {}
    for one in told if isinstance(told, list) else []:
        name = one.get("field") if isinstance(one, dict) else None
        if isinstance(name, str) and name in declared:
            width = _within(one.get("width"), declared[name].width, _NARROWEST)
            found[name] = ColumnState(name, width, one.get("shown") is True)
    columns = (*found.values(), *(c for name, c in declared.items() if name not in found))
    return columns if any(c.shown for c in columns) else standard(resource)


def _within(value: Any, otherwise: int, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return otherwise
    return max(least, min(_WIDEST, value))
