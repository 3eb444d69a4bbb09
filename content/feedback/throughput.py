"""How long things take on their way: from a photo to its post, from the last approval to the post's time.
Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from content.feedback.shares import median_of
from content.model import Throughput

HOUR = 3600.0
TIGHT = 1.0  # hours; an approval later than this before a post's time is late


def throughput(
    photos: Iterable[tuple[datetime, datetime]], approvals: Sequence[tuple[datetime, datetime, str]]
) -> Throughput:
    """`photos`: when one came in, and when it first went out; `approvals`: when a post was last approved, its
    time, and by whom."""
    ahead = [(goes_out_at - at).total_seconds() / HOUR for at, goes_out_at, _ in approvals]
    return Throughput(
        photo_to_post=median_of([(out - came).total_seconds() / HOUR for came, out in photos]),
        approved_before=median_of(ahead),
        approvals=len(approvals),
        late_approvals=sum(hours < TIGHT for hours in ahead),
        by_hand=dict(sorted(Counter(person for *_, person in approvals).items())),
    )
