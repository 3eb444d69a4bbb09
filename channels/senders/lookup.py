"""Looking up what became of a call: when a listing that lacks a message proves that it was never sent."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from channels.senders.http import Answer
from content.model import Message
from content.publish.sender import OpenCall, Rejected

SKEW = timedelta(hours=2)  # by how much our clock may have been ahead of the platform's
SETTLED = timedelta(seconds=120)  # after which a message that was taken is listed


def nowhere(answer: Answer, call: OpenCall, settled: timedelta = SETTLED) -> Rejected | None:
    """Not sent, if the whole listing was read so long after the call that it would have been there.

    Whether it was so long is read from the platform's own `Date`; None where it is too early, or has none.
    """
    at = _date(answer)
    if at is None or at < call.ended_at + settled:
        return None
    return Rejected("not_there", Message("send_refused.not_there"), passing=True)


def _date(answer: Answer) -> datetime | None:
    try:
        at = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
