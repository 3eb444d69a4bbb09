"""What came back to a post as lines for people, down to the messages that count."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from content.feedback.attribution import Attributed
from content.feedback.lines import CountedLine
from content.model import Message

SHOWN = 20  # messages that people are shown; JSON has all


def came_back_lines(came: Attributed | None) -> Iterator[Message]:
    """How much came back and why it does not count, then the messages."""
    if came is None:
        return
    response = came.response
    if response.left_out:
        yield Message("explained.left_out_of_counts", why=Message(f"left_out.{response.left_out.value}"))
    if response.sent_at is None:
        return
    yield Message(
        "explained.came_back",
        observed=response.observed,
        expected=response.expected,
        answered=response.answered,
        members=response.members,
    )
    lines = _lines(came)
    yield from (_counted_line(line, came.zone) for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield Message("explained.more_counted", n=len(lines) - SHOWN)


def _lines(came: Attributed) -> list[CountedLine]:
    return list(came.counts.counted()) if came.counts else []


def _counted_line(line: CountedLine, zone: ZoneInfo) -> Message:
    why = tuple(Message(f"counted.{reason.value}") for reason in line.why)
    kind = Message(f"message_kind.{line.kind.value}")
    at = line.at.astimezone(zone).strftime("%m-%d %H:%M:%S")
    return Message("explained.counted", at=at, member=line.member, kind=kind, why=why)
