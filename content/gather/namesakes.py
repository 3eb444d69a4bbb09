"""Whom a name means: a nickname is matched, within the group, with who is there; an alias is its member."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from content.inbox import Aside, Record, RefusedItem
from content.model import Alias, Member, Message
from content.text.names import is_nickname_alone, spelled, spellings

AMBIGUOUS = "which_member"


@dataclass(frozen=True, slots=True)
class AliasedMember:
    """A member, and the alias under which the source knows the member; None: not under one."""

    member: Member
    sent_as: str | None = None


class Namesakes:
    """The members of all groups by what they are called, with those whose ids were merged into theirs."""

    def __init__(self, members: Iterable[Member], aliases: Iterable[Alias] = ()) -> None:
        self._by_id: dict[str, Member] = {}
        self._called: defaultdict[tuple[str | None, bool, str], list[AliasedMember]] = defaultdict(list)
        self._aliases = {alias.id: alias for alias in aliases}
        self._with_id = {alias.member for alias in self._aliases.values() if not _is_name_alone(alias)}
        for member in members:
            self._add(member)
        for alias in self._aliases.values():
            for key in spellings(alias.nickname):
                self._called[(alias.group, *key)].append(self._merged(alias))

    def resolved(self, reading: Record | Aside | RefusedItem) -> Record | Aside | RefusedItem:
        """What is said, with nicknames that stand for an id replaced by the member they mean.

        RefusedItem where a nickname means several. One that nobody has is a new member.
        """
        if isinstance(reading, RefusedItem):
            return replace(reading, member=self._current(reading.member))
        if isinstance(reading, Aside):
            return self._aside(reading)
        senders = self._senders(reading.member, reading.group) if reading.member else []
        if reading.member and len(senders) > 1:
            which = _which(reading.member.nickname, reading.group, senders)
            if not reading.is_claimed:
                return RefusedItem(AMBIGUOUS, which)
            senders = []  # it is taken, and a person says whose it is
            reading = replace(reading, notes=(*reading.notes, (AMBIGUOUS, which)))
        sender = senders[0] if senders else None
        if sender and sender.member.id not in self._by_id:
            self._add(sender.member)
        likes = frozenset(self._known(name, reading.group) for name in reading.likes)
        return replace(
            reading,
            member=sender.member if sender else None,
            sent_as=sender.sent_as if sender else None,
            likes=likes - ({sender.member.id} if sender else set()),
            reactions=tuple(
                replace(reaction, member=self._current(reaction.member) or reaction.member)
                for reaction in reading.reactions
            ),
            thread=tuple(replace(reply, author=self._current(reply.author)) for reply in reading.thread),
        )

    def _aside(self, aside: Aside) -> Aside:
        """A chat's own list of members; where it knows them by name alone, they are whom the names mean."""
        means = {alias.id: self._merged(alias) for alias in self._aliases.values()}
        means |= {
            member.id: senders[0]
            for member in aside.members
            if is_nickname_alone(member)
            and len(senders := self._meant(member.nickname, member.group or "")) == 1
        }
        if not means:
            return aside
        events = tuple(
            replace(event, member=means[event.member].member.id, said_as=means[event.member].sent_as)
            if event.member in means
            else event
            for event in aside.events
        )
        return replace(
            aside,
            members=tuple(
                means[member.id].member if member.id in means else member for member in aside.members
            ),
            events=events,
            answers=tuple(replace(reply, author=self._current(reply.author)) for reply in aside.answers),
            replies=tuple(replace(reply, author=self._current(reply.author)) for reply in aside.replies),
        )

    def _senders(self, member: Member, group: str) -> list[AliasedMember]:
        """Whom a source means by a member; several where a nickname does, none where nobody is called so."""
        if is_nickname_alone(member):
            return self._meant(member.nickname, group) or [AliasedMember(member)]
        alias = self._aliases.get(member.id)
        return [self._merged(alias) if alias else AliasedMember(member)]

    def _meant(self, nickname: str, group: str) -> list[AliasedMember]:
        """The members of the group whom a nickname means; who has an id goes before a mere nickname."""
        known = self._by_id.get(nickname)
        if known is not None and not is_nickname_alone(known):
            return [AliasedMember(known)]  # it is an id, written where a name was expected
        alias = self._aliases.get(nickname)
        if alias is not None and (alias.group == group or not _is_name_alone(alias)):
            return [self._merged(alias)]
        for key in spellings(nickname):
            senders = self._called.get((group, *key), [])
            if with_id := [sender for sender in senders if self._has_id(sender.member)]:
                return list({sender.member.id: sender for sender in reversed(with_id)}.values())[::-1]
            if senders:
                return senders[:1]
        return [self._merged(alias)] if alias else []

    def _known(self, name: str, group: str) -> str:
        """The id of who liked it: a name that means nobody, or several, stays as it is."""
        senders = self._meant(name, group) if name not in self._by_id else []
        return senders[0].member.id if len(senders) == 1 else name

    def _current(self, member: str | None) -> str | None:
        """The id that a member has now."""
        alias = self._aliases.get(member) if member else None
        return alias.member if alias else member

    def _merged(self, alias: Alias) -> AliasedMember:
        return AliasedMember(self._by_id[alias.member], alias.id)

    def _has_id(self, member: Member) -> bool:
        return not is_nickname_alone(member) or member.id in self._with_id

    def _add(self, member: Member) -> None:
        self._by_id[member.id] = member
        for key in spellings(member.nickname):
            self._called[(member.group, *key)].append(AliasedMember(member))


def _is_name_alone(alias: Alias) -> bool:
    return spelled(alias.id) == spelled(alias.nickname)


def _which(nickname: str, group: str, senders: Iterable[AliasedMember]) -> Message:
    members = tuple(f"{sender.member.id} ({sender.member.nickname})" for sender in senders)
    return Message("refusal.which_member", nickname=nickname, group=group, members=members)
