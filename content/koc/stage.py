"""The store's members -> who they are to the community; and the ranking of a photo activity."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from content.koc.activity import ActivityEntry, Evidence, answers, rank, willingness
from content.koc.axes import WINDOW, Deeds, axes
from content.koc.fair import Burst, Counted, bursts, once, weighed
from content.koc.types import type_of
from content.model import Activity, Axes, Group, MeasuredSubmission, Member, MemberType, Signal, Standing
from content.store import OpenStore, Store


@dataclass(frozen=True, slots=True)
class MemberProfile:
    """A member in the last 90 days: `posts` counts submissions and answers, `measured` is by axes."""

    member: Member
    axes: Axes
    measured: MemberType
    posts: int
    groups: tuple[str, ...]
    standing: Standing

    @property
    def type(self) -> MemberType:
        return self.standing.type or self.measured


@dataclass(frozen=True, slots=True)
class Community:
    """`profiles` by id; `held` are bursts of likes that wait for a person, and do not count until then."""

    profiles: Mapping[str, MemberProfile]
    held: tuple[Burst, ...]


def community(open_store: OpenStore, zone: tzinfo, *, now: datetime) -> Community:
    """Everybody who sent or answered something in the last 90 days."""
    since = now - WINDOW
    with open_store(reading=True) as store:
        sent, signals = store.koc.sent_since(since), store.koc.signals_since(since)
        members = {member.id: member for member in store.library.members()}
        orders = store.koc.orders_since(since.astimezone(zone).date())
        groups, cleared, standings = store.library.groups(), store.koc.cleared(), store.koc.standings()
    replies = [signal for signal in signals if signal.reply and signal.by in members]
    sizes = _sizes(groups, sent, replies)
    counted, held = _count(sent, once(signals, members, zone), sizes, cleared)
    deeds = Deeds(sent, counted, replies, sizes, orders, zone, now)
    measured = axes(deeds)
    traces = _traces(deeds)
    profiles = {
        key: _profile(members[key], axes_of, traces[key], standings.get(key, Standing(key)))
        for key, axes_of in measured.items()
    }
    return Community(profiles, tuple(held))


def ranking(open_store: OpenStore, code: str, zone: tzinfo) -> tuple[Activity, list[ActivityEntry]]:
    """An activity and its entries as they stand; UnknownId."""
    with open_store(reading=True) as store:
        activity = store.koc.activity(code)
        since = datetime.combine(activity.starts_on - timedelta(days=1), time(), zone)
        submissions = store.intake.submissions()
        entries = answers(activity, submissions, zone)
        scores = store.curation.outcomes([entry.id for entry in entries])
        counted, held = _signals(store, since, zone)
    evidence = Evidence(scores, willingness(submissions), counted, {burst.submission for burst in held})
    return activity, rank(activity, entries, evidence)


def _signals(store: Store, since: datetime, zone: tzinfo) -> tuple[list[Counted], list[Burst]]:
    sent = store.koc.sent_since(since)
    members = {member.id for member in store.library.members()}
    signals = once(store.koc.signals_since(since), members, zone)
    return _count(sent, signals, _sizes(store.library.groups(), sent, signals), store.koc.cleared())


def _count(
    sent: Sequence[MeasuredSubmission],
    signals: Sequence[Signal],
    sizes: Mapping[str, int],
    cleared: Iterable[str],
) -> tuple[list[Counted], list[Burst]]:
    held = bursts(sent, signals, sizes, frozenset(cleared))
    return weighed(signals, {burst.submission for burst in held}), held


def _sizes(
    groups: Iterable[Group], sent: Iterable[MeasuredSubmission], signals: Iterable[Signal]
) -> dict[str, int]:
    """Members of each group: as it says itself, at least those who were seen there, at least 1."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    home = {}
    for submission in sent:
        seen[submission.group].add(submission.member)
        home[submission.id] = submission.group
    for signal in signals:
        seen[home[signal.submission]].add(signal.by)
    return {group.id: max(1, group.size, len(seen[group.id])) for group in groups}


@dataclass(frozen=True, slots=True)
class _Trace:
    """What a member left in 90 days: submissions and answers, the groups they went to, the texts."""

    posts: int
    groups: frozenset[str]
    texts: tuple[str, ...]


def _traces(deeds: Deeds) -> dict[str, _Trace]:
    """By member."""
    home = {submission.id: submission.group for submission in deeds.sent}
    posts: defaultdict[str, int] = defaultdict(int)
    groups: defaultdict[str, set[str]] = defaultdict(set)
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for submission in deeds.sent:
        texts[submission.member].append(submission.text)
    membership = [(submission.member, submission.group) for submission in deeds.sent]
    for member, group in membership + [(reply.by, home[reply.submission]) for reply in deeds.answers]:
        posts[member] += 1
        groups[member].add(group)
    return {key: _Trace(posts[key], frozenset(groups[key]), tuple(texts[key])) for key in deeds.members}


def _profile(member: Member, axes_of: Axes, trace: _Trace, standing: Standing) -> MemberProfile:
    measured = type_of(axes_of, posts=trace.posts, groups=trace.groups, texts=trace.texts)
    return MemberProfile(member, axes_of, measured, trace.posts, tuple(sorted(trace.groups)), standing)
