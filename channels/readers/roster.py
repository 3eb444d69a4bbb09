"""Who came and who went, as the notices of chats say it: `"小鹿"邀请"阿雅"加入了群聊`, `Anna added Ben`.

Notices name people as they are called, never by id. A sentence that is none of these says nothing.
"""

import re

from content.inbox import RosterEntry
from content.model import RosterChange

LONGEST_NOTICE = 400  # characters; forty people can be invited at once
_YOU = re.compile(r"(?:你|您|You|you)")
_QUOTES = "\"“”'「」 ~\u200e"
_BETWEEN = re.compile(r"[、,，]|\band\b|(?<=[\"”])和(?=[\"“])")
_ENDS = r"\s*[.。]?\s*"
_JOINED = (
    r"(?P<by>.+?)邀请(?:你和)?(?P<who>.+?)加入了?(?:群聊|群组)",
    r"(?P<who>.+?)通过扫描(?P<by>.+?)分享的二维码加入了?群聊",
    r"(?P<who>.+?)\s?(?:通过|使用)此?(?:群组|群聊|群)的?邀请链接加入了?(?:群聊|群组|本群)?",
    r"(?P<who>.+?)\s?通过(?P<by>.+?)的邀请加入了?(?:群聊|群组|本群)?",
    r"(?P<by>.+?)(?:已)?添加了?(?P<who>.+?)",
    r"(?P<who>.+?)加入了?(?:群聊|群组|本群)",
    r"(?P<who>.+?) joined(?: (?:(?:the )?group )?(?:using|via|from|by) .*)?",
    r"(?P<by>.+?) (?:added|invited) (?P<who>.+?)",
)
_LEFT = (
    r"(?P<by>.+?)将(?P<who>.+?)移出了?(?:群聊|群组|本群)",
    r"(?P<by>.+?)(?:已)?移除了?(?P<who>.+?)",
    r"(?P<who>.+?)(?:已)?(?:退出|离开)了?(?:群聊|群组|本群)?",
    r"(?P<by>.+?) removed (?P<who>.+?)",
    r"(?P<who>.+?) left(?: the group)?",
)
_NOTICES = [
    (change, re.compile(f"{sentence}{_ENDS}"))
    for change, sentences in ((RosterChange.JOINED, _JOINED), (RosterChange.LEFT, _LEFT))
    for sentence in sentences
]
_HINT = re.compile(r"加入|添加|移出|移除|退出|离开|joined|added|invited|removed|left")


def roster_in(notice: str) -> tuple[RosterEntry, ...]:
    """Everybody whom a notice says to have joined or left; none where it says something else."""
    if len(notice) > LONGEST_NOTICE or not _HINT.search(notice):
        return ()
    for change, sentence in _NOTICES:
        if match := sentence.fullmatch(notice.strip()):
            by = _person(match.groupdict().get("by") or "")
            people = filter(None, map(_person, _BETWEEN.split(match["who"])))
            return tuple(RosterEntry(change, name=name, by_name=by) for name in people)
    return ()


def _person(text: str) -> str:
    """The name alone; "" for who reads it, whom no notice names."""
    name = text.strip(_QUOTES)
    return "" if _YOU.fullmatch(name) else name
