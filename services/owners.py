"""Owners: who sends by hand in which groups, days of leave, links to an owner's day; how much each sends,
and how punctually."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from content.accounts import new_secret
from content.errors import UnknownId, WrongInput
from content.model import (
    Channel,
    ChannelKind,
    Leave,
    Message,
    Owner,
    OwnerLink,
    Post,
    Slot,
    StaffMember,
)
from content.publish.duty import Uncovered, contacts_of, on_duty, uncovered
from content.publish.on_time import WINDOW, OnTimeShare, on_time_share
from content.publish.tasks import HandPost, Load, load_of, merged
from content.store import Store
from services.context import Context
from services.owner_tasks import hand_posts

REMINDS = frozenset(  # kinds that can write to a person
    {
        ChannelKind.WECOM_APP,
        ChannelKind.FEISHU_APP,
        ChannelKind.DINGTALK,
        ChannelKind.EMAIL,
        ChannelKind.WEBHOOK,
    }
)
LONGEST_LEAD = timedelta(hours=12)
LOOK_AHEAD = timedelta(days=14)  # in which leave without a backup is warned of
REMEMBERED = timedelta(days=60)  # links that ended
NOTHING_DUE = on_time_share((), timedelta(0))


@dataclass(frozen=True, slots=True)
class OwnerOrder:
    """What an owner is to be; None: as it was, or as Owner has it. `contacts` are added to those known. With
    a `name`, whoever is no member of staff becomes one, with the `role` in the brand's words."""

    staff: str
    groups: Sequence[str] | None = None
    backup: str | None = None
    reminder_channel: str | None = None
    lead: timedelta | None = None
    contacts: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    role: str | None = None


def set_owner(context: Context, order: OwnerOrder, *, actor: str) -> Owner:
    """Make a member of staff the owner of groups, or change how the owner works. A group that another owned
    is this one's from now on. UnknownId, WrongInput."""
    with context.open_store() as store:
        return put_owner(context, store, order, actor=actor)


def put_owner(context: Context, store: Store, order: OwnerOrder, *, actor: str) -> Owner:
    """As `set_owner`, in a unit of work that goes on."""
    put_staff(store, order)
    staff = staff_names(store)
    for person in filter(None, (order.staff, order.backup)):
        _check_staff(staff, person)
    for group in order.groups or ():
        store.library.group(group)
    known = {owner.staff: owner for owner in store.owners.owners()}
    owner = _changed(known.get(order.staff, Owner(order.staff)), order)
    _check(store, owner)
    store.owners.put(owner)
    now = context.clock()
    detail = {"groups": sorted(owner.groups), "backup": owner.backup}
    store.write_down("owner_set", owner.staff, actor=actor, at=now, detail=detail)
    store.note("owner", owner.staff, now)
    return owner


def put_staff(store: Store, order: OwnerOrder) -> None:
    """Whom the order names becomes a member of staff, or is called so from now on."""
    known = {member.id: member for member in store.roster.staff()}
    was = known.get(order.staff, StaffMember(order.staff, "", is_confirmed=False))
    name = order.name or was.name
    role = was.role if order.role is None else order.role
    member = StaffMember(order.staff, name, was.is_confirmed or bool(order.name), role)
    if name and member != was:
        store.roster.put_staff([member])


def _changed(was: Owner, order: OwnerOrder) -> Owner:
    return replace(
        was,
        groups=was.groups if order.groups is None else frozenset(order.groups),
        backup=was.backup if order.backup is None else order.backup,
        reminder_channel=was.reminder_channel if order.reminder_channel is None else order.reminder_channel,
        lead=was.lead if order.lead is None else order.lead,
        contacts=dict(was.contacts) | dict(order.contacts),
    )


