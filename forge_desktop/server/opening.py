"""Opens the server's database ready for use: tables made, and the demo world in it when that is wanted."""

from __future__ import annotations

import time

from sqlalchemy import Engine, delete, func, insert, select

from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.options import ServerOptions

_PAPERS = "demo papers"
_MARK = "demo world"  # in the settings: "building" until it is whole


def open_database(options: ServerOptions) -> Engine:
    """An engine whose tables exist; an empty database is filled if the options say so."""
    engine = tables.connect(options.database)
    try:
        if _state(engine) == "building":  # the program ended while the world was being made
            made = [table for table in tables.METADATA.sorted_tables if table not in tables.KEPT]
            tables.METADATA.drop_all(engine, tables=made)
        tables.create_all(engine)
        if options.demo and _is_empty(engine):
            _fill(engine, options)
        if options.demo and _state(engine) == "complete":  # also a world of a version that knew no papers
            _add_papers(engine, options)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _state(engine: Engine, mark: str = _MARK) -> str | None:
    tables.settings.create(engine, checkfirst=True)
    setting = tables.settings.c
    with engine.connect() as connection:
        return connection.execute(select(setting.value).where(setting.name == mark)).scalar()


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return not any(
            connection.execute(select(table).limit(1)).first() for table in (tables.items, tables.users)
        )


def _fill(engine: Engine, options: ServerOptions) -> None:
    from forge_desktop.server.demo import build_world  # heavy, and needed once in a database's life

    _mark(engine, "building")
    now = int(time.time()) if options.now is None else options.now
    build_world(engine, now=now, timezone=options.timezone, scale=options.scale, seed=options.seed)
    _mark(engine, "complete")


def _add_papers(engine: Engine, options: ServerOptions) -> None:
    from forge_desktop.server.demo.papers import write_papers

    if _state(engine, _PAPERS) is not None:
        return
    now = int(time.time()) if options.now is None else options.now
    with writing(engine) as connection:
        setting = tables.settings.c
        if connection.scalar(select(setting.value).where(setting.name == _PAPERS)) is None:
            connection.execute(insert(tables.settings), {"name": _PAPERS, "value": "complete"})
            write_papers(connection, now, options.seed)
    _count_on(engine)


def _count_on(engine: Engine) -> None:
    """PostgreSQL counts on from sequences of its own, which know nothing of the keys that the world brought."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for table in tables.METADATA.sorted_tables:
            key = table.autoincrement_column
            if key is not None:
                sequence = func.pg_get_serial_sequence(table.name, key.name)
                connection.execute(select(func.setval(sequence, func.max(key))))


def _mark(engine: Engine, state: str) -> None:
    with engine.begin() as connection:
        connection.execute(delete(tables.settings).where(tables.settings.c.name == _MARK))
        connection.execute(insert(tables.settings), {"name": _MARK, "value": state})
