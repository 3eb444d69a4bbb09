"""Members who may be one person are named with the reason, the better id first."""

import pytest

from content.model import Group, Member
from content.text.doubles import MOST_ALIKE, Sign, likely_doubles

GROUPS = [
    Group("g1", "徐汇 1 群", shares_members_with=frozenset({"g2"})),
    Group("g2", "徐汇 2 群"),
    Group("g3", "静安 1 群"),
]


def pairs(*members: Member) -> list[tuple[str, str, Sign]]:
    return [(pair.keep.id, pair.other.id, pair.sign) for pair in likely_doubles(members, GROUPS)]


@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (Member("小鹿", "小鹿", "g1"), Member("m1", "小鹿", "g1"), Sign.NICKNAME_BESIDE_ID),
        (Member("小\u200b鹿", "小\u200b鹿", "g1"), Member("m1", "小鹿", "g1"), Sign.NICKNAME_BESIDE_ID),
        (Member("m2", " 小鹿", "g1"), Member("m1", "小鹿", "g1"), Sign.SAME_NICKNAME),
        (Member("m2", "ANNA", "g1"), Member("m1", "Anna", "g1"), Sign.FOLDED_NICKNAME),
        (Member("m2", "小鹿", "g2"), Member("m1", "小鹿", "g1"), Sign.GROUPS_THAT_SHARE),
        (Member("m2", "小鹿", "g1"), Member("m1", "小鹿", "g2"), Sign.GROUPS_THAT_SHARE),
    ],
)
def test_what_points_to_one_person_is_named(one: Member, other: Member, sign: Sign) -> None:
    assert pairs(one, other) == [("m1", one.id, sign)]


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        ("00123", "123"),
        ("m012", "m12"),
        ("12345", "12345.0"),
        ("12345", "'12345"),
        ("m12", "ｍ12"),
        ("M12", "m12"),
        ("m12", "m 12"),
        ("123000", "1.23E+05"),
        ("12345678901234567", "12345678901234500"),
        ("12345678901234567", "1.23457E+16"),
    ],
)
def test_an_id_that_a_spreadsheet_changed_is_the_other_one(whole: str, damaged: str) -> None:
    members = Member(damaged, "阿夏", "g1"), Member(whole, "小鹿", "g3")
    assert pairs(*members) == [(whole, damaged, Sign.DAMAGED_ID)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Member("m1", "小鹿", "g1"), Member("m2", "小鹿", "g3")),
        (Member("m1", "小鹿"), Member("m2", "小鹿")),
        (Member("m1", "", "g1"), Member("m2", "", "g1")),
        (Member("m1", "小鹿", "g1"), Member("m2", "小雨", "g1")),
        (Member("12345678901234567", "小鹿", "g1"), Member("12345678901234568", "小雨", "g1")),
        (Member("m10", "小鹿", "g1"), Member("m100", "小雨", "g1")),
    ],
)
def test_what_proves_nothing_is_not_named(one: Member, other: Member) -> None:
    assert pairs(one, other) == []


def test_a_pair_is_named_once_with_its_surest_sign() -> None:
    assert pairs(Member("m012", "小鹿", "g1"), Member("m12", "小鹿", "g1")) == [
        ("m012", "m12", Sign.SAME_NICKNAME)
    ]


def test_a_name_that_very_many_have_is_a_common_name() -> None:
    assert pairs(*(Member(f"x{n}y", "用户", "g1") for n in range(MOST_ALIKE + 1))) == []
