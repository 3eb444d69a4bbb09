"""The counts on the rail: what waits, on every page, a few seconds old at most."""

from contextlib import suppress
from datetime import datetime

from content.errors import SishiError
from content.model import PostState
from desk.context import DeskContext


def badges_of(office: DeskContext, now: datetime) -> dict[str, int]:
    """Address of a room -> how much waits in it; nothing where the database does not answer."""
    with suppress(SishiError):
        counts = office.counts.at(now)
        return {
            "/cull": counts.undecided,
            "/review": counts.by_state.get(PostState.RETURNED, 0),
            "/send": office.open_sends.at(now),
        }
    return {}
