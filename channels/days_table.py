"""The days off of a year out of a table: columns date, name, off (yes: a day off; no: people work on it)."""

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from channels import cells
from channels.day_cells import a_day
from channels.definitions import Column, Definition, Values
from channels.imports import Reading, read
from content.days import Paper, PaperDay, read_paper
from content.errors import WrongInput
from content.model import Message
from content.validation import BadValue, problem_of

DECEMBER = 12
LONGEST_NAME = 40  # characters, of a paper's days
_OFF = {
    **dict.fromkeys(("放假", "休息", "休", "假", "假期", "off"), True),
    **dict.fromkeys(("上班", "班", "补班", "调休上班", "工作", "工作日", "work"), False),
}


def _name(text: str) -> str:
    name = cells.a_name(text)
    if len(name) > LONGEST_NAME:
        raise BadValue(Message("cell.name_too_long", most=LONGEST_NAME, n=len(name)))
    return name


def _is_off(text: str) -> bool:
    off = _OFF.get(cells.folded(text))
    return cells.a_truth(text) if off is None else off


def _paper_day(values: Values) -> PaperDay:
    return PaperDay(date=values["date"], name=values["name"], isOffDay=values.get("off", True))


DAYS: Definition[PaperDay] = Definition(
    "days",
    (
        Column("date", "日期", a_day, "2026-01-01", also=("day",), required=True),
        Column(
            "name",
            "名称",
            _name,
            Message("table_example.day_name"),
            also=("节日", "节日名称", "假期", "假日", "holiday"),
            required=True,
        ),
        Column(
            "off",
            "放假",
            _is_off,
            Message("table_example.off"),
            also=("是否放假", "休息", "是否休息", "安排", "day_off"),
        ),
    ),
    _paper_day,
    key="name",
    unique=False,
)


def read_days_off(path: Path, sheet: str | None = None) -> Paper:
    """The paper of one year: JSON as content.days reads it, or a table of any other kind.

    BadTable names all bad rows; WrongInput for a file that is none of these or has two years in it.
    """
    if path.suffix.lower() == ".json":
        return read_paper(path)
    return paper_of(read(DAYS, path, sheet))


def paper_of(reading: Reading[PaperDay]) -> Paper:
    """The paper that the rows make. WrongInput where they are of two years, or name a day twice."""
    source, days = reading.table.source, reading.items
    if not days:
        raise WrongInput(Message("table.no_rows", file=source))
    try:
        return Paper(year=_year(source, [day.on for day in days]), days=days)
    except ValidationError as error:
        raise WrongInput(
            Message("table.wrong", source=source, problem=problem_of(error.errors()[0]))
        ) from error


def _year(source: str, days: list[date]) -> int:
    """The year of the paper; days of the December before belong to it."""
    years = {day.year for day in days}
    last = max(years)
    if any(day.year != last and (day.year != last - 1 or day.month != DECEMBER) for day in days):
        raise WrongInput(Message("table.several_years", source=source, known=tuple(map(str, sorted(years)))))
    return last
