"""A database from before learning and KOCs comes over: nobody stands anywhere, and all of it can be begun."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from content.model import Rung
from content.store import Database, database_at
from content.store.schema import HERE

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO members VALUES ('m1', '阿雅', 'g1');
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at,
    run_id, consent_state, choice) VALUES ('i1', 'c1', 'g1', 'm1', '话', '2026-11-20 12:00:00', NULL, 0,
    '2026-11-20 12:00:00', 'r1', 'granted', '');
INSERT INTO verdicts VALUES ('i1', TRUE, 'kept', 0.5, 1, NULL, '入选', 'kept', '2026-11-20 12:00:00', 'r1')
"""


def fill(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for statement in FILLED.split(";"):
            connection.exec_driver_sql(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        old = database_at(f"sqlite:///{tmp_path / 'old.db'}")
        fill(old)
        yield old
        return
    server: Database = request.getfixturevalue("postgres")
    name = f"{server.engine.url.database}_learn"
    admin = create_engine(server.engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(str(server.engine.url)).set(database=name, password=server.engine.url.password)
    old = database_at(url.render_as_string(hide_password=False))
    fill(old)
    yield old
    old.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_nobody_stands_anywhere_and_no_model_counts(older: Database) -> None:
    older.upgrade()
    with older.ready()(reading=True) as store:
        assert (store.standings(), store.models(), store.model_use(), store.activities()) == (
            {},
            [],
            None,
            [],
        )
        assert store.orders_since(NOW.date()) is None


def test_members_can_climb_and_what_was_kept_was_drawn_by_no_lot(older: Database) -> None:
    older.upgrade()
    with older.ready()() as store:
        assert store.climb("m1", Rung.CANDIDATE, who="小林", why="", at=NOW).rung is Rung.CANDIDATE
        store.clear_burst("i1", who="小林", why="看过", at=NOW)
        store.keep_chances()
        assert (store.cleared(), store.ever_drawn()) == ({"i1"}, {})
