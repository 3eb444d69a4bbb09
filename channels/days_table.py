"""The days off of a year out of a table: columns date, name, off (yes: a day off; no: people work on it)."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from channels import cells
from channels.tables import read_table
from content.days import Paper, PaperDay, read_paper
from content.errors import BadTable, WrongInput
from content.model import Message
from content.validation import problem_of

DECEMBER = 12


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    date: Annotated[date, BeforeValidator(cells.a_day)]
    name: Annotated[str, BeforeValidator(cells.a_name)]
    off: Annotated[bool, BeforeValidator(cells.a_truth)] = True


def read_days_off(path: Path) -> Paper:
    """The paper of one year: JSON as content.days reads it, or a table of any other kind.

    BadTable names all bad rows; WrongInput for a file that is none of these or has two years in it.
    """
    if path.suffix.lower() == ".json":
        return read_paper(path)
    table = read_table(path)
    rows: list[_Row] = []
    problems: list[Message] = []
    for row in table.rows:
        said = {name: text for name, value in row.values.items() if (text := cells.as_text(value))}
        try:
            rows.append(_Row.model_validate(said))
        except ValidationError as error:
            problems += [
                table.problem(row, details["loc"][0], problem_of(details)) for details in error.errors()
            ]
    if problems:
        raise BadTable(table.source, problems)
    days = [PaperDay(date=row.date, name=row.name, isOffDay=row.off) for row in rows]
    try:
        return Paper(year=_year(table.source, [row.date for row in rows]), days=days)
    except ValidationError as error:
        raise WrongInput(
            Message("table.wrong", source=table.source, problem=problem_of(error.errors()[0]))
        ) from error


def _year(source: str, days: list[date]) -> int:
    """The year of the paper; days of the December before belong to it."""
    years = {day.year for day in days}
    last = max(years)
    if any(day.year != last and (day.year != last - 1 or day.month != DECEMBER) for day in days):
        raise WrongInput(Message("table.several_years", source=source, known=tuple(map(str, sorted(years)))))
    return last
