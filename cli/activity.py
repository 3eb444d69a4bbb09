"""Calls for photos (晒图, 集赞): made, listed, ranked."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, a_date, label, print_json, print_table, say, who_is_here
from content.errors import UnknownId, WrongInput
from content.model import Activity, ActivityKind, Message

HERE = WorkDir()
SHORTEST = 2  # characters of a code: one alone stands in many captions


def add(
    code: str,
    *,
    first: Annotated[str, Parameter(name="--from")],
    last: Annotated[str, Parameter(name="--to")],
    name: str = "",
    kind: ActivityKind = ActivityKind.PHOTOS,
    groups: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    per_member: int = 1,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Make a call for photos, or change the one of this code.

    Example: `sishi activity add '#晒杯子' --from 2026-11-20 --to 2026-11-30 --name 杯子周`
    """
    from content.text.fold import folded

    starts_on, ends_on = a_date(first), a_date(last)
    if starts_on is None or ends_on is None or ends_on < starts_on or per_member < 1:
        raise WrongInput(Message("cli_activity.days"))
    if len(folded(code).strip().lstrip("#")) < SHORTEST:
        raise WrongInput(Message("cli_activity.short_code", code=code, shortest=SHORTEST))
    made = Activity(
        code.strip(), name or code.strip(), kind, starts_on, ends_on, frozenset(groups or ()), per_member
    )
    with place.open().open_store() as store:
        if unknown := sorted(made.groups - {group.id for group in store.library.groups()}):
            raise UnknownId(Message("cli.unknown_group", group=unknown[0]))
        store.koc.put_activity(made, actor=who_is_here(by), at=datetime.now(UTC))
    say(
        Message(
            "cli_activity.added",
            name=made.name,
            kind=label(kind),
            first=made.starts_on,
            last=made.ends_on,
            code=made.code,
        )
    )


def list_activities(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the calls for photos, the newest first.

    Example: `sishi activity list`
    """
    with place.open().open_store(reading=True) as store:
        activities = store.koc.activities()
    if json:
        print_json([_entry(activity) for activity in activities])
        return
    rows = [
        (a.code, a.name, label(a.kind), a.starts_on, a.ends_on, " ".join(sorted(a.groups)))
        for a in activities
    ]
    print_table(("code", "name", "kind", "from", "to", "groups"), rows)


def rank(code: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Rank the photos that answer a call: by quality and willingness, or by the likes that count.

    Example: `sishi activity rank '#晒杯子' --json`
    """
    from services.community import rank_activity

    with place.context() as context:
        activity, entries = rank_activity(context, code)
    if json:
        print_json({"activity": _entry(activity), "entries": [asdict(entry) for entry in entries]})
        return
    rows = [
        (
            entry.place or "",
            entry.submission,
            entry.member,
            f"{entry.worth:.3f}",
            f"{entry.quality:.2f}",
            f"{entry.willingness:.2f}",
            f"{entry.likes:g}",
            Message(f"cli_activity.{entry.why}") if entry.why else "",
        )
        for entry in entries
    ]
    print_table(("place", "id", "member", "worth", "quality", "willingness", "likes", "note"), rows)


def _entry(activity: Activity) -> dict[str, Any]:
    return {
        "code": activity.code,
        "name": activity.name,
        "kind": activity.kind.value,
        "starts_on": activity.starts_on.isoformat(),
        "ends_on": activity.ends_on.isoformat(),
        "groups": sorted(activity.groups),
        "per_member": activity.per_member,
    }
