"""Importing a table: its template, what becomes of every row, and the report, for people and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from cyclopts import Parameter

from channels.definitions import Definition
from channels.imports import ImportedRow, Reading, read
from cli.common import print_json, say
from cli.language import language
from content.errors import BadTable, WrongInput
from content.messages import in_each
from content.model import Message
from services.table_shelf import RowOutcome

T = TypeVar("T")
SHOWN = 20  # notes that people are shown; JSON has all
TAKEN, REFUSED = 0, 2


@Parameter(name="*")
@dataclass(frozen=True)
class TableOptions:
    """`template`: an empty table is written there instead; `sheet`: that of a workbook which is read."""

    template: Annotated[Path | None, Parameter(name="--template")] = None
    sheet: Annotated[str | None, Parameter(name="--sheet")] = None


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the command line asks for."""

    file: Path | None
    options: TableOptions
    json: bool

    def source(self) -> Path:
        """The file to read. WrongInput where none is named."""
        if self.file is None:
            raise WrongInput(Message("cli.no_table"))
        return self.file


def wrote_template(definition: Definition[Any], request: ImportRequest) -> bool:
    """Write the template where one is asked for."""
    if request.options.template is None:
        return False
    from channels.exports.table_template import write_template

    write_template(request.options.template, definition, language())
    say(Message("cli.template_written", file=str(request.options.template)))
    return True


def read_reporting(definition: Definition[T], request: ImportRequest) -> Reading[T] | None:
    """The table; None where it is refused and JSON says so, else BadTable is raised."""
    try:
        return read(definition, request.source(), request.options.sheet)
    except BadTable as error:
        if not request.json:
            raise
        print_json(_refusal(request.source(), error))
        return None


def report(request: ImportRequest, reading: Reading[Any], outcomes: Sequence[RowOutcome]) -> None:
    """What became of every row: counts and notes for people, each row in JSON."""
    if request.json:
        print_json(_report(request.source(), reading, outcomes))
        return
    counts = Counter(outcomes)
    say(
        Message(
            "cli.imported",
            file=str(request.source()),
            new=counts[RowOutcome.NEW],
            changed=counts[RowOutcome.CHANGED],
            unchanged=counts[RowOutcome.UNCHANGED],
            skipped=len(reading.skipped),
        )
    )
    say_notes(reading)


def say_notes(reading: Reading[Any]) -> None:
    """What people should know of a table: what was not read, what was read into cells."""
    notes = _notes(reading)
    for note in notes[:SHOWN]:
        say(note)
    if len(notes) > SHOWN:
        say(Message("cli.more_notes", n=len(notes) - SHOWN))


def _notes(reading: Reading[Any]) -> list[Message]:
    table = reading.table
    skipped = [Message("table.problem", place=table.place(row), problem=row.why) for row in reading.skipped]
    return [*table.notes, *skipped, *(note for entry in reading.entries for note in entry.notes)]


def _report(file: Path, reading: Reading[Any], outcomes: Sequence[RowOutcome]) -> dict[str, Any]:
    rows = [_row(entry, outcome) for entry, outcome in zip(reading.entries, outcomes, strict=True)]
    rows += [
        {"row": row.number, "outcome": RowOutcome.SKIPPED.value, "notes": [in_each(row.why)]}
        for row in reading.skipped
    ]
    notes = [in_each(note) for note in reading.table.notes]
    counts = Counter(row["outcome"] for row in rows)
    named = {"file": str(file), "sheet": reading.table.sheet or None}
    return {
        **named,
        **{outcome.value: counts[outcome.value] for outcome in RowOutcome},
        "rows": rows,
        "notes": notes,
    }


def _row(entry: ImportedRow[Any], outcome: RowOutcome) -> dict[str, Any]:
    file = {"file": entry.row.file} if entry.row.file else {}
    notes = [in_each(note) for note in entry.notes]
    return {"row": entry.row.number, **file, "id": entry.key, "outcome": outcome.value, "notes": notes}


def _refusal(file: Path, error: BadTable) -> dict[str, Any]:
    """Every problem of a table of which nothing was taken."""
    rows = [
        {"row": _row_number(problem), "outcome": RowOutcome.REFUSED.value, "notes": [in_each(problem)]}
        for problem in error.problems
    ]
    counts = {outcome.value: 0 for outcome in RowOutcome} | {RowOutcome.REFUSED.value: len(rows)}
    return {"file": str(file), "sheet": None, **counts, "rows": rows, "notes": []}


def _row_number(problem: Message) -> int | None:
    """The number of the row that a problem names in its place, or in the place within a sheet."""
    place = problem.params.get("place")
    while isinstance(place, Message) and "number" not in place.params:
        place = place.params.get("place")
    number = place.params["number"] if isinstance(place, Message) else None
    return number if isinstance(number, int) else None
