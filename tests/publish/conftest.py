"""A house that publishes, on both databases, with a platform on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.store import Database
from tests.platforms.wecom import FakeWecom
from tests.publish.house import House
from tests.store.conftest import database, postgres

__all__ = ["database", "postgres"]


@pytest.fixture
def wecom() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        yield platform


@pytest.fixture
def house(database: Database, tmp_path: Path, wecom: FakeWecom) -> House:
    """Two groups and a robot for both."""
    root = tmp_path / "brand"
    root.mkdir()
    url = database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    house = House(root, url, database.ready(), wecom.base_url)
    house.fill()
    house.robot()
    return house
