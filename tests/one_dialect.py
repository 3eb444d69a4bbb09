"""Databases that know each other's statements: SQLAlchemy keeps what it compiled for each engine alone."""

from functools import cache
from pathlib import Path

from sqlalchemy import Dialect, Engine

from content.store import database, engine

_first: dict[str, Engine] = {}


@cache
def share() -> None:
    """From now on an engine takes over the dialect and the compiled statements of the first of its kind."""
    made = engine.engine_at

    def engine_at(url: str, root: Path = Path()) -> Engine:
        return _like_the_first(made(url, root))

    engine.engine_at = engine_at
    database.engine_at = engine_at


def _like_the_first(new: Engine) -> Engine:
    first = _first.setdefault(new.dialect.name, new)
    if _has_met_its_server(first.dialect):
        new.dialect = first.dialect
        new._compiled_cache = first._compiled_cache
    return new


def _has_met_its_server(dialect: Dialect) -> bool:
    return getattr(dialect, "server_version_info", None) is not None
