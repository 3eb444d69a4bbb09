"""The ledger: the messages of a group without their words, as JSON, and its days."""

from typing import Annotated

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, a_date, print_json, print_table
from content.ledger.show import Span, days_of, lines_of

HERE = WorkDir()
DAY_COLUMNS = ("date", "messages", "speakers", "by_staff", "kinds")


def show(
    *,
    group: str,
    place: WorkDir = HERE,
    first: Annotated[str | None, Parameter(name="--from")] = None,
    last: Annotated[str | None, Parameter(name="--to")] = None,
    json: AsJson = False,
) -> None:
    """Show the days of a group, by its id or its name, or every message with --json.

    Example: `sishi ledger show --group g001 --from 2026-11-01 --json`
    """
    from channels.readers.group_names import group_names

    open_store = place.open().open_store
    with open_store(reading=True) as store:
        group = group_names(store.library.groups()).group_of(group)
    span = Span(a_date(first), a_date(last))
    if not json:
        rows = (
            (
                total.day.day,
                total.day.messages,
                total.day.speakers,
                total.by_staff,
                " ".join(f"{kind} {count}" for kind, count in total.day.kinds.items()),
            )
            for total in days_of(open_store, group, span)
        )
        print_table(DAY_COLUMNS, rows)
        return
    lines, staff = lines_of(open_store, group, span)
    print_json(
        [
            {
                "at": line.at.isoformat(),
                "member": line.member,
                "kind": line.kind.value,
                "chars": line.chars,
                "reply_to": line.reply_to,
                "letter": line.letter,
                "staff": line.member in staff,
                "revoked": line.is_revoked,
            }
            for line in lines
        ]
    )
