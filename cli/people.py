"""Members who are one person: likely ones listed, two merged."""

from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, label, print_json, print_table, say, who_is_here
from content.messages import in_each
from content.model import Message

if TYPE_CHECKING:
    from services.people import Double, Merged

HERE = WorkDir()
DryRun = Annotated[bool, Parameter(name="--dry-run", negative="")]


def merge(
    keep: str,
    other: str,
    *,
    dry_run: DryRun = False,
    why: str = "",
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Let OTHER be KEEP from now on: one person with both histories, and the stricter rights of both.

    Its id and nickname stay known, so that later exports mean KEEP. Nobody can take it apart again: look
    first with --dry-run.

    Examples: `sishi member merge m012 m12 --dry-run` and `sishi member merge m012 m12 --why "one person"`
    """
    from services.people import Signer, merge_members, rehearse_merge

    workspace, signer = place.open(), Signer(who_is_here(by), datetime.now(UTC), why)
    merged = (rehearse_merge if dry_run else merge_members)(workspace, keep, other, signer)
    if json:
        print_json(_as_json(merged, dry_run=dry_run))
        return
    done = Message("cli_people.would_merge" if dry_run else "cli_people.merged", keep=keep, other=other)
    say(done)
    say(Message("cli_people.moved", n=len(merged.moved)))
    if merged.taken_back:
        say(Message("cli_people.taken_back", n=len(merged.taken_back)))
    if merged.returned:
        say(Message("cli_people.returned", n=len(merged.returned)))
    if merged.replan_to:
        say(Message("cli_people.replan", day=merged.replan_to))


def doubles(*, group: str = "", place: WorkDir = HERE, json: AsJson = False) -> None:
    """List members who may be one person, why it looks so, and what to type. Nothing is merged by itself.

    Example: `sishi member doubles --group g001`
    """
    from services.people import doubles as likely_doubles

    pairs = likely_doubles(place.open().open_store, group)
    if json:
        print_json([_pair_as_json(pair) for pair in pairs])
        return
    columns = ("keep", "other", "nickname", "group", "why", "command")
    print_table(columns, [_row(pair) for pair in pairs])
    if not pairs:
        say(Message("cli_people.no_doubles"))


def _row(pair: "Double") -> tuple[object, ...]:
    other = pair.other
    return pair.keep.id, other.id, other.nickname, other.group or "", label(pair.sign), _command(pair)


def _command(pair: "Double") -> str:
    return f"sishi member merge {quote(pair.keep.id)} {quote(pair.other.id)}"


def _pair_as_json(pair: "Double") -> dict[str, object]:
    sides = {
        side: {"id": member.id, "nickname": member.nickname, "group": member.group}
        for side, member in (("keep", pair.keep), ("other", pair.other))
    }
    return {**sides, "reason": pair.sign.value, **in_each(pair.sign.label), "command": _command(pair)}


def _as_json(merged: "Merged", *, dry_run: bool) -> dict[str, object]:
    return {
        "keep": merged.keep.id,
        "other": merged.other.id,
        "dry_run": dry_run,
        "submissions": list(merged.moved),
        "taken_back": list(merged.taken_back),
        "returned": list(merged.returned),
        "left_on": merged.keep.left_on,
        "replan_to": merged.replan_to,
    }
