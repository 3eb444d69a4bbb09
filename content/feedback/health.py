"""What class a group is in, by four weeks of it, and how long it has been so. Pure; thresholds are
settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from content.feedback.shares import share
from content.ledger.mesh import Replies
from content.model import Estimate, GroupHealth, HealthClass

LEAST_DAYS, LEAST_MEMBERS, LEAST_REPLIES = 14, 10, 30
LASTING = 2  # weeks that must measure alike before the class changes


@dataclass(frozen=True, slots=True)
class HealthRules:
    """From where on a group is called what; shares are 0..1."""

    speakers: float = 0.08  # a week, of a value group
    mesh: float = 0.4
    value_ads: float = 0.2  # a value group has fewer
    junk_ads: float = 0.5
    junk_ads_a_day: float = 3.0
    dead_days: int = 14
    dead_share: float = 0.01
    dead_speakers: int = 2


@dataclass(frozen=True, slots=True)
class FourWeeks:
    """Of one group, up to the end of a week, without the team's own. `speakers` has distinct members a week,
    the latest last; `days` of them are known, `silent_days` since the last of them spoke. `ads` of
    `messages` by members advertise."""

    members: int
    days: int
    speakers: Sequence[int]
    silent_days: int
    messages: int
    ads: int
    replies: Replies


def measured_class(weeks: FourWeeks, rules: HealthRules) -> HealthClass:
    """By these four weeks alone."""
    if weeks.days < LEAST_DAYS or weeks.members < LEAST_MEMBERS:
        return HealthClass.UNDECIDED
    ads = weeks.ads / weeks.messages if weeks.messages else 0.0
    if ads >= rules.junk_ads and weeks.ads / weeks.days >= rules.junk_ads_a_day:
        return HealthClass.JUNK
    mean, few = weekly_speakers(weeks), max(rules.dead_speakers, rules.dead_share * weeks.members)
    if weeks.silent_days >= rules.dead_days or max(weeks.speakers, default=0) < few:
        return HealthClass.DEAD
    is_meshed = weeks.replies.all >= LEAST_REPLIES and weeks.replies.mesh >= rules.mesh
    if mean / weeks.members >= rules.speakers and is_meshed and ads < rules.value_ads:
        return HealthClass.VALUE
    return HealthClass.MEH


def weekly_speakers(weeks: FourWeeks) -> float:
    return sum(weeks.speakers) / len(weeks.speakers) if weeks.speakers else 0.0


def lasting_class(measured: Sequence[HealthClass]) -> tuple[HealthClass, int]:
    """The class after these weeks, the latest last, and for how many of them it has stood. A class changes
    once two weeks running measure the same other one; what was undecided takes the first that is not."""
    current, stood, other, running = HealthClass.UNDECIDED, 0, None, 0
    for week in measured:
        running = running + 1 if week is other else 1
        other = week
        changes = week is not current and (running >= LASTING or current is HealthClass.UNDECIDED)
        current, stood = (week, running) if changes else (current, stood + 1)
    return current, stood


def group_health(group: str, history: Sequence[FourWeeks], rules: HealthRules) -> GroupHealth:
    """`history` has the four weeks up to each week's end, the latest last, at least one."""
    measured = [measured_class(weeks, rules) for weeks in history]
    health, stood = lasting_class(measured)
    latest = history[-1]
    return GroupHealth(
        group=group,
        health=health,
        measured=measured[-1],
        weeks=stood,
        members=latest.members,
        days=latest.days,
        speakers=_speakers(latest),
        mesh=_mesh(latest.replies),
        replies=round(latest.replies.all),
        ads=latest.ads / latest.messages if latest.messages else 0.0,
        ads_a_day=latest.ads / latest.days if latest.days else 0.0,
        mesh_missing=replies_missing(latest.replies, rules.mesh),
    )


def replies_missing(replies: Replies, least: float) -> int:
    """More replies between members until the mesh is enough: each adds to the whole too."""
    if replies.mesh >= least:
        return 0
    return ceil((replies.of_staff - (1 - least) * replies.all) / (1 - least) - 1e-9)  # 50, not 50.000001


def _speakers(weeks: FourWeeks) -> Estimate | None:
    if not weeks.members or weeks.days < LEAST_DAYS:
        return None
    known = len(weeks.speakers)
    return share(sum(weeks.speakers), max(sum(weeks.speakers), weeks.members * known))


def _mesh(replies: Replies) -> Estimate | None:
    if replies.all < LEAST_REPLIES:
        return None
    return share(replies.all - replies.of_staff, replies.all)
