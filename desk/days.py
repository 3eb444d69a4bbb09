"""What days are called, and which are holidays, as the workspace's files say now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from content.days import DAYS, FOLDER, DayKind, DayName, Days, read_days
from desk.context import DeskContext

Stamps = tuple[tuple[Path, int], ...]  # the files, each with its time (ns)


@dataclass(frozen=True, slots=True)
class Named:
    """A day's names, days off first; `rest` is True on a day off, False on one that people make up for."""

    names: tuple[DayName, ...] = ()

    @property
    def rest(self) -> bool | None:
        kinds = {name.kind for name in self.names}
        return True if DayKind.HOLIDAY in kinds else False if DayKind.WORKDAY in kinds else None

    def said(self, language: str) -> tuple[str, ...]:
        """The names in the reader's language."""
        return tuple(name.zh if language == "zh" else name.en for name in self.names)


def days_of(office: DeskContext) -> Days:
    """The days of the workspace; read anew when a file of theirs changed."""
    return _days(office.root, _stamps(office.root))


def named_days(office: DeskContext, days: Iterable[date]) -> dict[date, Named]:
    """What each of these days is called."""
    stamps = _stamps(office.root)
    return {day: _named(office.root, stamps, day) for day in days}


def _stamps(root: Path) -> Stamps:
    files = (root / DAYS, *sorted((root / FOLDER).glob("*.json")))
    return tuple((file, file.stat().st_mtime_ns) for file in files if file.is_file())


@lru_cache(maxsize=2)
def _days(root: Path, stamps: Stamps) -> Days:
    return read_days(root)


@lru_cache(maxsize=1000)  # what a day is called takes longer to find out than a board to draw
def _named(root: Path, stamps: Stamps, day: date) -> Named:
    return Named(_days(root, stamps).names_of(day))
