"""Stories and groups of an older database come over with sane answers to what it did not ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from content.model import GroupKind, Slot
from content.store import Database, database_at
from content.store.schema import HERE

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{"morning": "08:00"}', NULL,
    NULL, NULL, '[]', '[]');
INSERT INTO products VALUES ('mug', '马克杯');
INSERT INTO stories VALUES ('s1', '一杯', 'mug', 'choice', '["super"]', '["内容"]', 0.5, 'h', 'q',
    '["a", "b"]', 'A', 'w', 'c', 's', '', '[]', '', TRUE, NULL, NULL)
"""


def fill(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
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
    name = f"{server.engine.url.database}_stories"
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


def test_a_story_of_an_older_database_is_for_all_tags_in_the_usual_voice(older: Database) -> None:
    older.upgrade()
    with older.ready()(reading=True) as store:
        (story,) = store.stories()
        (group,) = store.groups()
    assert (story.kinds, story.promo, story.wants_photo) == (frozenset({GroupKind.SUPER}), 0.5, True)
    assert (story.forms, story.tags, story.persona, story.arc, story.sop) == ({}, frozenset(), "", "", {})
    assert [story.form_of(slot) for slot in Slot] == ["choice"] * 4
    assert group.on_a_holiday().slots == group.slots


def test_what_came_over_can_be_changed(older: Database) -> None:
    older.upgrade()
    with older.ready()() as store:
        store.put_stories(store.stories())
        store.put_groups(store.groups())