def _check(store: Store, owner: Owner) -> None:
    if owner.backup == owner.staff:
        raise WrongInput(Message("owner.own_backup", staff=owner.staff))
    if not timedelta(0) <= owner.lead <= LONGEST_LEAD:
        raise WrongInput(Message("owner.bad_lead", most=int(LONGEST_LEAD.total_seconds() // 60)))
    if owner.reminder_channel:
        channel = store.channels.channel(owner.reminder_channel)
        if channel.kind not in REMINDS:
            kinds = tuple(sorted(REMINDS))
            raise WrongInput(Message("owner.cannot_remind", channel=channel.id, kinds=kinds))


def staff_names(store: Store) -> dict[str, str]:
    """id -> name of the members of staff that are confirmed."""
    return {member.id: member.name for member in store.roster.staff() if member.is_confirmed}


def _check_staff(staff: Mapping[str, str], person: str) -> None:
    if person not in staff:
        raise UnknownId(Message("owner.not_staff", staff=person))


def _owner(store: Store, staff: str) -> Owner:
    owner = next((owner for owner in store.owners.owners() if owner.staff == staff), None)
    if owner is None:
        raise UnknownId(Message("owner.unknown", staff=staff))
    return owner


def add_leave(context: Context, leave: Leave, *, actor: str) -> list[Uncovered]:
    """Write down days of leave; those of them on which nobody sends in the owner's groups. UnknownId,
    WrongInput where they end before they begin."""
    if leave.last < leave.first:
        raise WrongInput(Message("owner.leave_ends_first", first=leave.first, last=leave.last))
    with context.open_store() as store:
        _owner(store, leave.staff)
        store.owners.put_leave(leave)
        detail = {"first": leave.first.isoformat(), "last": leave.last.isoformat()}
        store.write_down("owner_leave", leave.staff, actor=actor, at=context.clock(), detail=detail)
        store.note("owner", leave.staff, context.clock())
        owners = store.owners.owners()
    return [gap for gap in uncovered(owners, leave.first, leave.last) if gap.staff == leave.staff]


def cancel_leave(context: Context, staff: str, first: date, *, actor: str) -> bool:
    """Whether there was leave from that day on; then there is none any more. UnknownId."""
    with context.open_store() as store:
        _owner(store, staff)
        was_there = store.owners.remove_leave(staff, first)
        if was_there:
            detail = {"first": first.isoformat()}
            store.write_down("owner_back", staff, actor=actor, at=context.clock(), detail=detail)
            store.note("owner", staff, context.clock())
    return was_there


# -- links ------------------------------------------------------------------------------------------
def make_link(context: Context, staff: str, day: date | None = None, *, actor: str) -> tuple[str, OwnerLink]:
    """The token of a new link to a day (None: today) and what is kept of it; earlier links stay good. The
    token is shown now and never again. UnknownId; WrongInput for a day that is over."""
    with context.open_store() as store:
        if staff not in staff_names(store):
            _owner(store, staff)
        made = new_link(context, store, staff, day or context.today)
        store.write_down(
            "owner_link", staff, actor=actor, at=context.clock(), detail={"day": f"{made[1].day}"}
        )
    return made


def new_link(context: Context, store: Store, staff: str, day: date) -> tuple[str, OwnerLink]:
    """As `make_link`, in a unit of work that goes on."""
    now = context.clock()
    grace = context.workspace.publish_rules.grace
    midnight = datetime.combine(day + timedelta(days=1), time(), context.zone)
    expires_at = midnight + grace  # what is due at 23:59 may still be sent
    if expires_at <= now:
        raise WrongInput(Message("owner.day_is_over", day=day))
    token, sha256 = new_secret()
    link = OwnerLink(sha256, staff, day, now, expires_at)
    store.owners.forget_links(now - REMEMBERED)
    store.owners.add_link(link)
    return token, link


def link_address(context: Context, token: str) -> str:
    """The address of an owner's day."""
    desk = context.workspace.settings.desk
    return f"{desk.address or f'http://127.0.0.1:{desk.port}'}/o/{token}"


def revoke_links(context: Context, staff: str, day: date | None = None, *, actor: str) -> int:
    """End an owner's links at once, of one day or of all; how many."""
    now = context.clock()
    with context.open_store() as store:
        if staff not in staff_names(store):
            _owner(store, staff)
        ended = store.owners.revoke_links(staff, now, day)
        if ended:
            store.write_down("owner_revoke", staff, actor=actor, at=now, detail={"links": ended})
            store.note("owner", staff, now)
    return ended


# -- who, how much, how punctually ------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OwnerState:
    """An owner on a day: `load` is what is sent by hand then, `on_time` of the 28 days before; `gaps` are
    days to come on which nobody sends in the owner's groups; `unreminded` counts reminders of the day that
    did not get through."""

    owner: Owner
    name: str
    load: Load
    on_time: OnTimeShare
    gaps: tuple[Uncovered, ...]
    links: tuple[OwnerLink, ...]
    unreminded: int = 0
    role: str = ""
    late: Mapping[Slot, int] = field(default_factory=dict)  # slot -> late posts of those 28 days


def list_owners(context: Context, day: date | None = None) -> list[OwnerState]:
    """All owners, those with the most to do on the day (None: today) first."""
    day = day or context.today
    with context.open_store(reading=True) as store:
        owners, names = store.owners.owners(), staff_names(store)
        roles = {member.id: member.role for member in store.roster.staff()}
        links = store.owners.links(day)
        today = hand_posts(context, store, day, day)
        punctual = on_time_before(context, store, day)
        late = late_slots(context, store, day)
    tasks = merged(today)
    loads = load_of(tasks)
    with context.open_store(reading=True) as store:
        reminders = store.owners.reminders([task.id for task in tasks])
    failed = Counter(known.staff for known in reminders if known.outcome not in ("", "sent"))
    gaps = uncovered(owners, day, day + LOOK_AHEAD)
    states = [
        OwnerState(
            owner,
            names.get(owner.staff, owner.staff),
            loads.get(owner.staff, Load()),
            punctual.get(owner.staff, NOTHING_DUE),
            tuple(gap for gap in gaps if gap.staff == owner.staff),
            tuple(link for link in links if link.staff == owner.staff),
            failed[owner.staff],
            roles.get(owner.staff, ""),
            late.get(owner.staff, Counter()),
        )
        for owner in owners
    ]
    return sorted(states, key=lambda state: (-state.load.tasks, state.owner.staff))


def groups_without_owner(context: Context, day: date | None = None) -> list[str]:
    """Groups in which posts of the day (None: today) are sent by hand, and nobody is on duty."""
    day = day or context.today
    with context.open_store(reading=True) as store:
        items = hand_posts(context, store, day, day)
    return sorted({item.post.group for item in items if not item.owner})


def on_time_before(context: Context, store: Store, day: date) -> dict[str, OnTimeShare]:
    """owner -> the share of posts that went out on time, of those sent or expired in the 28 days before."""
    midnight = datetime.combine(day, time(), context.zone)
    delays = store.owners.delays(midnight - WINDOW, midnight)
    on_time = context.workspace.publish_rules.on_time
    return {owner: on_time_share(known, on_time) for owner, known in delays.items()}


def late_slots(context: Context, store: Store, day: date) -> dict[str, Counter[Slot]]:
    """owner -> how many posts of each slot were late or never went out, in the 28 days before."""
    midnight = datetime.combine(day, time(), context.zone)
    on_time = context.workspace.publish_rules.on_time
    late: dict[str, Counter[Slot]] = {}
    for owner, slot, delay in store.owners.delays_by_slot(midnight - WINDOW, midnight):
        if delay is None or delay > on_time:
            late.setdefault(owner, Counter())[slot] += 1
    return late


def delay_of(item: HandPost) -> timedelta | None:
    """How long after its time a post went out; None where it never did."""
    out_at = item.delivery.out_at
    return out_at - item.delivery.due_at if out_at else None


def tapping(context: Context, post: Post, channel: Channel) -> tuple[str | None, tuple[str, ...]]:
    """Who taps a post's mass sending, and that person's ids at the platform: the one whose it already is,
    else who is on duty."""
    with context.open_store(reading=True) as store:
        parts = store.outbox.deliveries([post.id]).get(post.id, ())
        owner = parts[0].owner if parts else None
        owner = owner or owner_on(context, store, post)
        return owner, contacts_of(store.owners.owners(), channel.id, owner)


def owner_on(context: Context, store: Store, post: Post) -> str | None:
    """Who sends the post by hand when it is due; None: nobody does."""
    day = post.goes_out_at.astimezone(context.zone).date()
    return on_duty(store.owners.owners(), post.group, day, post.slot)
