"""What an owner's page says once the day is done: what came back, how punctual it was, what is next, and an
offer: who could take the slot that keeps being late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from content.errors import IllegalMove
from content.ledger.show import Span, days_of, staff_ids
from content.ledger.usual import UsualResponses, usual_of
from content.model import Message, OwnerLink, Slot
from content.publish.duty import backup_of
from content.publish.on_time import WINDOW, OnTimeShare
from content.store import Store
from services.context import Context
from services.owner_tasks import tasks_of
from services.owners import NOTHING_DUE, late_slots, on_time_before, staff_names

OFTEN = 5  # late posts of one slot in 28 days, before help is offered
A_DAY = timedelta(days=1)
KIND = "owner_slot"  # of the audit's rows


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """A slot of which `late` of all `of_late` late posts of 28 days were, and who could take it."""

    slot: Slot
    late: int
    of_late: int
    staff: str
    name: str


@dataclass(frozen=True, slots=True)
class OwnerEvening:
    """`members` wrote in the owner's groups today, None where no chat was read; `lately` and `before` are the
    28 days up to today, and those before; `given` are slots that somebody else sends, with the name;
    `tomorrow` counts tasks, the first at `first_at`."""

    groups: int
    members: int | None
    usual: UsualResponses | None
    lately: OnTimeShare
    before: OnTimeShare
    offer: SlotOffer | None
    given: Sequence[tuple[Slot, str]]
    tomorrow: int
    first_at: datetime | None
    reminded_at: datetime | None


def owner_evening(context: Context, link: OwnerLink) -> OwnerEvening:
    """The evening of a link's day."""
    with context.open_store(reading=True) as store:
        names = staff_names(store)
        owner = next((owner for owner in store.owners.owners() if owner.staff == link.staff), None)
        tasks = tasks_of(context, store, link.staff, link.day)
        tomorrow = tasks_of(context, store, link.staff, link.day + A_DAY)
        lately = on_time_before(context, store, link.day + A_DAY)
        before = on_time_before(context, store, link.day + A_DAY - WINDOW)
        offer = _offer(context, store, link, names)
        own = staff_ids(store)
        groups = sorted({item.post.group for task in tasks for item in task.posts})
        earlier = [_members_by_day(store, group, link.day, own) for group in groups]
    today = {
        member
        for group in groups
        for totals in days_of(context.open_store, group, Span(link.day, link.day))
        for member in totals.day.by_member
    } - own
    first = min((task.due_at for task in tomorrow), default=None)
    return OwnerEvening(
        groups=len(groups),
        members=len(today) if today else None,
        usual=usual_of(_together(earlier)),
        lately=lately.get(link.staff, NOTHING_DUE),
        before=before.get(link.staff, NOTHING_DUE),
        offer=offer,
        given=[(slot, names.get(staff, staff)) for slot, staff in (owner.stand_ins if owner else {}).items()],
        tomorrow=len(tomorrow),
        first_at=first,
        reminded_at=first - owner.lead if first and owner and owner.reminder_channel else None,
    )


def _members_by_day(store: Store, group: str, day: date, own: frozenset[str]) -> dict[date, set[str]]:
    """day -> members who wrote in the group, of the 28 days before."""
    known = store.ledger.group_days(group, day - WINDOW, day - A_DAY)
    return {totals.day: set(totals.by_member) - own for totals in known}


def _together(groups: Sequence[dict[date, set[str]]]) -> list[int]:
    """How many members wrote in any of the groups, of each day that has anything."""
    days = sorted({day for group in groups for day in group})
    return [len(set().union(*(group.get(day, set()) for group in groups))) for day in days]


def _offer(context: Context, store: Store, link: OwnerLink, names: dict[str, str]) -> SlotOffer | None:
    """Whoever is the backup may take a slot that has most of the late posts."""
    owners = store.owners.owners()
    backup = backup_of(owners, link.staff, link.day + A_DAY)
    late = late_slots(context, store, link.day + A_DAY).get(link.staff)
    if not backup or not late:
        return None
    slot, count = late.most_common(1)[0]
    given = {slot for owner in owners if owner.staff == link.staff for slot in owner.stand_ins}
    if count < OFTEN or 2 * count < late.total() or slot in given:
        return None
    return SlotOffer(slot, count, late.total(), backup, names.get(backup, backup))


def hand_slot(context: Context, link: OwnerLink, slot: Slot, *, give: bool) -> str:
    """Let the backup send the slot every day from now on, or take it back; the backup's name. What waits for
    the owner already stays. IllegalMove where nobody is the backup, or nothing was given."""
    now = context.clock()
    with context.open_store() as store:
        owners, names = store.owners.owners(), staff_names(store)
        owner = next((owner for owner in owners if owner.staff == link.staff), None)
        backup = backup_of(owners, link.staff, link.day + A_DAY)
        if owner is None or (give and backup is None) or (not give and slot not in owner.stand_ins):
            raise IllegalMove(Message("owner.no_backup", day=link.day + A_DAY))
        others = {known: staff for known, staff in owner.stand_ins.items() if known is not slot}
        stand_ins = others | {slot: backup} if give and backup else others
        store.owners.put(replace(owner, stand_ins=stand_ins))
        became = backup if give and backup else ""
        detail = {"slot": slot.value}
        store.write_down(
            KIND, owner.staff, actor=names.get(owner.staff, owner.staff), at=now, became=became, detail=detail
        )
        store.note("owner", owner.staff, now)
    staff = became or owner.stand_ins[slot]
    return names.get(staff, staff)
