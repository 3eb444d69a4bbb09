"""Nobody gains by liking oneself, by liking often, by trading likes, or by buying them."""

from collections.abc import Callable, Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.koc.fair import TRADED, bursts, once, weighed
from content.koc.shrink import percentiles, shrunk, tail
from content.model import MeasuredSubmission, Signal

Likes = Callable[..., Signal]
Sents = Callable[..., MeasuredSubmission]
MEMBERS = {f"m{n}" for n in range(1, 10)}
SIZES = {"g1": 100}


def test_likes_of_oneself_and_of_nobody_known_do_not_count(like: Likes) -> None:
    signals = [like("i1", "m1", "m1"), like("i1", "m1", "ghost"), like("i1", "m1", "m2")]
    assert once(signals, MEMBERS, UTC) == signals[2:]


def test_one_reactor_counts_once_an_author_and_day(like: Likes) -> None:
    signals = [like(f"i{n}", "m1", "m2", days=1) for n in range(5)] + [like("i9", "m1", "m2", days=3)]
    assert len(once(signals, MEMBERS, UTC)) == 2


def test_a_like_told_twice_with_two_times_is_one_and_a_later_answer_is_another(like: Likes) -> None:
    likes = [like("i1", "m1", "m2", days=5), like("i1", "m1", "m2", days=3)]
    assert len(once(likes, MEMBERS, UTC)) == 1
    assert len(once([*likes, like("i1", "m1", "m2", days=1, reply=True)], MEMBERS, UTC)) == 2


def test_the_day_is_the_communitys_own(like: Likes, ago: Callable[[float], object]) -> None:
    """Twelve and five hours before noon in London lie on one day there, on two in Shanghai."""
    signals = [like("i1", "m1", "m2", days=0.5), like("i2", "m1", "m2", days=0.1)]
    assert len(once(signals, MEMBERS, UTC)) == 1
    assert len(once([*signals, like("i3", "m1", "m2", days=-0.2)], MEMBERS, ZoneInfo("Asia/Shanghai"))) == 2


def test_an_answer_goes_before_a_like_of_the_same_day(like: Likes) -> None:
    assert once([like("i1", "m1", "m2"), like("i2", "m1", "m2", reply=True)], MEMBERS, UTC)[0].reply


def test_two_who_like_each_other_count_less_and_a_third_in_full(like: Likes) -> None:
    signals = [like("i1", "m1", "m2"), like("i2", "m2", "m1"), like("i1", "m1", "m3")]
    assert [one.weight for one in weighed(signals, ())] == [TRADED, TRADED, 1.0]


def test_what_is_held_does_not_count(like: Likes) -> None:
    assert [
        one.signal.submission for one in weighed([like("i1", "m1", "m2"), like("i2", "m1", "m3")], {"i1"})
    ] == ["i2"]


def ordinary(sent: Sents, like: Likes, extra: int) -> tuple[list[MeasuredSubmission], list[Signal]]:
    """Ten authors with a submission and three likes each, and `extra` likes for the first."""
    sents = [sent(f"i{n}", f"m{n}") for n in range(10)]
    signals = [like(f"i{n}", f"m{n}", f"fan {n} {k}") for n in range(10) for k in range(3)]
    return sents, signals + [like("i0", "m0", f"bought {k}") for k in range(extra)]


def test_a_bought_burst_is_held_until_a_person_clears_it(sent: Sents, like: Likes) -> None:
    sents, signals = ordinary(sent, like, extra=30)
    (burst,) = bursts(sents, signals, SIZES, ())
    assert (burst.submission, burst.author, burst.signals) == ("i0", "m0", 33)
    assert burst.expected == pytest.approx(3, abs=0.5)
    assert burst.chance < 1e-4
    assert bursts(sents, signals, SIZES, {"i0"}) == []


def test_a_good_day_is_no_burst(sent: Sents, like: Likes) -> None:
    assert bursts(*ordinary(sent, like, extra=6), SIZES, ()) == []


def test_an_author_who_is_always_popular_is_not_held_for_it(sent: Sents, like: Likes) -> None:
    sents, signals = ordinary(sent, like, extra=0)
    for n in range(20, 26):
        sents.append(sent(f"i{n}", "star"))
        signals += [like(f"i{n}", "star", f"fan {k}") for k in range(15)]
    assert bursts(sents, signals, SIZES, ()) == []


def test_where_nearly_nothing_is_known_nothing_is_held(sent: Sents, like: Likes) -> None:
    likes = [like("i1", "m1", f"fan {k}") for k in range(90)]
    assert bursts([sent("i1", "m1")], likes, SIZES, ()) == []
    assert bursts([], [], SIZES, ()) == []


def test_in_a_silent_group_a_few_likes_are_no_burst_but_many_are(sent: Sents, like: Likes) -> None:
    sents = [sent(f"i{n}", f"m{n}") for n in range(10)]
    for many, held in ((4, 0), (12, 1)):
        likes = [like("i0", "m0", f"fan {k}") for k in range(many)]
        assert len(bursts(sents, likes, SIZES, ())) == held


@pytest.mark.parametrize(
    "count, expected, chance",
    [
        (0, 3.0, 1.0),
        (1, 3.0, 0.950213),
        (5, 3.0, 0.184737),
        (10, 3.0, 0.001102),
        (2, 1e-6, 5e-13),
        (1, 3000.0, 1.0),
    ],
)
def test_the_tail_is_poissons(count: int, expected: float, chance: float) -> None:
    assert tail(count, expected) == pytest.approx(chance, rel=1e-3)


shared = settings(max_examples=60, deadline=None, derandomize=True)


@shared
@given(st.integers(0, 5000), st.floats(0.001, 3000))
def test_the_tail_is_a_chance_and_falls(count: int, expected: float) -> None:
    assert 0.0 <= tail(count + 1, expected) <= tail(count, expected) + 1e-9 <= 1.0 + 2e-9


@shared
@given(st.dictionaries(st.text(max_size=3), st.floats(-9, 9), min_size=1))
def test_percentiles_keep_the_order_and_average_a_half(raw: dict[str, float]) -> None:
    found = percentiles(raw)
    names: Sequence[str] = sorted(raw, key=lambda name: raw[name])
    assert [found[name] for name in names] == sorted(found.values())
    assert sum(found.values()) / len(found) == pytest.approx(0.5)


def test_one_alone_stands_in_the_middle_and_equals_stand_equal() -> None:
    assert percentiles({"m1": 3.0}) == {"m1": 0.5}
    assert percentiles({"m1": 0.0, "m2": 0.0}) == {"m1": 0.5, "m2": 0.5}


def test_of_whom_nothing_is_known_is_as_usual_and_few_posts_make_nobody_extreme() -> None:
    assert shrunk(0, 0) == 1.0
    assert shrunk(6, 2) < shrunk(60, 20)
