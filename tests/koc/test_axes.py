"""Axes say what members did of late, per chance they had; types only what is clear."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.koc.axes import Deeds, axes
from content.koc.fair import Counted
from content.koc.types import POSTS, mostly_invites, type_of
from content.model import Axes, MeasuredSubmission, MemberType, Signal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Likes = Callable[..., Signal]
Sents = Callable[..., MeasuredSubmission]


def measured(
    sent: Sequence[MeasuredSubmission],
    likes: Sequence[Signal] = (),
    answers: Sequence[Signal] = (),
    orders: dict[tuple[str, date], int] | None = None,
    sizes: dict[str, int] | None = None,
) -> dict[str, Axes]:
    counted = [Counted(each, 1.0) for each in likes]
    sizes = sizes or {"g1": 100, "g2": 100}
    return axes(Deeds(sent, counted, answers, sizes, orders, UTC, NOW))


def test_one_member_alone_stands_in_the_middle_of_every_axis(sent: Sents) -> None:
    assert measured([sent("i1", "m1")]) == {"m1": Axes(0.5, 0.5, 0.5, None)}


def test_a_community_without_a_deed_has_no_axes() -> None:
    assert measured([]) == {}


def test_whoever_gets_more_likes_than_the_group_usually_gives_has_influence(sent: Sents, like: Likes) -> None:
    """m1 has 6 likes in a group of 500, m2 4 in one of 50."""
    sents = [sent("i1", "m1"), sent("i2", "m2", group="g2")]
    sents += [sent(f"j{n}", f"n{n}", group=("g1", "g2")[n % 2]) for n in range(8)]
    likes = [like("i1", "m1", f"a{k}") for k in range(6)] + [like("i2", "m2", f"b{k}") for k in range(4)]
    likes += [like(f"j{n}", f"n{n}", "c") for n in range(8)]
    found = measured(sents, likes, sizes={"g1": 500, "g2": 50})
    assert found["m2"].influence > 0.8
    assert found["m1"].influence > found["n0"].influence


def test_many_people_weigh_more_than_one_who_likes_everything(sent: Sents, like: Likes) -> None:
    sents = [sent(f"{who}{n}", who) for who in ("m1", "m2", "m3") for n in range(5)]
    likes = [like(f"m1{n}", "m1", "fan") for n in range(5)] + [
        like(f"m2{n}", "m2", f"fan{n}") for n in range(5)
    ]
    found = measured(sents, likes)
    assert found["m2"].influence > found["m1"].influence > found["m3"].influence


def test_what_is_old_fades(sent: Sents) -> None:
    old = [sent(f"i{n}", "m1", days=80, score=0.9) for n in range(6)]
    fresh = [sent(f"j{n}", "m2", days=2, score=0.9) for n in range(6)]
    found = measured(old + fresh)
    assert found["m2"].content > found["m1"].content
    assert found["m2"].activity > found["m1"].activity


def test_one_lucky_photo_does_not_beat_a_record(sent: Sents) -> None:
    record = [sent(f"i{n}", "m1", score=0.8) for n in range(20)]
    found = measured([*record, sent("j", "m2", score=0.8), sent("k", "m3", kept=False, score=0.8)])
    assert found["m1"].content > found["m2"].content > found["m3"].content


def test_who_only_answers_is_active_and_has_sent_nothing_to_like(sent: Sents, like: Likes) -> None:
    answers = [like("i1", "m1", "m2", days=n, reply=True) for n in range(10)]
    found = measured([sent("i1", "m1")], answers=answers)
    assert found["m2"].activity > found["m1"].activity
    assert found["m2"].content < found["m1"].content


def test_purchase_is_unknown_without_orders_and_a_rank_with_them(sent: Sents) -> None:
    sents = [sent("i1", "m1"), sent("i2", "m2")]
    assert {each.purchase for each in measured(sents).values()} == {None}
    bought = measured(sents, orders={("m2", date(2026, 11, 1)): 3, ("stranger", date(2026, 11, 1)): 9})
    assert bought["m2"].purchase == 0.75
    assert bought["m1"].purchase == 0.25
    assert {each.purchase for each in measured(sents, orders={}).values()} == {0.5}


posts = st.tuples(
    st.sampled_from(["m1", "m2", "m3"]), st.floats(0, 89), st.booleans(), st.none() | st.floats(0, 1)
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(posts, max_size=12))
def test_axes_are_shares_for_everybody_who_did_something(
    told: list[tuple[str, float, bool, float | None]],
) -> None:
    sents = [
        MeasuredSubmission(f"i{n}", who, "g1", "", NOW, kept, score)
        for n, (who, _, kept, score) in enumerate(told)
    ]
    found = measured(sents)
    assert set(found) == {who for who, *_ in told}
    for each in found.values():
        assert all(0 < value < 1 for value in (each.influence, each.activity, each.content))


@pytest.mark.parametrize(
    "measured_axes, kind",
    [
        (Axes(0.9, 0.5, 0.5), MemberType.LEADER),
        (Axes(0.5, 0.9, 0.5), MemberType.MOOD),
        (Axes(0.5, 0.5, 0.9), MemberType.STRENGTH),
        (Axes(0.5, 0.5, 0.9, 0.1), MemberType.OPEN),
        (Axes(0.5, 0.5, 0.9, 0.9), MemberType.STRENGTH),
        (Axes(0.64, 0.5, 0.5), MemberType.OPEN),
        (Axes(0.9, 0.8, 0.1), MemberType.OPEN),
    ],
)
def test_a_type_needs_an_axis_that_leads_clearly(measured_axes: Axes, kind: MemberType) -> None:
    assert type_of(measured_axes, posts=POSTS, groups={"g1"}, texts=[]) is kind


def test_of_few_posts_nobody_has_a_type() -> None:
    assert type_of(Axes(0.9, 0.1, 0.1), posts=POSTS - 1, groups={"g1"}, texts=[]) is MemberType.OPEN


def test_who_is_in_four_groups_or_mostly_invites_is_a_rover() -> None:
    leader = Axes(0.9, 0.1, 0.1)
    assert type_of(leader, posts=8, groups={"a", "b", "c", "d"}, texts=[]) is MemberType.ROVER
    spam = ["加 群 看 https://x.cn", "扫码进群"] * 4
    assert type_of(leader, posts=8, groups={"a"}, texts=spam) is MemberType.ROVER


def test_a_link_now_and_then_makes_no_rover() -> None:
    assert not mostly_invites(["早安"] * 6 + ["https://x.cn"] * 2)
    assert not mostly_invites(["https://x.cn"] * 7)
    assert mostly_invites(["ｈｔｔｐｓ://x.cn"] * 4 + ["早安"] * 4)
