"""Members who have been silent for longer than they usually are, before they are gone. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise

from content.model import LapsingMember

LEAST_SIGNS = 5
USUAL = 0.9  # percentile of the gaps
LEAST_GAP = 7.0  # days; nobody is called silent after less than a week


def percentile(values: Sequence[float], share: float) -> float:
    """Between neighbours on a straight line, as numpy's default."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def gaps_of(days: Collection[date]) -> list[int]:
    """Days between one day with a sign and the next."""
    ordered = sorted(set(days))
    return [(later - earlier).days for earlier, later in pairwise(ordered)]


def lapsing(signs: Mapping[tuple[str, str], Collection[date]], last: date) -> list[LapsingMember]:
    """Those whose silence up to `last` exceeds their own usual longest gap, else their group's; the greatest
    excess first. Whoever gave no more than one sign ever is not waited for."""
    by_group: dict[str, list[float]] = {}
    for (group, _), days in signs.items():
        by_group.setdefault(group, []).extend(gaps_of(days))
    usual_of = {group: percentile(gaps, USUAL) for group, gaps in by_group.items() if gaps}
    rows = []
    for (group, member), days in signs.items():
        gaps, latest = gaps_of(days), max(days)
        if not gaps:
            continue
        is_own = len(gaps) + 1 >= LEAST_SIGNS
        usual = max(LEAST_GAP, percentile(gaps, USUAL) if is_own else usual_of[group])
        silent = (last - latest).days
        if silent > usual:
            rows.append(LapsingMember(group, member, latest, silent, usual, len(gaps) + 1, is_own))
    return sorted(rows, key=lambda row: (row.usual_days - row.silent_days, row.group, row.member))
