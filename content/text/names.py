"""Nicknames as they are compared: what reads alike is the same name."""

import re
import unicodedata
from collections.abc import Iterable

from content.model import Member
from content.sanitize import clean


def spelled(nickname: str) -> str:
    """NFKC, trimmed, single spaces, without what cannot be seen."""
    return " ".join(clean(unicodedata.normalize("NFKC", clean(nickname))).split())


def is_nickname_alone(member: Member) -> bool:
    """Whether a source that knew no id made this member of a nickname."""
    return spelled(member.id) == spelled(member.nickname)


def spellings(nickname: str) -> list[tuple[bool, str]]:
    """As it is spelled, then whatever the size of its letters; none for a name that cannot be seen."""
    name = spelled(nickname)
    return [(False, name), (True, name.casefold())] if name else []


def members_called(nickname: str, group: str, members: Iterable[Member]) -> list[Member]:
    """The members of a group whom a nickname means: spelled so, else but for the size of letters.

    Who has an id goes before a mere nickname.
    """
    of_group = [member for member in members if member.group == group]
    for is_folded, name in spellings(nickname):
        same = [member for member in of_group if (is_folded, name) in spellings(member.nickname)]
        if with_id := [member for member in same if not is_nickname_alone(member)]:
            return with_id
        if same:
            return same[:1]
    return []


def standing(name: str) -> re.Pattern[str]:
    """Finds a name where it stands by itself: m1 is not in m12, 小鹿 is in any words around it."""
    before = r"(?<![0-9A-Za-z])" if re.match("[0-9A-Za-z]", name) else ""
    after = r"(?![0-9A-Za-z])" if re.search("[0-9A-Za-z]$", name) else ""
    return re.compile(f"{before}{re.escape(name)}{after}")
