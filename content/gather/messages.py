"""The messages of a source into the ledger: batch by batch, each id once, nobody's words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from content.gather.work import Gathered, Gathering
from content.inbox import LedgerEntry, TellsMessages
from content.model import Group, Member, RosterEvent, StaffMember, Tombstones
from content.store import OpenStore, Store
from content.text.names import spelled

MESSAGES = "#messages"  # names all messages of a folder among what was seen
UNKNOWN_GROUP, OLDER = "unknown_group", "older"  # why a message is left out


def take_messages(open_store: OpenStore, work: Gathering, folder: str) -> Gathered:
    """Take what is new of a folder's messages. One that did not change is known by its stamp, and not read.

    Messages of a group that nobody knows are left out; once groups come they are read again.
    """
    if not isinstance(work.inbox, TellsMessages):
        return Gathered()
    inbox, path = work.inbox.name, f"{folder}{MESSAGES}"
    stamp = work.inbox.messages_stamp(folder)
    with open_store(reading=True) as store:
        seen = store.inbox_index.stamps(inbox, [path]).get(path)
        groups = {group.id: group for group in store.library.groups()}
        in_part = _in_part(stamp, groups)
        if seen in (stamp, in_part):
            return Gathered()
        taking = _Taking.begin(store, groups)
    log = work.inbox.messages(folder)
    for batch in log.batches():
        with open_store() as store:
            taking.take(store, log.source, batch)
    with open_store() as store:
        taking.end(store, log.source)
        whole = in_part if taking.left_out[UNKNOWN_GROUP] else stamp
        store.inbox_index.see(inbox, {path: (whole, None)}, work.now)
    left_out = taking.left_out + Counter(log.left_out)
    return Gathered(messages=taking.new, messages_left_out=dict(sorted(left_out.items())))


def _in_part(stamp: str, groups: Iterable[str]) -> str:
    """The stamp of what was taken while only these groups were known."""
    return sha256("\0".join([stamp, *sorted(groups)]).encode(errors="replace")).hexdigest()


@dataclass
class _Taking:
    """One log on its way into the store, and what is known before it: groups, members with the ids that were
    merged into theirs, who was erased, and the days before which a group's messages were let go."""

    zones: Mapping[str, ZoneInfo]
    members: Mapping[str, Member]
    aliases: Mapping[str, str]
    erased: Tombstones
    begins: Mapping[str, date]
    new: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    own: set[str] = field(default_factory=set)
    called: dict[tuple[str, str], str | None] = field(init=False)
    gone: dict[str, bool] = field(default_factory=dict)
    meant: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.called = {}
        for member in self.members.values():
            key = (member.group or "", spelled(member.nickname))
            self.called[key] = None if key in self.called else member.id

    @classmethod
    def begin(cls, store: Store, groups: Mapping[str, Group]) -> "_Taking":
        return cls(
            {key: ZoneInfo(group.zone) for key, group in groups.items()},
            {member.id: member for member in store.library.members()},
            {alias.id: alias.member for alias in store.people.aliases()},
            store.erasure.tombstones(),
            store.ledger.begins(),
        )

    def take(self, store: Store, source: str, entries: Iterable[LedgerEntry]) -> None:
        kept = [self._spared(self._by_member(entry)) for entry in entries if self._has_place(entry)]
        self.own.update(entry.member for entry in kept if entry.is_own and entry.member)
        self.new += store.ledger.add_messages(source, store.ledger.new_messages(source, kept), self.day_of)
        events = list(self._events(kept))
        if events:
            store.roster.add_events(source, events)

    def end(self, store: Store, source: str) -> None:
        """What can be said once all messages are there: which were recalled, and who may be staff."""
        store.ledger.mark_recalled(source, self.day_of)
        known = sorted(key for key in self.own if key in self.members)
        store.roster.guess_staff([StaffMember(key, self.members[key].nickname, False) for key in known])

    def day_of(self, group: str, at: datetime) -> date:
        return at.astimezone(self.zones[group]).date()

    def _has_place(self, entry: LedgerEntry) -> bool:
        if entry.group not in self.zones:
            self.left_out[UNKNOWN_GROUP] += 1
            return False
        begins = self.begins.get(entry.group)
        if begins and self.day_of(entry.group, entry.at) < begins:
            self.left_out[OLDER] += 1
            return False
        return True

    def _by_member(self, entry: LedgerEntry) -> LedgerEntry:
        """The entry under the member that its id, an alias, or a nickname of the group means."""
        if entry.member is None:
            return entry
        key = (entry.group, entry.member)
        if key not in self.meant:
            known = self._person(*key, entry.member)
            self.meant[key] = known or entry.member
        member = self.meant[key]
        return entry if member == entry.member else entry._replace(member=member)

    def _spared(self, entry: LedgerEntry) -> LedgerEntry:
        """The entry without whoever was erased."""
        return entry._replace(member=None, is_own=False) if self._is_erased(entry.member) else entry

    def _is_erased(self, member: str | None) -> bool:
        if not self.erased.hashes or member is None:
            return False
        if member not in self.gone:
            self.gone[member] = self.erased.member(member)
        return self.gone[member]

    def _events(self, entries: Iterable[LedgerEntry]) -> Iterator[tuple[str, int, str, RosterEvent]]:
        for entry in entries:
            for nth, notice in enumerate(entry.roster):
                member = self._person(entry.group, notice.member, notice.name)
                by = self._person(entry.group, notice.by, notice.by_name)
                yield entry.id, nth, entry.group, RosterEvent(entry.at, notice.change, member, by)

    def _person(self, group: str, member: str | None, name: str) -> str | None:
        """Whom an id or a name means among those we know; nobody else is written down."""
        current = self.aliases.get(member, member) if member else None
        known = current if current in self.members else self.called.get((group, spelled(name)))
        return None if self._is_erased(known) else known
