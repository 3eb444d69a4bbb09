"""What the store knows of a group's posts, messages and tables, for a span of days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.feedback.attribution import BESIDE, Attributed, GroupChat, attribute, chat_with
from content.feedback.baseline import LATELY, LOOKED_BACK
from content.feedback.roster import GroupRoster
from content.feedback.sends import Send, sends_of
from content.feedback.talk import GroupTalk
from content.feedback.windows import LONGEST
from content.model import Click, Group, Story
from content.store import Store

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SharedInputs:
    """What is the same for all groups: who is staff, and the stories by id."""

    staff: frozenset[str]
    stories: Mapping[str, Story]


@dataclass(frozen=True)
class GroupInputs:
    """Of one group: what was sent on the days asked for, its chat, its roster, and clicks by target."""

    sends: Sequence[Send]
    chat: GroupChat
    roster: GroupRoster
    clicks: Mapping[str, Sequence[Click]]

    def attributed(self, now: datetime) -> list[Attributed]:
        """What came back to each send that is out, or should be."""
        return [
            attribute(send, self.chat, self.roster, self.clicks_of(send), now)
            for send in self.sends
            if send.sent_at or (send.due_at and send.due_at <= now)
        ]

    def clicks_of(self, send: Send) -> list[Click]:
        """The clicks on a post, and on the code that it bore."""
        code = send.result.code if send.result else ""
        return [click for name in {send.post, code} - {""} for click in self.clicks.get(name, ())]


def shared_inputs(store: Store) -> SharedInputs:
    staff = frozenset(member.id for member in store.roster.staff() if member.is_confirmed)
    return SharedInputs(staff, {story.id: story for story in store.library.stories()})


def read_group(store: Store, group: Group, first: date, last: date, known: SharedInputs) -> GroupInputs:
    """All that counting the posts of these days, both included, takes."""
    zone = ZoneInfo(group.zone)
    sends = _sends(store, group.id, first, last, known)
    sent = [send.sent_at for send in sends if send.sent_at]
    before = store.outcomes.windows(group.id, first - LOOKED_BACK - A_WEEK, first - A_DAY)
    lines = []
    if sent:
        lines = list(store.ledger.lines(group.id, min(sent) - BESIDE, max(sent) + LONGEST))
    spoke = store.outcomes.speakers(group.id, first - LOOKED_BACK, max(last, first + LATELY))
    members, staff_days = _apart(spoke, known.staff)
    talk = GroupTalk(zone, members, store.outcomes.first_day(group.id))
    chat = chat_with(
        lines, store.ledger.ends(group.id), known.staff, talk, [*(at for at, _ in before), *sent]
    )
    roster = GroupRoster(store.roster.events(group.id), group.size, known.staff, staff_days)
    return GroupInputs(sends, chat, roster, _clicks(store, sends))


def _sends(store: Store, group: str, first: date, last: date, known: SharedInputs) -> list[Send]:
    posts = store.queue.posts(first, last, groups=[group])
    parts = store.outbox.deliveries([post.id for post in posts])
    results = store.results.of([group], first, last)
    return sends_of(posts, parts, known.stories, results)


def _apart(
    spoke: Mapping[date, Mapping[str, int]], staff: Collection[str]
) -> tuple[dict[date, dict[str, int]], dict[str, list[date]]]:
    """Members by day without staff, and the days on which each of the staff wrote."""
    members: dict[date, dict[str, int]] = {}
    staff_days: dict[str, list[date]] = {}
    for day in sorted(spoke):
        members[day] = {member: bits for member, bits in spoke[day].items() if member not in staff}
        for member in spoke[day].keys() & staff:
            staff_days.setdefault(member, []).append(day)
    return members, staff_days


def _clicks(store: Store, sends: Sequence[Send]) -> dict[str, list[Click]]:
    targets = {send.post for send in sends} | {send.result.code for send in sends if send.result}
    by_target: dict[str, list[Click]] = {}
    for click in store.results.clicks(targets - {""}):
        by_target.setdefault(click.target, []).append(click)
    return by_target
