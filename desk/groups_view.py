"""The table of all groups as its page shows it: rows with their words, alarms, the atlas."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from channels.charts import lp, pc, percent
from content.model import GroupRows, GroupSummary, HealthClass, Message
from desk.i18n import worded

ROOMY = 40  # groups; more are listed close to one another, beside the atlas
ON_A_PAGE = 100
ATLAS = (0.002, 0.7)  # weekly speakers, from end to end
MANY_DOTS = 1000
SIGNS: Mapping[HealthClass, tuple[str, str]] = {
    HealthClass.VALUE: ("val", "live"),
    HealthClass.MEH: ("rib", "half"),
    HealthClass.DEAD: ("dead", "flat"),
    HealthClass.JUNK: ("junk", "horn"),
    HealthClass.UNDECIDED: ("un", "glass"),
}


@dataclass(frozen=True, slots=True)
class GroupAlarms:
    """What the tiles above the table count."""

    handling: int
    kocs: int
    kocs_in: int
    declining: int
    most: tuple[str, int]
    gaps: int


def alarms_of(rows: GroupRows) -> GroupAlarms:
    handling = (HealthClass.JUNK, HealthClass.DEAD)
    lacking = [row.lacks_kocs for row in rows.rows if row.lacks_kocs]
    return GroupAlarms(
        handling=sum(row.health_class in handling for row in rows.rows),
        kocs=sum(lacking),
        kocs_in=len(lacking),
        declining=sum(row.declines for row in rows.rows),
        most=rows.most_posts,
        gaps=sum(row.gaps > 0 for row in rows.rows),
    )


def counts_of(rows: GroupRows) -> dict[HealthClass, int]:
    """How many groups there are of each class, those that there are none of left out."""
    counted = Counter(row.health_class for row in rows.rows)
    return {kind: counted[kind] for kind in HealthClass if counted[kind]}


def dots_of(rows: GroupRows) -> list[tuple[float, float, float, str]]:
    """(across, up, radius, kind) of each group in the atlas; the largest lie beneath the small."""
    dots = []
    for row in sorted(rows.rows, key=lambda row: -row.group.size)[:MANY_DOTS]:
        if row.health and row.health.speakers and row.health.mesh:
            across, up = lp(row.health.speakers.value, *ATLAS), pc(row.health.mesh.value, 0, 1)
            radius = round(2 + (row.group.size / 500) ** 0.5 * 4, 1)
            dots.append((across, up, radius, SIGNS[row.health_class][0]))
    return dots


def ticks() -> dict[str, list[tuple[float, str]]]:
    """Where the axes of the atlas have their words."""
    across = (0.003, 0.01, 0.03, 0.08, 0.2, 0.5)
    return {
        "across": [(lp(share, *ATLAS), percent(share)) for share in across],
        "down": [(pc(mesh, 0, 1), f"{mesh:.1f}"[1:]) for mesh in (0.2, 0.4, 0.6, 0.8)],
    }


def reason_of(row: GroupSummary, language: str) -> str:
    """Why a group is in its class, in a few words; nothing where all is well."""
    health = row.health
    if health is None or row.health_class is HealthClass.VALUE:
        return ""
    match row.health_class:
        case HealthClass.JUNK:
            share, a_day = percent(health.ads), round(health.ads_a_day, 1)
            return worded(Message("insight_group.why_junk", share=share, a_day=a_day), language)
        case HealthClass.DEAD:
            return worded(Message("insight_group.why_dead"), language)
        case HealthClass.UNDECIDED:
            return worded(Message("insight_group.why_undecided", days=health.days), language)
    if health.mesh is None:
        return worded(Message("insight_group.why_few_replies", replies=health.replies), language)
    if health.mesh_missing:
        return worded(Message("insight_group.why_mesh", missing=health.mesh_missing), language)
    return worded(Message("insight_group.why_few_speakers"), language)


def relative(row: GroupSummary) -> list[float | None]:
    """The weekly speakers against their own mean: one scale for all groups."""
    known = [week.value for week in row.speakers if week]
    mean = sum(known) / len(known) if known else 0.0
    return [week.value / mean if week and mean else None for week in row.speakers]


def page_of(rows: Sequence[GroupSummary], after: str) -> tuple[Sequence[GroupSummary], str | None]:
    """(the rows after this group, the last of them where more follow)."""
    ids = [row.group.id for row in rows]
    start = ids.index(after) + 1 if after in ids else 0
    page = rows[start : start + ON_A_PAGE]
    return page, page[-1].group.id if start + ON_A_PAGE < len(rows) else None
