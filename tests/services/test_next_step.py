"""The one thing to do next: what keeps a week from coming about first; each sentence has its command."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.messages import LANGUAGES, render
from content.model import (
    Consent,
    ConsentState,
    Group,
    GroupKind,
    Media,
    Member,
    Product,
    Quiz,
    Story,
    Submission,
)
from content.store.readiness import PhotoCounts, WeekCounts
from content.stories.supply import StoryShortage, worst_shortage
from services.context import Context
from services.next_step import WorkspaceState, as_json, first_step, next_step
from services.publisher_health import Unattended

NOTHING = WorkspaceState(0, 0, 0, None, PhotoCounts(0, 0, 0, 0, 0), WeekCounts(0, 0, 0), 0, 7, 60, {})
SET_UP = replace(NOTHING, groups=2, products=3, stories=20, photos=PhotoCounts(9, 9, 0, 0, 0))
STORY = Story(
    "s", "杯子", "p1", "choice", "早", Quiz("几天？", ("一天", "两天"), "B", ""), "看看", "答案是 B"
)
LATER = Unattended(2, datetime(2026, 12, 1, 12, tzinfo=UTC), is_urgent=False)
counts = st.integers(0, 3)
standings = st.builds(
    WorkspaceState,
    groups=counts,
    products=counts,
    stories=counts,
    shortage=st.none() | st.builds(StoryShortage, st.just("g"), st.integers(0, 13), st.just(14)),
    photos=st.builds(PhotoCounts, counts, counts, counts, counts, counts),
    week=st.builds(WeekCounts, counts, counts, counts),
    refused=counts,
    days=st.just(7),
    window_days=st.just(60),
    tables=st.just({}),
)


def code(standing: WorkspaceState) -> str:
    step = first_step(standing)
    return step.code if step else ""


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (NOTHING, "next.no_groups"),
        (replace(NOTHING, groups=1), "next.no_products"),
        (replace(NOTHING, groups=1, products=1), "next.no_stories"),
        (replace(SET_UP, photos=PhotoCounts(0, 0, 0, 0, 0)), "next.no_photos"),
        (replace(SET_UP, photos=PhotoCounts(0, 0, 0, 0, 0), refused=1), "next.refused"),
        (replace(SET_UP, shortage=StoryShortage("g", 3, 14)), "next.stories_short"),
        (replace(SET_UP, photos=PhotoCounts(9, 0, 0, 0, 0)), "next.photos_old"),
        (replace(SET_UP, photos=PhotoCounts(9, 9, 1, 1, 1)), "next.no_author"),
        (replace(SET_UP, photos=PhotoCounts(9, 9, 0, 1, 1)), "next.no_product"),
        (replace(SET_UP, photos=PhotoCounts(9, 9, 0, 0, 1)), "next.no_consent"),
        (replace(SET_UP, refused=2), "next.refused"),
        (SET_UP, "next.run"),
        (replace(SET_UP, week=WeekCounts(5, 2, 0)), "next.review"),
        (replace(SET_UP, week=WeekCounts(0, 2, 0)), "next.send"),
        (replace(SET_UP, week=WeekCounts(0, 2, 0), unattended=LATER), "next.publisher"),
        (replace(SET_UP, week=WeekCounts(5, 2, 0), unattended=LATER), "next.review"),
        (
            replace(SET_UP, week=WeekCounts(5, 2, 0), unattended=replace(LATER, is_urgent=True)),
            "next.publisher",
        ),
    ],
)
def test_what_blocks_a_week_comes_first(standing: WorkspaceState, step: str) -> None:
    assert code(standing) == step


def test_a_whole_week_is_reviewed_before_the_next_is_bettered() -> None:
    lacking = replace(SET_UP, photos=PhotoCounts(9, 9, 4, 0, 0))
    assert code(replace(lacking, week=WeekCounts(5, 0, 0))) == "next.review"
    assert code(replace(lacking, week=WeekCounts(5, 0, 3))) == "next.no_author"


def test_stories_that_last_the_week_but_not_their_rest_are_told_last() -> None:
    short = replace(SET_UP, shortage=StoryShortage("g", 8, 14))
    assert code(short) == "next.run"
    assert code(replace(short, week=WeekCounts(0, 0, 0), photos=SET_UP.photos)) == "next.run"
    assert code(replace(short, week=WeekCounts(0, 2, 0))) == "next.send"


@given(standings)
def test_each_step_has_its_command_in_each_language(standing: WorkspaceState) -> None:
    step = first_step(standing)
    if step is None:
        return
    worded = as_json(step)
    assert worded is not None
    assert worded["code"] == step.code.removeprefix("next.")
    for language in LANGUAGES:
        assert "`sishi " in worded[language] == render(step, language)


def test_the_store_is_counted_by_what_a_photo_lacks_first(context: Context) -> None:
    now = context.clock()
    photos = {
        "a": (None, None, ConsentState.UNKNOWN),
        "b": ("m1", None, ConsentState.UNKNOWN),
        "c": ("m1", "p1", ConsentState.UNKNOWN),
        "d": ("m1", "p1", ConsentState.GRANTED),
        "e": (None, None, ConsentState.REFUSED),
    }
    with context.open_store() as store:
        store.library.put_groups([Group("g1", "一群")])
        store.library.put_products([Product("p1", "花盆")])
        store.library.put_members([Member("m1", "小林", "g1")])
        for number, (key, (member, product, state)) in enumerate(photos.items()):
            medium = Media(f"{number:064}", ".jpg", 800, 600, 9)
            store.intake.add_media([medium])
            sent = now - timedelta(days=1)
            store.intake.add_submission(
                Submission(key, "g1", member, "", sent, (medium,), product, consent=Consent(state)),
                f"{number:064}",
                at=now,
                run="r",
            )
    with context.open_store(reading=True) as store:
        assert store.readiness.photos(now - timedelta(days=9)) == PhotoCounts(5, 4, 1, 1, 1)
        assert store.readiness.photos(now) == PhotoCounts(5, 0, 0, 0, 0)
    step = next_step(context.workspace, now)
    assert step is not None
    assert step.code == "next.no_stories"


@given(st.integers(0, 30), st.integers(1, 30))
def test_a_group_lacks_what_its_rest_asks_beyond_its_stories(have: int, rest: int) -> None:
    group = Group("g1", "一群")
    stories = [replace(STORY, id=f"s{number}") for number in range(have)]
    shortage = worst_shortage([group], stories, rest, date(2026, 12, 1))
    assert (shortage.more if shortage else 0) == max(0, rest - have)


def test_only_stories_for_its_kind_and_its_days_count() -> None:
    today = datetime(2026, 12, 1, tzinfo=UTC).date()
    daily = Group("g1", "一群")
    flash = Group("g2", "二群", GroupKind.FLASH)
    for_flash = replace(STORY, id="s1", kinds=frozenset({GroupKind.FLASH}))
    over = replace(STORY, id="s2", valid_to=today - timedelta(days=1))
    every = replace(STORY, id="s3")
    assert worst_shortage([daily, flash], [for_flash, over, every], 2, today) == StoryShortage("一群", 1, 2)
    assert worst_shortage([flash], [for_flash, over, every], 2, today) is None
