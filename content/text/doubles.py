"""Members who may be one person: what points to it, for people to decide."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from content.model import Group, Member, Message
from content.text.names import is_nickname_alone, spelled

MOST_ALIKE = 20  # members of one name: more are no doubles, the name is a common one
DIGITS_KEPT = 15  # of a number, by Excel and WPS; the others become 0
DIGITS_SHOWN = 12  # numbers this long are shown as 1.23457E+11
SHORTEST_ID = 2  # characters: shorter ones are alike by chance


class Sign(StrEnum):
    """Why two members may be one person, the surest first."""

    NICKNAME_BESIDE_ID = "nickname_beside_id"
    SAME_NICKNAME = "same_nickname"
    FOLDED_NICKNAME = "folded_nickname"
    DAMAGED_ID = "damaged_id"
    GROUPS_THAT_SHARE = "groups_that_share"

    @property
    def label(self) -> Message:
        """What it says to people."""
        return Message(f"double.{self.value}")


@dataclass(frozen=True, slots=True)
class Double:
    """Two members who may be one; `keep` is the one with the better id."""

    keep: Member
    other: Member
    sign: Sign


def likely_doubles(members: Sequence[Member], groups: Iterable[Group]) -> list[Double]:
    """Pairs of members who may be one person, each once with the surest sign, by group and ids."""
    doubles: dict[frozenset[str], Double] = {}
    near = _neighbours(groups)
    for pair in (
        *_alike(members, lambda member: (member.group, spelled(member.nickname)), _same_group),
        *_alike(members, lambda member: (member.group, spelled(member.nickname).casefold()), _folded),
        *_alike(members, lambda member: _plain_id(member.id), lambda *_: Sign.DAMAGED_ID),
        *_alike(members, lambda member: _rounded(member.id), _one_is(_rounded)),
        *_alike(members, lambda member: _as_shown(member.id), _one_is(_as_shown)),
        *_alike(members, lambda member: spelled(member.nickname), _sharing(near)),
    ):
        doubles.setdefault(frozenset((pair.keep.id, pair.other.id)), pair)
    return sorted(doubles.values(), key=lambda pair: (pair.keep.group or "", pair.keep.id, pair.other.id))


Judge = Callable[[Member, Member], Sign | None]


def _alike(members: Sequence[Member], key: Callable[[Member], Hashable], judge: Judge) -> Iterator[Double]:
    by_key: defaultdict[Hashable, list[Member]] = defaultdict(list)
    for member in members:
        by_key[key(member)].append(member)
    for alike in by_key.values():
        if len(alike) > MOST_ALIKE:
            continue
        for pair in combinations(sorted(alike, key=_worth), 2):
            if sign := judge(*pair):
                yield Double(*pair, sign)


def _worth(member: Member) -> tuple[bool, bool, bool, int, str]:
    """Who has an id stays before a mere nickname, then an id that no spreadsheet damaged, then the longer one
    (zeros before it are the first to go)."""
    is_shown = re.fullmatch(r"\d\.\d+E\+\d+", member.id) is not None
    is_damaged = is_shown or member.id != _undamaged(member.id)
    is_rounded = len(member.id) > DIGITS_KEPT and member.id == _rounded(member.id)
    return is_nickname_alone(member), is_damaged, is_rounded, -len(member.id), member.id


def _same_group(first: Member, second: Member) -> Sign | None:
    if not first.group or not spelled(first.nickname):
        return None
    is_beside = is_nickname_alone(second) and not is_nickname_alone(first)
    return Sign.NICKNAME_BESIDE_ID if is_beside else Sign.SAME_NICKNAME


def _folded(first: Member, second: Member) -> Sign | None:
    sign = _same_group(first, second)
    return Sign.FOLDED_NICKNAME if sign is Sign.SAME_NICKNAME else sign


def _sharing(near: Mapping[str, frozenset[str]]) -> Judge:
    def judge(first: Member, second: Member) -> Sign | None:
        shares = bool(first.group and second.group and second.group in near.get(first.group, ()))
        return Sign.GROUPS_THAT_SHARE if shares and spelled(first.nickname) else None

    return judge


def _neighbours(groups: Iterable[Group]) -> dict[str, frozenset[str]]:
    """group -> the groups that share members with it, whichever of both says so."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        for other in group.shares_members_with - {group.id}:
            near[group.id].add(other)
            near[other].add(group.id)
    return {group: frozenset(others) for group, others in near.items()}


def _plain_id(member: str) -> str:
    """An id without what spreadsheets do to it, to be compared; itself where nothing would be left."""
    plain = _undamaged(member).casefold()
    plain = re.sub(r"(?<!\d)0+(?=\d)", "", plain)  # 00123 -> 123
    return plain if len(plain) >= SHORTEST_ID else member


def _one_is(damaged: Callable[[str], str]) -> Judge:
    """One of the two has the id as the damage leaves it, the other has it whole."""

    def judge(first: Member, second: Member) -> Sign | None:
        are = [member.id == damaged(member.id) for member in (first, second)]
        return Sign.DAMAGED_ID if are[0] != are[1] else None

    return judge


def _rounded(member: str) -> str:
    """A long number as a spreadsheet keeps it."""
    if not re.fullmatch(r"[1-9]\d+", member) or len(member) <= DIGITS_KEPT:
        return member
    return member[:DIGITS_KEPT] + "0" * (len(member) - DIGITS_KEPT)


def _as_shown(member: str) -> str:
    """A number as a spreadsheet shows it that it finds long, and saves as text."""
    is_long = re.fullmatch(r"[1-9]\d+", member) and len(member) >= DIGITS_SHOWN
    return f"{int(member):.5E}" if is_long else member


def _undamaged(member: str) -> str:
    """Full width and spaces as usual, no quote before it, no .0 behind, and 1.23E+05 as the number it is."""
    text = "".join(unicodedata.normalize("NFKC", member).split()).lstrip("'")
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d{1,2}", text):
        return f"{float(text):.0f}"
    return re.sub(r"(?<=\d)\.0+$", "", text)
