"""Who answers whom in a group: the most talkative on a ring, the team in the middle."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.feedback.shares import share
from content.ledger.mesh import SpokenLine, answers_in
from content.ledger.show import staff_ids
from content.model import Estimate, Group, ReplyMesh, RosterChange
from content.store import Store

MEMBERS, STAFF = 30, 3  # that are drawn
EDGES = 120  # the heaviest
DAYS = 28
LEAST_EDGES = 30  # of fewer, what is drawn is all there is


def mesh_of(store: Store, group: Group, last: date) -> ReplyMesh:
    """Of the four weeks that end with a day."""
    since, until = _instants(group, last)
    staff = staff_ids(store)
    lines = store.talk.lines(group.id, since, until)
    weights: dict[tuple[str, str], float] = {}
    for member, other, weight in answers_in(
        [SpokenLine(line.at, line.member, line.quotes) for line in lines]
    ):
        pair = min(member, other), max(member, other)
        weights[pair] = weights.get(pair, 0.0) + weight
    talk = Counter(line.member for line in lines)
    own = sum(count for member, count in talk.items() if member in staff)
    places = _places(talk, staff)
    ordered = sorted(weights, key=lambda pair: (-weights[pair], pair))
    heaviest = [pair for pair in ordered if pair[0] in places and pair[1] in places]
    total = round(sum(weights.values()))
    return ReplyMesh(
        members=sum(place >= 0 for place in places.values()),
        staff=sum(place < 0 for place in places.values()),
        edges=tuple((places[a], places[b]) for a, b in heaviest[:EDGES]) if total >= LEAST_EDGES else (),
        replies=total,
        staff_talk=share(own, sum(talk.values())),
        leaves=_leaves(store, group, (since, until)),
    )


def _places(talk: Counter[str], staff: frozenset[str]) -> dict[str, int]:
    """The most talkative by rank: members from 0 on, the team from -1 down."""
    ranked = [member for member, _ in sorted(talk.items(), key=lambda pair: (-pair[1], pair[0]))]
    members = [member for member in ranked if member not in staff][:MEMBERS]
    own = [member for member in ranked if member in staff][:STAFF]
    return {member: place for place, member in enumerate(members)} | {
        member: -place - 1 for place, member in enumerate(own)
    }


def _leaves(store: Store, group: Group, span: tuple[datetime, datetime]) -> Estimate | None:
    since, until = span
    gone = {
        event.member or event.at
        for event in store.roster.events(group.id)
        if event.change is RosterChange.LEFT and since <= event.at < until
    }
    return share(len(gone), max(group.size, len(gone)))


def _instants(group: Group, last: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(group.zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    return until - timedelta(days=DAYS), until
