"""Nicknames as they are compared: what reads alike is the same name."""

import unicodedata

from content.model import Member
from content.plain import clean


def spelled(nickname: str) -> str:
    """NFKC, trimmed, single spaces, without what cannot be seen."""
    return " ".join(clean(unicodedata.normalize("NFKC", clean(nickname))).split())


def is_nickname_alone(member: Member) -> bool:
    """Whether a source that knew no id made this member of a nickname."""
    return spelled(member.id) == spelled(member.nickname)
