"""Who matters to the community, as measured now, and how a call for photos went."""

from collections.abc import Iterable
from datetime import datetime

from content.koc.activity import ActivityEntry
from content.koc.stage import Community, MemberProfile, community, ranking
from content.model import Activity
from services.context import Context

__all__ = ["Community", "MemberProfile", "measure_community", "rank_activity", "standing_out"]


def measure_community(context: Context, now: datetime) -> Community:
    """Members by their four axes in the 90 days before `now`; seconds for 20,000 submissions."""
    return community(context.open_store, context.zone, now=now)


def standing_out(profiles: Iterable[MemberProfile]) -> list[MemberProfile]:
    """By influence, activity and strength together, the greatest first."""
    return sorted(profiles, key=_standing_out)


def rank_activity(context: Context, code: str) -> tuple[Activity, list[ActivityEntry]]:
    """The photos that answer a call, ranked. UnknownId."""
    return ranking(context.open_store, code, context.zone)


def _standing_out(profile: MemberProfile) -> tuple[float, str]:
    axes = profile.axes
    return -(axes.influence + axes.activity + axes.strength), profile.member.id
