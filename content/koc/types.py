"""From axes to a member type: only where one axis leads clearly, and enough was posted to tell."""

import re
from collections.abc import Collection, Sequence

from content.model import Axes, MemberType
from content.text.fold import folded

MARGIN = 0.15  # by which the leading axis is ahead of the next
POSTS = 8  # submissions and answers in 90 days; of fewer nobody can tell
MANY_GROUPS = 4
MOSTLY = 0.5  # of a rover's texts
INVITES = re.compile(r"https?://|www\.|加群|进群|拉群|入群|扫码|邀请你|群二维码|加我")


def type_of(axes: Axes, *, posts: int, groups: Collection[str], texts: Sequence[str]) -> MemberType:
    """The type as measured. Rovers first: who is everywhere, or mostly invites, is at home nowhere."""
    if posts < POSTS:
        return MemberType.OPEN
    if len(groups) >= MANY_GROUPS or mostly_invites(texts):
        return MemberType.ROVER
    leads = {
        MemberType.MOOD: axes.activity,
        MemberType.LEADER: axes.influence,
        MemberType.STRENGTH: axes.strength,
    }
    (first, most), (_, next_most), _ = sorted(leads.items(), key=lambda lead: -lead[1])
    return first if most - next_most >= MARGIN else MemberType.OPEN


def mostly_invites(texts: Sequence[str]) -> bool:
    """Whether half of the texts or more carry a link or an invitation; never of fewer than POSTS texts."""
    invites = sum(bool(INVITES.search(folded(text))) for text in texts)
    return len(texts) >= POSTS and invites >= MOSTLY * len(texts)
