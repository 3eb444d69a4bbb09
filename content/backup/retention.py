"""Which backups are kept: the newest, one a day for some days, one a week for some weeks, one a month."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KeepRules:
    """How many days, ISO weeks and months keep their newest backup, counted among those that have one."""

    days: int = 14
    weeks: int = 8
    months: int = 6


def expired(backups: Sequence[tuple[str, datetime]], rules: KeepRules) -> list[str]:
    """The names of (name, created at) that no rule keeps, in the order given. The newest is always kept."""
    newest_first = sorted(backups, key=lambda backup: (backup[1], backup[0]), reverse=True)
    kept = {name for name, _ in newest_first[:1]}
    kept |= _newest_of(newest_first, lambda at: at.date().toordinal(), rules.days)
    kept |= _newest_of(newest_first, lambda at: at.isocalendar()[:2], rules.weeks)
    kept |= _newest_of(newest_first, lambda at: (at.year, at.month), rules.months)
    return [name for name, _ in backups if name not in kept]


def _newest_of(
    newest_first: Sequence[tuple[str, datetime]], period: Callable[[datetime], Hashable], periods: int
) -> set[str]:
    """The newest name of each of the last `periods` periods that have one."""
    newest: dict[Hashable, str] = {}
    for name, at in newest_first:
        newest.setdefault(period(at), name)
    return set(list(newest.values())[:periods])
