"""Made communities, small and quick, and the store that holds one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from content.feedback.made_history import MadeGroup, MadeRules, make_group
from content.model import Group, Product, Slot, Story
from content.store import OpenStore
from services.sample_history import keep_made
from tests.conftest import story
from tests.feedback.counted_history import MadeHistory, counted_history

FIRST = date(2026, 9, 7)  # a Monday
SMALL = MadeRules(first=FIRST, days=40, posts_from=30, talk=0.8, answering=0.25, skipped=0.08, late=0.08)
STORIES = {FIRST + timedelta(days=n): story() for n in range(100)}
NOW = datetime(2026, 10, 17, 18, tzinfo=UTC)  # all days of SMALL are over

Keep = Callable[[OpenStore, MadeGroup], None]


def small(seed: int, size: int = 14, **changes: object) -> MadeGroup:
    """A group of a few members, by its seed."""
    slots = {slot: slot.usual_time for slot in Slot}
    rules = replace(SMALL, **changes)  # type: ignore[arg-type]
    return make_group(rules, Group("g1", "一群", size=size, slots=slots), seed)


def furnish(open_store: OpenStore, group: Group, stories: dict[date, Story] = STORIES) -> None:
    with open_store() as store:
        store.library.put_groups([group])
        store.library.put_products([Product("mug", "马克杯")])
        store.library.put_stories(list({one.id: one for one in stories.values()}.values()))


@pytest.fixture
def keep() -> Keep:
    """Puts a made group into a store, with its posts told by one story."""

    def into(open_store: OpenStore, made: MadeGroup) -> None:
        furnish(open_store, made.group)
        with open_store() as store:
            keep_made(store, made, STORIES)

    return into


@pytest.fixture(scope="module")
def history(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeHistory]:
    """A made community with what came back to its posts."""
    yield from counted_history(empty_database, tmp_path_factory.mktemp("made"))
