"""Owners: members of staff who send by hand what is due in their groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.channel import pairs
from cli.common import AsJson, WorkDir, Yes, a_date, print_json, print_table, put, say, who_is_here
from cli.language import text_of
from cli.table_import import (
    REFUSED,
    TAKEN,
    ImportRequest,
    TableOptions,
    read_reporting,
    report,
    wrote_template,
)
from content.errors import WrongInput
from content.model import Leave, Message
from services.table_shelf import RowOutcome

if TYPE_CHECKING:
    from content.publish.duty import Uncovered
    from services.owners import OwnerState

HERE = WorkDir()
ALL_WELL, SOME_UNCOVERED = 0, 1
AS_IS = TableOptions()
Many = Parameter(consume_multiple=True, negative="")


@Parameter(name="*")
@dataclass(frozen=True)
class OwnerOptions:
    """How the owner works; None: as before."""

    groups: Annotated[list[str] | None, Many] = None
    backup: str | None = None
    reminder_channel: str | None = None
    lead: int | None = None  # minutes
    contact: Annotated[list[str] | None, Many] = None
    name: str | None = None
    role: str | None = None


@Parameter(name="*")
@dataclass(frozen=True)
class LeaveDays:
    """The first and the last day of leave."""

    first: Annotated[str, Parameter(name="--from")]
    last: Annotated[str | None, Parameter(name="--to")] = None


AS_BEFORE = OwnerOptions()


def set_owner(
    staff: str,
    *,
    options: OwnerOptions = AS_BEFORE,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Let a member of staff send by hand in groups, or change how. What is not given stays as it is. With
    --name, whoever is not on the staff list is put there.

    Example: `sishi owner set tian --name 田甜 --groups g001 g002 --backup su --reminder-channel app --lead 5`
    """
    from services.owners import OwnerOrder
    from services.owners import set_owner as set_one

    order = OwnerOrder(
        staff,
        options.groups,
        options.backup,
        options.reminder_channel,
        None if options.lead is None else timedelta(minutes=options.lead),
        pairs(options.contact, whole=""),
        options.name,
        options.role,
    )
    with place.context() as context:
        owner = set_one(context, order, actor=who_is_here(by))
    say(Message("cli_owner.set", staff=owner.staff, groups=tuple(sorted(owner.groups))))


def import_owners(
    file: Path | None = None,
    *,
    options: TableOptions = AS_IS,
    json: AsJson = False,
    by: str | None = None,
    place: WorkDir = HERE,
) -> int:
    """Make owners of the rows of a table; whoever is not on the staff list is put there. An empty cell leaves
    what it is about as it is. With --template, write a table to fill in instead.

    Examples: `sishi owner import --template owners.xlsx` and `sishi owner import owners.xlsx`
    """
    from channels.owner_table import OWNERS
    from services.owner_import import import_owners as import_all

    request = ImportRequest(file, options, json)
    if wrote_template(OWNERS, request):
        return TAKEN
    reading = read_reporting(OWNERS, request)
    if reading is None:
        return REFUSED
    with place.context() as context:
        taken = import_all(context, reading, actor=who_is_here(by))
    outcomes = dict.fromkeys(taken.ids, RowOutcome.UNCHANGED)
    outcomes |= dict.fromkeys(taken.new, RowOutcome.NEW) | dict.fromkeys(taken.changed, RowOutcome.CHANGED)
    report(request, reading, [outcomes[staff] for staff in taken.ids])
    return TAKEN


def list_owners(*, day: str | None = None, place: WorkDir = HERE, json: AsJson = False) -> int:
    """List the owners, with what each sends by hand on a day, today by default, and how punctually.

    The exit code is 1 where leave leaves groups without anybody, or nobody owns a group that is sent by hand.

    Example: `sishi owner list --json`
    """
    from services.owners import groups_without_owner
    from services.owners import list_owners as list_all

    with place.context() as context:
        states = list_all(context, a_date(day))
        orphans = groups_without_owner(context, a_date(day))
    if json:
        print_json({"owners": [_entry(state) for state in states], "groups_without_owner": orphans})
    else:
        columns = ("id", "name", "group", "backup", "tasks", "posts", "on_time")
        print_table(columns, [_row(state) for state in states])
        _warn(gap for state in states for gap in state.gaps)
        for state in states:
            if state.unreminded:
                channel = state.owner.reminder_channel
                staff, failed = state.owner.staff, state.unreminded
                say(Message("cli_owner.unreminded", staff=staff, n=failed, channel=channel))
        if orphans:
            say(Message("cli_owner.groups_without_owner", groups=tuple(orphans)))
    return SOME_UNCOVERED if orphans or any(state.gaps for state in states) else ALL_WELL


