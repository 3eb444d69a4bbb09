"""The publisher: the process that sends what is due."""

from typing import TYPE_CHECKING

from cli.common import AsJson, WorkDir, Yes, an_instant, print_json, say
from content.model import Message

if TYPE_CHECKING:
    from services.sweep import Sweep

HERE = WorkDir()
ALL_WELL, NEEDS_PERSON = 0, 1


def publisher(
    *, once: Yes = False, now: str | None = None, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Send approved posts at their time, until Ctrl-C; with --once what is due now, or at the instant --now.

    The exit code of --once is 1 where something needs a person: refused, unknown, held, late or expired.

    Example: `sishi publisher --once --now 2026-12-01T12:00+08:00`
    """
    from services.owners import groups_without_owner
    from services.publish_loop import publish_until_stopped, sweep_once

    with place.context() as context:
        if not once and now is None:
            publish_until_stopped(context, report=say)
            return ALL_WELL
        at = an_instant(now, context.zone)
        sweep = sweep_once(context, at)
        orphans = groups_without_owner(context, at.astimezone(context.zone).date() if at else None)
    if json:
        print_json(sweep.as_json())
    else:
        _tell(sweep)
        if orphans and sweep.handed_off:
            say(Message("cli_owner.groups_without_owner", groups=tuple(orphans)))
    return NEEDS_PERSON if sweep.needs_person else ALL_WELL


def _tell(sweep: "Sweep") -> None:
    for name, number in sweep.as_json().items():
        if number:
            say(Message(f"cli_publisher.{name}", n=number))
    if not any(sweep.as_json().values()):
        say(Message("cli_publisher.nothing"))
