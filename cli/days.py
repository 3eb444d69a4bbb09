"""What days are called: list them, and import a year that was announced."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from channels.days_table import DAYS, paper_of
from channels.imports import ImportedRow, Reading
from channels.table import Row, Table
from cli.common import AsJson, WorkDir, a_date, in_language, print_json, print_table, say
from cli.table_import import (
    REFUSED,
    TAKEN,
    ImportRequest,
    TableOptions,
    read_reporting,
    report,
    wrote_template,
)
from content.days import FOLDER, DayName, Days, PaperDay, read_paper
from content.errors import WrongInput
from content.files import write_whole
from content.model import Message
from services.table_shelf import RowOutcome, compared

AHEAD = 60  # days listed where nobody says until when
LONGEST = 3_660  # days; ten years are enough for a table
HERE = WorkDir()
AS_IS = TableOptions()


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


def import_days(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Take the days off of a year that was announced: JSON or a table with the columns date, name, off.

    Example: `sishi days import 2027.csv`
    """
    request = ImportRequest(file, options, json)
    if wrote_template(DAYS, request):
        return TAKEN
    workspace = place.open()
    reading = _paper_days(request)
    if reading is None:
        return REFUSED
    if not reading.entries and reading.skipped:  # a template as it came
        report(request, reading, [])
        return TAKEN
    paper = paper_of(reading)
    target = workspace.root / FOLDER / f"{paper.year}.json"
    known = {day.on: day for day in read_paper(target).days} if target.is_file() else {}
    outcomes = compared({day.on: day for day in paper.days}, known)
    gone = sorted(known.keys() - outcomes.keys())
    if gone or any(outcome is not RowOutcome.UNCHANGED for outcome in outcomes.values()):
        write_whole(target, paper.model_dump_json(by_alias=True, indent=1).encode())
    report(request, reading, [outcomes[day.on] for day in reading.items])
    if gone:
        say(Message("cli_days.gone", year=paper.year, days=tuple(day.isoformat() for day in gone)))
    return TAKEN


def _paper_days(request: ImportRequest) -> Reading[PaperDay] | None:
    """The days of a table, or of JSON as it is published; None where a table is refused and JSON says so."""
    source = request.source()
    if source.suffix.lower() != ".json":
        return read_reporting(DAYS, request)
    days = read_paper(source).days
    rows = [Row(number, {}) for number in range(1, len(days) + 1)]
    entries = [ImportedRow(row, day.name, day, ()) for row, day in zip(rows, days, strict=True)]
    return Reading(Table(source.name, rows, "item"), tuple(entries))


def _off(days: Days, day: date) -> Message | str:
    off = days.is_holiday(day)
    return Message("cli_days.off") if off else "?" if off is None else ""


def _entry(days: Days, day: date, names: tuple[DayName, ...]) -> dict[str, Any]:
    listed = [{"kind": name.kind.value, "zh": name.zh, "en": name.en} for name in names]
    return {"date": day.isoformat(), "day_off": days.is_holiday(day), "names": listed}