def _entry(state: "OwnerState") -> dict[str, Any]:
    owner, punctual = state.owner, state.on_time
    return {
        "id": owner.staff,
        "name": state.name,
        "role": state.role or None,
        "groups": sorted(owner.groups),
        "backup": owner.backup or None,
        "reminder_channel": owner.reminder_channel or None,
        "lead_minutes": int(owner.lead.total_seconds() // 60),
        "leave": [{"from": f"{leave.first}", "to": f"{leave.last}"} for leave in owner.leaves],
        "tasks": state.load.tasks,
        "posts": state.load.posts,
        "on_time": {
            "hits": punctual.hits,
            "total": punctual.total,
            "share": punctual.share,
            "low": punctual.low,
            "high": punctual.high,
        },
        "uncovered": [{"day": f"{gap.day}", "groups": list(gap.groups)} for gap in state.gaps],
        "reminders_failed": state.unreminded,
        "links": [
            {
                "made_at": link.made_at.isoformat(),
                "expires_at": link.expires_at.isoformat(),
                "revoked": link.revoked_at is not None,
                "opens": link.opens,
            }
            for link in state.links
        ],
    }


def _row(state: "OwnerState") -> tuple[object, ...]:
    owner, punctual = state.owner, state.on_time
    groups = ", ".join(sorted(owner.groups)) or "-"
    share = "-" if punctual.share is None else f"{punctual.hits}/{punctual.total}"
    return owner.staff, state.name, groups, owner.backup or "-", state.load.tasks, state.load.posts, share


def _warn(gaps: "Iterable[Uncovered]") -> None:
    for gap in gaps:
        say(Message("cli_owner.uncovered", staff=gap.staff, day=gap.day, groups=gap.groups))


def leave(
    staff: str,
    *,
    days: LeaveDays,
    cancel: Yes = False,
    place: WorkDir = HERE,
    by: str | None = None,
) -> int:
    """Write down an owner's days of leave, on which the backup sends; with --cancel, forget them.

    The exit code is 1 where that leaves groups without anybody.

    Example: `sishi owner leave tian --from 2026-12-24 --to 2026-12-26`
    """
    from services.owners import add_leave, cancel_leave

    start = a_date(days.first)
    if start is None:
        raise WrongInput(Message("cli.no_date", text=days.first))
    end = a_date(days.last) or start
    with place.context() as context:
        if cancel:
            was_there = cancel_leave(context, staff, start, actor=who_is_here(by))
            say(Message("cli_owner.back" if was_there else "cli_owner.no_leave", staff=staff, first=start))
            return ALL_WELL
        gaps = add_leave(context, Leave(staff, start, end), actor=who_is_here(by))
    say(Message("cli_owner.on_leave", staff=staff, first=start, last=end))
    _warn(gaps)
    return SOME_UNCOVERED if gaps else ALL_WELL


def link(staff: str, *, day: str | None = None, place: WorkDir = HERE, by: str | None = None) -> None:
    """Print a link to an owner's day, today by default. Whoever holds it sees that day's tasks, without an
    account, until the day is over or the link is revoked. It is shown this once.

    Example: `sishi owner link tian --day 2026-12-01`
    """
    from services.owners import link_address, make_link

    with place.context() as context:
        token, made = make_link(context, staff, a_date(day), actor=who_is_here(by))
        address = link_address(context, token)
    put(address)
    say(Message("cli_owner.link", staff=staff, day=made.day, until=made.expires_at))


def revoke(staff: str, *, day: str | None = None, place: WorkDir = HERE, by: str | None = None) -> None:
    """End an owner's links at once: those of one day, or all.

    Example: `sishi owner revoke tian`
    """
    from services.owners import revoke_links

    with place.context() as context:
        ended = revoke_links(context, staff, a_date(day), actor=who_is_here(by))
    say(text_of(Message("cli_owner.revoked", n=ended, staff=staff)))
