"""Stories and groups of an older database come over with sane answers to what it did not ask."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from content.model import GroupKind, Slot
from content.store import Database

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{"morning": "08:00"}', NULL,
    NULL, NULL, '[]', '[]');
INSERT INTO products VALUES ('mug', '马克杯');
INSERT INTO stories VALUES ('s1', '一杯', 'mug', 'choice', '["super"]', '["内容"]', 0.5, 'h', 'q',
    '["a", "b"]', 'A', 'w', 'c', 's', '', '[]', '', TRUE, NULL, NULL)
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0005", FILLED)


def test_a_story_of_an_older_database_is_for_all_tags_in_the_usual_voice(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()(reading=True) as store:
        (story,) = store.library.stories()
        (group,) = store.library.groups()
    assert (story.kinds, story.promo, story.wants_photo) == (frozenset({GroupKind.SUPER}), 0.5, True)
    assert (story.forms, story.tags, story.persona, story.arc, story.sop) == ({}, frozenset(), "", "", {})
    assert [story.form_of(slot) for slot in Slot] == ["choice"] * 4
    assert group.on_a_holiday().slots == group.slots


def test_what_came_over_can_be_changed(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()() as store:
        store.library.put_stories(store.library.stories())
        store.library.put_groups(store.library.groups())


def test_a_story_of_old_is_its_first_version_and_has_no_draft(older: Callable[[str, str], Database]) -> None:
    database = older("0005", FILLED)
    database.upgrade()
    with database.ready()() as store:
        assert store.library.story_versions() == {"s1": 1}
        assert (store.story_drafts.drafts(), store.story_drafts.versions("s1")) == ([], [])
        (story,) = store.library.stories()
        store.library.put_stories([replace(story, hook="新的钩子")])
        store.library.put_stories([replace(story, hook="新的钩子")])
        assert store.library.story_versions() == {"s1": 2}, "what is the same is no new version"
