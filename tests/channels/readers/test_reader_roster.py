"""Who joined and left, as the notices of chats say it."""

import pytest

from channels.readers.roster import LONGEST_NOTICE, roster_in
from content.model import RosterChange

JOINED, LEFT = RosterChange.JOINED, RosterChange.LEFT


@pytest.mark.parametrize(
    "notice, change, people, by",
    [
        ('"小鹿"邀请"阿雅、木木"加入了群聊', JOINED, ["阿雅", "木木"], "小鹿"),
        ('"小鹿"邀请你和"阿雅"加入了群聊', JOINED, ["阿雅"], "小鹿"),
        ('你邀请"阿雅"加入了群聊', JOINED, ["阿雅"], ""),
        ('"阿雅"通过扫描"小鹿"分享的二维码加入群聊', JOINED, ["阿雅"], "小鹿"),
        ("小鹿 使用此群组的邀请链接加入了", JOINED, ["小鹿"], ""),
        ('你将"阿雅"移出了群聊', LEFT, ["阿雅"], ""),
        ("小鹿 退出了群组", LEFT, ["小鹿"], ""),
        ("Anna added Ben and Carl", JOINED, ["Ben", "Carl"], "Anna"),
        ("Ben joined using this group's invite link", JOINED, ["Ben"], ""),
        ("Anna removed Ben", LEFT, ["Ben"], "Anna"),
        ("Ben left", LEFT, ["Ben"], ""),
    ],
)
def test_a_notice_names_who_came_or_went(
    notice: str, change: RosterChange, people: list[str], by: str
) -> None:
    found = roster_in(notice)
    assert [(one.change, one.name, one.by_name) for one in found] == [(change, name, by) for name in people]
    assert all(one.member is None for one in found)


@pytest.mark.parametrize(
    "notice",
    [
        "Messages and calls are end-to-end encrypted.",
        '"小鹿"修改群名为“春日小家”',
        "你撤回了一条消息",
        "joined " * LONGEST_NOTICE,
    ],
)
def test_any_other_notice_says_nothing(notice: str) -> None:
    assert roster_in(notice) == ()
