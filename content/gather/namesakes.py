"""Whom a nickname means: a source that knows no ids is matched, within the group, with who is there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from content.inbox import Aside, Record, Refused
from content.model import Member, Message
from content.text.names import is_nickname_alone, spellings

AMBIGUOUS = "which_member"


class Namesakes:
    """The members of all groups by what they are called."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_id: dict[str, Member] = {}
        self._called: defaultdict[tuple[str | None, bool, str], list[Member]] = defaultdict(list)
        for member in members:
            self._add(member)

    def resolved(self, said: Record | Aside | Refused) -> Record | Aside | Refused:
        """What is said, with nicknames that stand for an id replaced by the member they mean.

        Refused where a nickname means several. One that nobody has is a new member.
        """
        if isinstance(said, Refused):
            return said
        if isinstance(said, Aside):
            return self._aside(said)
        member = said.member
        likes = frozenset(self._known(name, said.group) for name in said.likes)
        if member is not None and is_nickname_alone(member):
            found = self._meant(member.nickname, said.group)
            if len(found) > 1:
                return Refused(AMBIGUOUS, _which(member.nickname, said.group, found))
            member = found[0] if found else member
        if member is not None and member.id not in self._by_id:
            self._add(member)
        author = {member.id} if member else set()
        return replace(said, member=member, likes=likes - author)

    def _aside(self, said: Aside) -> Aside:
        """A chat's own list of members; where it knows them by name alone, they are whom the names mean."""
        means = {
            member.id: found[0]
            for member in said.members
            if is_nickname_alone(member)
            and len(found := self._meant(member.nickname, member.group or "")) == 1
        }
        if not means:
            return said
        events = tuple(
            replace(event, member=means[event.member].id) if event.member in means else event
            for event in said.events
        )
        members = tuple(means.get(member.id, member) for member in said.members)
        return replace(said, members=members, events=events)

    def _meant(self, nickname: str, group: str) -> list[Member]:
        """The members of the group whom a nickname means; who has an id goes before a mere nickname."""
        known = self._by_id.get(nickname)
        if known is not None and not is_nickname_alone(known):
            return [known]  # it is an id, written where a name was expected
        for key in spellings(nickname):
            found = self._called.get((group, *key), [])
            if with_id := [member for member in found if not is_nickname_alone(member)]:
                return with_id
            if found:
                return found[:1]
        return []

    def _known(self, name: str, group: str) -> str:
        """The id of who liked it: a name that means nobody, or several, stays as it is."""
        found = self._meant(name, group) if name not in self._by_id else []
        return found[0].id if len(found) == 1 else name

    def _add(self, member: Member) -> None:
        self._by_id[member.id] = member
        for key in spellings(member.nickname):
            self._called[(member.group, *key)].append(member)


def _which(nickname: str, group: str, found: Iterable[Member]) -> Message:
    members = tuple(f"{member.id} ({member.nickname})" for member in found)
    return Message("refusal.which_member", nickname=nickname, group=group, members=members)
