"""What days are called: list them, and import a year that was announced."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from channels.days_table import read_days_off
from cli.common import AsJson, WorkDir, a_date, in_language, print_json, print_table, say
from content.days import FOLDER, DayName, Days
from content.errors import WrongInput
from content.files import write_whole
from content.model import Message

AHEAD = 60  # days listed where nobody says until when
LONGEST = 3_660  # days; ten years are enough for a table
HERE = WorkDir()


def list_days(
    *,
    first: Annotated[str | None, Parameter(name="--from")] = None,
    last: Annotated[str | None, Parameter(name="--to")] = None,
    place: WorkDir = HERE,
    json: AsJson = False,
) -> None:
    """List the days that have a name: days off, make-up days, festivals, solar terms, sales, a brand's own.

    Example: `sishi days list --from 2026-09-01 --to 2026-10-31`
    """
    workspace = place.open()
    zone = ZoneInfo(workspace.settings.zone)
    begins = a_date(first) or datetime.now(UTC).astimezone(zone).date()
    ends = a_date(last) or begins + timedelta(days=AHEAD)
    if not 0 <= (ends - begins).days <= LONGEST:
        raise WrongInput(Message("cli_days.too_long", first=begins, last=ends, longest=LONGEST))
    days = workspace.days
    named = list(days.between(begins, ends))
    if json:
        print_json([_entry(days, day, names) for day, names in named])
    else:
        rows = [(day, _off(days, day), " · ".join(map(in_language, names))) for day, names in named]
        print_table(("day", "off", "names"), rows)
    for year in days.not_announced(begins, ends):
        say(Message("cli_days.not_announced", year=year))


def import_days(file: Path, *, place: WorkDir = HERE) -> None:
    """Take the days off of a year that was announced: JSON or a table with the columns date, name, off.

    Example: `sishi days import 2027.csv`
    """
    workspace = place.open()
    paper = read_days_off(file)
    write_whole(
        workspace.root / FOLDER / f"{paper.year}.json",
        paper.model_dump_json(by_alias=True, indent=1).encode(),
    )
    say(Message("cli_days.taken", n=len(paper.days), year=paper.year, file=str(file)))


def _off(days: Days, day: date) -> Message | str:
    off = days.is_holiday(day)
    return Message("cli_days.off") if off else "?" if off is None else ""


def _entry(days: Days, day: date, names: tuple[DayName, ...]) -> dict[str, Any]:
    listed = [{"kind": name.kind.value, "zh": name.zh, "en": name.en} for name in names]
    return {"date": day.isoformat(), "day_off": days.is_holiday(day), "names": listed}
