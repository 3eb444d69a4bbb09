"""Whose photo it is, and from where."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from content.compose.post import home_of
from content.credit import ROOM, credit, credit_en, short_credit
from content.model import Group, Member, Submission

GROUPS = {key: Group(key, name) for key, name in (("g1", "徐汇 1 群"), ("g2", "好久不见·老友群"))}


def test_outside_their_own_group_members_are_credited_with_it() -> None:
    assert credit("阿雅") == "@阿雅"
    assert credit("阿雅", "老友群") == "老友群的@阿雅"
    assert credit_en("Anna", "Old Friends") == "@Anna of Old Friends"
    assert credit("", "老友群") == credit_en("", "Old Friends") == ""


def test_a_line_break_in_a_group_s_name_breaks_no_credit() -> None:
    assert credit("阿雅", "老友\n群") == "老友 群的@阿雅"


def test_on_a_poster_a_long_group_s_name_gives_way_to_the_nickname() -> None:
    assert short_credit("三花今天营业", "好久不见·老友群") == "老友群的@三花今天营业"
    assert short_credit("阿雅", "周末市集快闪逛吃逛吃群") == "周末市集快闪…的@阿雅"


@given(st.text("阿雅三花ab", min_size=1, max_size=14), st.text("老友市集·群 12", max_size=20))
def test_a_short_credit_always_ends_with_the_whole_nickname(nickname: str, home: str) -> None:
    short = short_credit(nickname, home)
    assert short.endswith(f"@{nickname}")
    assert len(short) <= max(2 * ROOM, len(nickname) + 4)


def test_home_is_the_member_s_own_group_seen_from_another(a_submission: Callable[..., Submission]) -> None:
    here, posted = GROUPS["g1"], a_submission(group="g2")
    assert home_of(Member("m1", "阿雅", "g2"), posted, here, GROUPS) == "好久不见·老友群"
    assert home_of(Member("m1", "阿雅", "g1"), posted, here, GROUPS) == ""
    assert home_of(Member("m1", "阿雅"), posted, here, GROUPS) == "好久不见·老友群"
    assert home_of(Member("m1", "阿雅", "gone"), posted, here, GROUPS) == ""
    assert home_of(None, posted, here, GROUPS) == ""
