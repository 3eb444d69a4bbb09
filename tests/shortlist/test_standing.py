from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.model import Submission
from content.score.weights import HAND, ScoreWeights
from content.shortlist.reception import CommunityState, appeal, crowd_of, fresh, rescored

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MEMBERS = frozenset(f"m{n}" for n in range(50))
SCENE = CommunityState(NOW, {"small": 40, "large": 400}, MEMBERS)
Submissions = Callable[..., Submission]


def liked(submission: Submission, by: int, group: str = "small", days_ago: int = 3) -> Submission:
    return replace(
        submission,
        group=group,
        likes=frozenset(f"m{n}" for n in range(by)),
        posted_at=NOW - timedelta(days=days_ago),
    )


def test_the_same_likes_mean_more_where_few_saw_it(a_submission: Submissions) -> None:
    crowd = [liked(a_submission(f"s{n}"), 3) for n in range(9)]
    crowd += [liked(a_submission(f"l{n}"), 30, "large") for n in range(9)]
    here, there = liked(a_submission("here"), 9), liked(a_submission("there"), 9, "large")
    told = appeal(crowd_of([*crowd, here, there], SCENE))
    assert told["here"] > 0.5 > told["there"]
    assert told["s0"] == pytest.approx(0.5, abs=0.2)


def test_what_was_posted_just_now_is_not_called_unloved(a_submission: Submissions) -> None:
    crowd = [liked(a_submission(f"s{n}"), 5) for n in range(9)]
    new, old = liked(a_submission("new"), 0, days_ago=0), liked(a_submission("old"), 0)
    told = appeal(crowd_of([*crowd, new, old], SCENE))
    assert told["new"] > told["old"]


def test_likes_of_nobody_count_for_nothing_and_bought_ones_little(a_submission: Submissions) -> None:
    crowd = [liked(a_submission(f"s{n}"), 3) for n in range(9)]
    strangers = replace(crowd[0], id="x", likes=frozenset(f"ghost{n}" for n in range(500)))
    bought = replace(crowd[0], id="y", like_count=100_000)
    told = appeal(crowd_of([*crowd, strangers, bought], SCENE))
    before = appeal(crowd_of(crowd, SCENE))
    assert told["x"] < told["s1"]
    assert told["y"] == 1.0  # a part of seven hundredths, however many are bought
    assert HAND.of["appeal"] <= 0.07
    assert told["s1"] == pytest.approx(before["s1"], abs=0.25)  # the others hardly suffer


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["small", "large", "?"])), max_size=12))
def test_appeal_lies_between_nothing_and_all_whatever_was_liked(
    a_submission: Submissions, told: list[tuple[int, str]]
) -> None:
    crowd = [liked(a_submission(f"s{n}"), by, group) for n, (by, group) in enumerate(told)]
    assert all(0 <= value <= 1 for value in appeal(crowd_of(crowd, SCENE)).values())


def test_freshness_falls_by_the_week_and_a_product_lately_shown_is_less_new(
    a_submission: Submissions,
) -> None:
    posted = [liked(a_submission(), 0, days_ago=days) for days in (0, 6, 7, 28, 99)]
    told = [fresh(each, SCENE) for each in posted]
    assert told[0] == told[1] == 1.0
    assert told == sorted(told, reverse=True)
    yesterday = replace(SCENE, last_shown={"mug": date(2026, 11, 22)})
    assert fresh(posted[0], yesterday) == 0.5
    assert fresh(liked(a_submission(), 0, days_ago=-3), SCENE) == 1.0


def test_the_score_takes_up_what_became_known() -> None:
    alone = HAND.score({"sharp": 1.0, "detail": 1.0})
    nothing = {"appeal": 0.0, "fresh": 0.0}
    told = rescored(alone, nothing, HAND)
    assert [part.name for part in told.parts] == ["sharp", "detail", "appeal", "fresh"]
    assert told.total < alone.total
    assert rescored(told, nothing, HAND) == told
    known = HAND.first_score({"sharp": 1.0})
    assert rescored(known, {"appeal": 0.3, "fresh": 0.2}, HAND).total == pytest.approx(
        HAND.score({**HAND.typical, "sharp": 1.0, "appeal": 0.3, "fresh": 0.2}).total
    )


def test_other_weights_score_anew() -> None:
    mine = ScoreWeights("mine", {"sharp": 1.0, "appeal": 1.0}, {})
    told = rescored(HAND.first_score({"sharp": 1.0}), {"appeal": 0.5, "fresh": 0.0}, mine)
    assert told.total == pytest.approx(0.75)
