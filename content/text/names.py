"""Nicknames as they are compared: what reads alike is the same name."""

import re
import unicodedata

from content.model import Member
from content.sanitize import clean


def spelled(nickname: str) -> str:
    """NFKC, trimmed, single spaces, without what cannot be seen."""
    return " ".join(clean(unicodedata.normalize("NFKC", clean(nickname))).split())


def is_nickname_alone(member: Member) -> bool:
    """Whether a source that knew no id made this member of a nickname."""
    return spelled(member.id) == spelled(member.nickname)


def standing(name: str) -> re.Pattern[str]:
    """Finds a name where it stands by itself: m1 is not in m12, 小鹿 is in any words around it."""
    before = r"(?<![0-9A-Za-z])" if re.match("[0-9A-Za-z]", name) else ""
    after = r"(?![0-9A-Za-z])" if re.search("[0-9A-Za-z]$", name) else ""
    return re.compile(f"{before}{re.escape(name)}{after}")
