"""Tables in by hand of what came back to posts: sent times with counts, and clicks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from channels.imports import Reading
from channels.results_table import CLICKS, RESULTS
from cli.common import AsJson, WorkDir, say
from cli.table_import import (
    REFUSED,
    TAKEN,
    ImportRequest,
    TableOptions,
    read_reporting,
    report,
    wrote_template,
)
from content.errors import BadTable
from content.model import Message
from services.feedback import attribute
from services.results import Problem, take_clicks, take_results
from services.table_shelf import RowOutcome, compared

HERE = WorkDir()
AS_IS = TableOptions()


def import_results(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Take in what the team knows of posts: when each was sent by hand, and what came back.

    A row is of a post, or of a group, date and slot. Its sent_at is proof that the post went out; counts
    stand in where no chat was read.

    Examples: `sishi results import results.csv` and `sishi results import --template results.xlsx`
    """
    request = ImportRequest(file, options, json)
    if wrote_template(RESULTS, request):
        return TAKEN
    with place.context() as context:
        reading = read_reporting(RESULTS, request)
        if reading is None:
            return REFUSED
        taken = take_results(context, reading.items)
        _refuse(reading, taken.problems)
        attribute(context)
    outcomes = compared({result.key: result for result in taken.results}, taken.known)
    report(request, reading, [outcomes[result.key] for result in taken.results])
    return TAKEN


def import_clicks(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Take in who opened a link when: a row for each click, of a post or of the code in its short link.

    Example: `sishi results clicks clicks.csv`
    """
    request = ImportRequest(file, options, json)
    if wrote_template(CLICKS, request):
        return TAKEN
    with place.context() as context:
        reading = read_reporting(CLICKS, request)
        if reading is None:
            return REFUSED
        taken = take_clicks(context, reading.items)
        attribute(context)
    is_new = {True: RowOutcome.NEW, False: RowOutcome.UNCHANGED}
    report(request, reading, [is_new[click.key in taken.new] for click in taken.clicks])
    if taken.unknown and not json:
        names = ", ".join(taken.unknown[:5])
        say(Message("results.unknown_targets", n=len(taken.unknown), names=names))
    return TAKEN


def _refuse(reading: Reading[Any], problems: Sequence[Problem]) -> None:
    """BadTable where a row names what is not there."""
    if problems:
        table, entries = reading.table, reading.entries
        raise BadTable(
            table.source, [table.problem(entries[n].row, column, why) for n, column, why in problems]
        )
