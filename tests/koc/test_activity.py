"""A call for photos takes what carries its code in its time; the bought and the refused get no place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from content.koc.activity import Evidence, answers, rank, willingness
from content.koc.fair import Counted
from content.model import Activity, ActivityKind, Consent, ConsentState, Score, Signal, Submission, Unreadable

CUPS = Activity("#晒杯子", "杯子周", ActivityKind.PHOTOS, date(2026, 11, 20), date(2026, 11, 22))
SHANGHAI = ZoneInfo("Asia/Shanghai")
Submissions = Callable[..., Submission]


def consent(state: ConsentState) -> Consent:
    return Consent(state)


@pytest.mark.parametrize(
    "text, taken",
    [
        ("早安 #晒杯子", True),
        ("＃晒杯子 全角也算", True),
        ("#曬杯子", True),
        ("#晒\u200b杯子", True),
        ("晒盘子", False),
        ("", False),
    ],
)
def test_the_code_is_found_however_it_is_written(a_submission: Submissions, text: str, taken: bool) -> None:
    assert bool(answers(CUPS, [a_submission(text=text)], SHANGHAI)) == taken


@pytest.mark.parametrize(
    "at, taken",
    [
        (datetime(2026, 11, 19, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 19, 16, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), False),
    ],
)
def test_its_days_are_whole_days_of_the_zone(a_submission: Submissions, at: datetime, taken: bool) -> None:
    assert bool(answers(CUPS, [a_submission(text="#晒杯子", posted_at=at)], SHANGHAI)) == taken


def test_other_groups_nobodys_photos_and_words_alone_are_no_answers(a_submission: Submissions) -> None:
    said = [
        a_submission("i1", text="#晒杯子", group="g2"),
        a_submission("i2", text="#晒杯子", member=None),
        a_submission("i3", text="#晒杯子", media=()),
        a_submission("i4", text="#晒杯子"),
    ]
    assert [each.id for each in answers(replace(CUPS, groups=frozenset({"g1"})), said, SHANGHAI)] == ["i4"]


def test_willingness_is_learnt_from_answers_and_drawn_to_a_half(a_submission: Submissions) -> None:
    said = [a_submission(f"i{n}", member="yes") for n in range(8)]
    said += [a_submission("j", member="no", consent=consent(ConsentState.REFUSED))]
    said += [a_submission("k", member="silent", consent=consent(ConsentState.ASKED))]
    assert willingness(said) == {"yes": 0.9, "no": pytest.approx(1 / 3)}


def ranked(
    activity: Activity,
    said: list[Submission],
    quality: dict[str, float],
    likes: dict[str, int],
    held: set[str],
) -> list[tuple[str, int | None, str]]:
    scores: dict[str, Score | Unreadable] = {key: Score(total, ()) for key, total in quality.items()}
    now = datetime(2026, 11, 21, tzinfo=UTC)
    counted = [
        Counted(Signal(key, "m", f"fan{n}", now), 1.0)
        for key, many in likes.items()
        for n in range(many)
        if key not in held
    ]
    found = rank(activity, said, Evidence(scores, willingness(said), counted, held))
    return [(entry.submission, entry.place, entry.why) for entry in found]


def test_photos_stand_by_quality_times_willingness(a_submission: Submissions) -> None:
    said = [
        a_submission("good", member="a"),
        a_submission("better", member="b", consent=consent(ConsentState.UNKNOWN)),
        a_submission("best", member="c", consent=consent(ConsentState.REFUSED)),
        a_submission("blind", member="d"),
    ]
    quality = {"good": 0.6, "better": 0.9, "best": 1.0}
    assert ranked(CUPS, said, quality, {}, set()) == [
        ("good", 1, ""),
        ("better", 2, ""),
        ("best", None, "refused"),
        ("blind", None, "unscored"),
    ]


def test_likes_stand_by_those_that_count_and_held_ones_wait(a_submission: Submissions) -> None:
    said = [a_submission(key, member=key) for key in "abc"]
    likes = replace(CUPS, kind=ActivityKind.LIKES)
    found = ranked(likes, said, dict.fromkeys("abc", 0.5), {"a": 99, "b": 3, "c": 5}, {"a"})
    assert found == [("c", 1, ""), ("b", 2, ""), ("a", None, "held")]


def test_a_member_has_so_many_places_and_the_best_photos_take_them(a_submission: Submissions) -> None:
    said = [a_submission(key, member="m1") for key in "abc"]
    quality = {"a": 0.1, "b": 0.9, "c": 0.5}
    more = "more_of_one_member"
    assert ranked(CUPS, said, quality, {}, set()) == [("b", 1, ""), ("c", None, more), ("a", None, more)]
    twice = ranked(replace(CUPS, per_member=2), said, quality, {}, set())
    assert [place for _, place, _ in twice] == [1, 2, None]


def test_equal_entries_stand_by_id_and_nobody_answers_is_an_empty_list(a_submission: Submissions) -> None:
    said = [a_submission(key, member=key) for key in ("b", "a")]
    assert [key for key, *_ in ranked(CUPS, said, {"a": 0.5, "b": 0.5}, {}, set())] == ["a", "b"]
    assert ranked(CUPS, [], {}, {}, set()) == []
