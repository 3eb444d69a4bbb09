"""The same message is the same in every export of its chat, and no message is another's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from channels.readers.fields import a_moment, an_author, instant
from channels.readers.identity import MadeKeys, ServerIds, is_scientific
from channels.readers.messages import Author
from content.messages import render

Put = Callable[..., Path]
Read = Callable[..., Any]
COLUMNS = "localId,Type,CreateTime,StrContent,Sender,NickName,MsgSvrID"
AT = 1772445600


def test_an_id_of_two_messages_is_none() -> None:
    ids = ServerIds.weigh([("7", ("小林", 1)), ("7", ("小林", 1)), ("8", ("小林", 1)), ("8", ("周周", 2))])
    assert (ids.of("7"), ids.of("8"), ids.of("0"), ids.saved) == ("7", "", "", False)


def test_what_a_spreadsheet_made_of_an_id_is_none() -> None:
    assert [
        text for text in ("7.26185E+18", "7,26e18", "7261845", "5E3a", "a5E3") if is_scientific(text)
    ] == [
        "7.26185E+18",
        "7,26e18",
    ]
    rounded = ServerIds.weigh([("7261845550123450000", 1), ("7261845550123460000", 2)])
    assert (rounded.of("7261845550123450000"), rounded.saved) == ("", True)


@given(st.lists(st.integers(10**18, 10**19 - 1).filter(lambda n: n % 10), min_size=1, unique=True))
def test_ids_as_servers_give_them_are_trusted(numbers: list[int]) -> None:
    ids = ServerIds.weigh((str(number), number) for number in numbers)
    assert all(ids.of(str(number)) == str(number) for number in numbers)


def test_one_id_that_ends_in_zeros_among_others_is_chance() -> None:
    ids = ServerIds.weigh([("7261845550123450000", 1), ("7261845550123456789", 2)])
    assert (ids.of("7261845550123450000"), ids.saved) == ("7261845550123450000", False)


@given(st.lists(st.sampled_from(["小林", "周周"]), min_size=1, max_size=8))
def test_a_made_key_stays_whatever_was_sent_before(authors: list[str]) -> None:
    earlier, later = MadeKeys("g"), MadeKeys("g")
    later.key("老陈", instant(AT - 60), "text")
    assert [earlier.key(author, instant(AT), "image") for author in authors] == [
        later.key(author, instant(AT), "image") for author in authors
    ]


def rows(*told: tuple[int, int, str, str]) -> str:
    """Number, time, author, server id of pictures n.jpg."""
    lines = [f"{n},3,{at},{at}.jpg,wxid_{who},{who},{server}" for n, at, who, server in told]
    return "\n".join([COLUMNS, *lines])


def test_the_number_of_a_row_tells_nothing(put: Put, read: Read) -> None:
    for at in (AT - 60, AT, AT + 60):
        put(f"{at}.jpg", str(at).encode())
    before = read(put("群.csv", rows((1, AT, "小林", ""), (2, AT + 60, "周周", ""))))
    after = read(put("群.csv", rows((1, AT - 60, "小吴", ""), (2, AT, "小林", ""), (3, AT + 60, "周周", ""))))
    assert [one.id for one in before.records] == [one.id for one in after.records[1:]]


def test_ids_that_a_spreadsheet_damaged_are_told_and_everybody_is_taken(put: Put, read: Read) -> None:
    for at in (AT, AT + 60):
        put(f"{at}.jpg", str(at).encode())
    told = read(put("群.csv", rows((1, AT, "小林", "7.26E+18"), (2, AT + 60, "周周", "7.26E+18"))))
    assert [one.member.nickname for one in told.records] == ["小林", "周周"]
    assert [(one.reason, one.where) for one in told.refused] == [("saved_by_spreadsheet", "群.csv~ids")]
    assert "群.csv was saved by a spreadsheet" in render(told.refused[0].why, "en")


def test_moments_as_exports_and_offices_write_them(shanghai: Any) -> None:
    noon = a_moment("2026-03-02T12:00:00+08:00", shanghai)
    assert {
        a_moment(text, shanghai)
        for text in (
            "1772424000",
            "1772424000000",
            "2026-03-02 12:00:00",
            "2026/3/2 12:00",
            "2026年3月2日 下午12:00",
            "2026-03-02_12:00:00",
            "2026.03.02 12:00:00.000",
        )
    } == {noon}
    assert a_moment("", shanghai) is None


def test_names_in_chats_have_nothing_that_cannot_be_seen() -> None:
    assert an_author("wx1", "阿雅\u202e🌸\u200b") == Author("wx1", "阿雅🌸")
