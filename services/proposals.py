"""Changes that responses suggest and no night makes by itself: slot times and promo caps."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.errors import WrongInput
from content.feedback.slot_times import BetterTime, better_time, quarters
from content.ledger.show import staff_ids
from content.model import Group, Message, PlanProposal, ProposalKind, ProposalState, Slot
from content.store import Store
from services.context import Context
from services.group_settings import SetBy, set_cap, set_slots
from services.insight_people import promo_leaves
from services.insight_scope import InsightScope, ScopePart

DAYS = timedelta(days=28)  # looked at, and for which a decision stands
APART = timedelta(hours=1)  # of slots
LESS = 0.75  # of a promo cap, where more members leave after promotion
LEAVES_WEEKS = 8


def propose(store: Store, scope: InsightScope, now: datetime) -> list[PlanProposal]:
    """What a person should decide, of every group; nothing that one decided within four weeks."""
    decided = {
        (row.kind, row.group, row.slot)
        for row in store.learning.proposals()
        if row.decided_at and row.decided_at > now - DAYS
    }
    staff = staff_ids(store)
    made = [
        proposal
        for group in scope.groups.values()
        for proposal in (*_times(store, group, staff, now), *_caps(store, group, scope, now))
    ]
    return [row for row in made if (row.kind, row.group, row.slot) not in decided]


def accept(context: Context, number: int, *, actor: str) -> PlanProposal:
    """Do what is proposed; cells that are locked keep their times. UnknownId; WrongInput where it is decided
    already, or the group changed meanwhile."""
    return _decide(context, number, ProposalState.ACCEPTED, actor)


def refuse(context: Context, number: int, *, actor: str) -> PlanProposal:
    """Leave all as it is; the same is not proposed within four weeks. UnknownId, WrongInput."""
    return _decide(context, number, ProposalState.REFUSED, actor)


def undo(context: Context, number: int, *, actor: str) -> PlanProposal:
    """Take back what was accepted. UnknownId; WrongInput where it was not, or the group changed since."""
    return _decide(context, number, ProposalState.UNDONE, actor)


def _decide(context: Context, number: int, state: ProposalState, actor: str) -> PlanProposal:
    at = context.clock()
    with context.open_store() as store:
        row = store.learning.proposal(number)
        expected = ProposalState.ACCEPTED if state is ProposalState.UNDONE else ProposalState.OPEN
        if row.state is not expected or not store.learning.move_proposal(row, state, actor=actor, at=at):
            raise WrongInput(Message("learning.decided_already", id=number))
        if state is not ProposalState.REFUSED:
            change = (row.before, row.after) if state is ProposalState.ACCEPTED else (row.after, row.before)
            _apply(store, row, change, SetBy(actor, at))
        return store.learning.proposal(number)


def _apply(store: Store, row: PlanProposal, change: tuple[str, str], by: SetBy) -> None:
    group, (was, becomes) = store.library.group(row.group), change
    if _now(group, row) != was:
        raise WrongInput(Message("learning.changed_meanwhile", group=group.name))
    if row.slot is None:
        set_cap(store, group.id, float(becomes), by)
    else:
        slots = dict(group.slots) | {row.slot: time.fromisoformat(becomes)}
        set_slots(store, group.id, slots, by)


def _now(group: Group, row: PlanProposal) -> str:
    if row.slot is None:
        return f"{group.cap:g}"
    return f"{group.slots[row.slot]:%H:%M}" if row.slot in group.slots else ""


# -- what is proposed ---------------------------------------------------------------------------------
def _times(store: Store, group: Group, staff: Collection[str], now: datetime) -> Iterator[PlanProposal]:
    zone = ZoneInfo(group.zone)
    until = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    since = until - DAYS
    talk = [
        line.at.astimezone(zone)
        for line in store.talk.lines(group.id, since, until)
        if line.member not in staff
    ]
    if not talk:
        return
    responses = store.outcomes.responses([group.id], since.date(), until.date())
    sent = [response.sent_at.astimezone(zone) for response in responses if response.sent_at]
    days = [since.date() + timedelta(days=n) for n in range(DAYS.days)]
    for slot, at in group.slots.items():
        better = better_time(quarters(talk, sent, days, at))
        if better and _has_room(group, slot, better.at):
            yield _time_proposal(group, slot, better, now)


def _time_proposal(group: Group, slot: Slot, better: BetterTime, now: datetime) -> PlanProposal:
    why = Message("learning.why_time", rate=better.rate, usual=better.usual, days=better.days)
    before, after = f"{group.slots[slot]:%H:%M}", f"{better.at:%H:%M}"
    return PlanProposal(
        0, ProposalKind.SLOT_TIME, group.id, slot, before, after, why, ProposalState.OPEN, now
    )


def _has_room(group: Group, slot: Slot, at: time) -> bool:
    """Whether the slots stay in order and apart."""
    order = [other for other in Slot if other in group.slots]
    place = order.index(slot)
    minutes = at.hour * 60 + at.minute
    near: Sequence[Slot] = order[max(0, place - 1) : place + 2]
    for other in near:
        gap = group.slots[other].hour * 60 + group.slots[other].minute - minutes
        after = order.index(other) > place
        if other is not slot and (gap if after else -gap) < APART.seconds // 60:
            return False
    return True


def _caps(store: Store, group: Group, scope: InsightScope, now: datetime) -> Iterator[PlanProposal]:
    alone = InsightScope(
        {group.id: group}, [ScopePart(scope.last_days[group.id], [group.id])], LEAVES_WEEKS, scope.zone
    )
    leaves = promo_leaves(store, alone, {group.id: group.size})
    lower = round(group.cap * LESS, 1)
    if leaves.is_flagged and leaves.left > leaves.expected and 0 < lower < group.cap:
        why = Message("learning.why_cap", posts=leaves.posts, left=leaves.left, expected=leaves.expected)
        before, after = f"{group.cap:g}", f"{lower:g}"
        yield PlanProposal(
            0, ProposalKind.PROMO_CAP, group.id, None, before, after, why, ProposalState.OPEN, now
        )
