"""One write and everything that follows from it: derived fields, hints to other records, children, graves."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forge_desktop.domain.changes import Change
from forge_desktop.domain.resource import Resource, Values
from forge_desktop.store import laid, rows
from forge_desktop.store.relations import Hints, Target
from forge_desktop.store.schema import Schema
from forge_desktop.store.shelf import NO_DETAIL, Detail, Full, Known, Shelf, chunks, marks_for
from forge_desktop.store.unknown import Unknown


@dataclass(slots=True)
class Count:
    """What became of the rows given."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Spread:
    """Carries one write through the tables, inside a transaction that somebody else holds."""

    def __init__(self, connection: sqlite3.Connection, schema: Schema, now: int) -> None:
        self._connection = connection
        self._schema = schema
        self._now = now
        self._hints = Hints(connection)
        self._unknown = Unknown(connection)
        self._shelves: dict[str, Shelf] = {}
        self._told: dict[str, dict[int, None]] = {}
        self._visited: set[Target] = set()

    def changes(self) -> tuple[Change, ...]:
        """Everything that became different, in the order it did."""
        return tuple(Change(name, tuple(keys)) for name, keys in self._told.items() if keys)

    def take(self, name: str, given: Mapping[int, Values], parent: int | None = None) -> Count:
        """Rows as a list brings them; those that are there already cost one comparison."""
        shelf, count = self._shelf(name), Count()
        dropped = frozenset(f.name for f in shelf.table.resource.fields if f.detail)
        known = shelf.known(list(given))
        fresh: dict[int, tuple[str, Values]] = {}
        for key, values in given.items():
            if dropped:
                values = {n: v for n, v in values.items() if v is not None or n not in dropped}
            doc, old = rows.dump(values), known.get(key)
            if old is None:
                count.added += 1
            elif old.sound and old.parent == parent and (old.doc == doc or _same(old.doc, values)):
                count.unchanged += 1
                continue
            else:
                count.changed += 1
            fresh[key] = (doc, values)
        if fresh:
            self._unknown.look(shelf.table, (values for _, values in fresh.values()))
            self._write(shelf, fresh, known, parent)
        return count

    def take_single(self, resource: Resource, key: int, values: Values) -> Count:
        """A record with its details; fields nobody declared and no list ever sent are details, too."""
        shelf = self._shelf(resource.name)
        old = shelf.known([key]).get(key)
        listed = rows.load(old.doc) if old is not None and old.sound else None
        own = {f.name: f.detail for f in resource.fields}
        single = {n for n in values if own.get(n, listed is not None and n not in listed)}
        plain = {n: v for n, v in values.items() if n not in single}
        apart = {n: v for n, v in values.items() if n in single}
        detail = Detail(rows.dump(apart), self._now)
        before = shelf.details([key]).get(key)
        if before is not None and before.text == detail.text and plain == listed:
            shelf.touch(key, self._now)
            return Count(unchanged=1)
        if listed is not None and plain == listed:
            plain = listed
        self._unknown.look(shelf.table, (plain,))
        self._unknown.look(shelf.table, (apart,), detail=True)
        self._store(shelf, {key: (rows.dump(plain), plain)}, {key: detail}, old.parent if old else None)
        self._revive(resource.name, [key])
        return Count(added=1) if old is None else Count(changed=1)

    def bury(self, name: str, keys: Iterable[int]) -> int:
        """Move rows to the graves, with their details; their children and hints go."""
        shelf, there = self._shelf(name), 0
        known = shelf.known(list(keys))
        for part in chunks(known):
            self._connection.execute(
                "INSERT OR REPLACE INTO _graves (resource, key, doc, detail, detail_at, at) "
                f"SELECT ?, key, doc, detail, detail_at, ? FROM {shelf.table.name} "
                f"WHERE key IN ({marks_for(part)})",
                (name, self._now, *part),
            )
            there += len(part)
        shelf.delete(known)
        self._tell(name, known)
        for key in known:
            self._children(shelf, key, None)
            self._follow_hints(self._hints.replace(name, key, ()))
        return there

    def repaint(self, name: str, keys: list[int]) -> None:
        """Work rows out anew after what lies over them changed; unknown records appear and vanish with it."""
        shelf = self._shelf(name)
        known, over = shelf.known(keys), laid.over(self._connection, name, keys)
        gone = [key for key in known if key < 0 and key not in over]
        shelf.delete(gone)
        self._tell(name, gone)
        for key in keys:
            old = known.get(key)
            if key in gone or (old is None and not (key < 0 and key in over)):
                continue
            doc = "{}" if old is None or not old.sound else old.doc
            self._store(shelf, {key: (doc, rows.load(doc))}, shelf.details([key]), old.parent if old else None)

    def _write(
        self, shelf: Shelf, fresh: dict[int, tuple[str, Values]], known: Mapping[int, Known], parent: int | None
    ) -> None:
        name = shelf.table.resource.name
        old = [key for key in fresh if key in known]
        details = shelf.details(old) if old else {}
        if len(old) < len(fresh):
            details |= self._revive(name, [key for key in fresh if key not in known])
        self._store(shelf, fresh, details, parent)

    def _store(
        self,
        shelf: Shelf,
        fresh: dict[int, tuple[str, Values]],
        details: Mapping[int, Detail],
        parent: int | None,
    ) -> None:
        name = shelf.table.resource.name
        hinted = self._hints.any_about(name)
        pending = self._over(name, fresh)
        full = [
            shelf.full(
                key,
                doc,
                values,
                details.get(key, NO_DETAIL),
                self._hints.about(name, key) if hinted else {},
                parent,
                pending.get(key),
            )
            for key, (doc, values) in fresh.items()
        ]
        shelf.write(full)
        self._tell(name, fresh)
        self._follow(shelf, full)

    def _follow(self, shelf: Shelf, full: Iterable[Full]) -> None:
        resource = shelf.table.resource
        if resource.children:
            for one in full:
                self._children(shelf, one.key, one.values)
        if resource.hints:
            for one in full:
                self._follow_hints(self._hints.replace(resource.name, one.key, resource.hints(one.values)))

    def _children(self, shelf: Shelf, key: int, values: Values | None) -> None:
        for name, explode in (shelf.table.resource.children or {}).items():
            given = {} if values is None else {child.key: child.values for child in explode(values)}
            below = self._shelf(name)
            gone = below.children_of(key) - given.keys()
            below.delete(gone)
            self._tell(name, sorted(gone))
            self.take(name, given, key)

    def _follow_hints(self, targets: Iterable[Target]) -> None:
        for target in sorted(targets):
            if target in self._visited or target[0] not in self._schema.tables:
                continue
            name, key = target
            shelf = self._shelf(name)
            old = shelf.known([key]).get(key)
            if old is None or not old.sound:
                continue
            detail = shelf.details([key]).get(key, NO_DETAIL)
            said = self._hints.about(name, key)
            pending = self._over(name, (key,)).get(key)
            full = shelf.full(key, old.doc, rows.load(old.doc), detail, said, old.parent, pending)
            if full.extra != old.extra:
                self._visited.add(target)  # two records that hint at each other must come to rest
                shelf.write([full])
                self._tell(name, [key])
                self._follow(shelf, [full])
                self._visited.discard(target)

    def _revive(self, name: str, keys: list[int]) -> dict[int, Detail]:
        found: dict[int, Detail] = {}
        if not self._connection.execute("SELECT 1 FROM _graves WHERE resource = ? LIMIT 1", (name,)).fetchone():
            return found
        for part in chunks(keys):
            for key, text, at in self._connection.execute(
                f"DELETE FROM _graves WHERE resource = ? AND key IN ({marks_for(part)}) "
                "RETURNING key, detail, detail_at",
                (name, *part),
            ).fetchall():
                found[key] = Detail(text, at)
        return found

    def _over(self, name: str, keys: Iterable[int]) -> dict[int, Values]:
        if not laid.any_over(self._connection, name):
            return {}
        found: dict[int, Values] = {}
        for part in chunks(keys):
            found |= {key: one.values for key, one in laid.over(self._connection, name, part).items()}
        return found

    def _shelf(self, name: str) -> Shelf:
        if name not in self._shelves:
            self._shelves[name] = Shelf(self._connection, self._schema.table(name))
        return self._shelves[name]

    def _tell(self, name: str, keys: Iterable[int]) -> None:
        self._told.setdefault(name, {}).update(dict.fromkeys(keys))


def _same(old: str, values: Values) -> bool:
    """True when only the order of the fields differs."""
    return rows.dump_sorted(rows.load(old)) == rows.dump_sorted(values)
