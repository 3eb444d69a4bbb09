"""What came back to a post: in JSON, and as lines for people, down to the messages that count."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from content.feedback.attribution import Attributed
from content.feedback.lines import CountedLine
from content.model import Message, PostResponse

SHOWN = 20  # messages that people are shown; JSON has all


def came_back_json(came: Attributed | None) -> dict[str, Any]:
    """`response` with its counts, and `counted`: the messages that count."""
    if came is None:
        return {"response": None, "counted": []}
    return {
        "response": response_json(came.response),
        "counted": [_counted_json(line) for line in _lines(came)],
    }


def response_json(response: PostResponse) -> dict[str, Any]:
    """The figures of a response."""
    return {
        "form": response.form,
        "due_at": response.due_at.isoformat() if response.due_at else None,
        "sent_at": response.sent_at.isoformat() if response.sent_at else None,
        "ends_at": response.ends_at.isoformat() if response.ends_at else None,
        "evidence": response.evidence.value if response.evidence else None,
        "left_out": response.left_out.value if response.left_out else None,
        "members": response.members,
        "observed": response.observed,
        "expected": round(response.expected, 2),
        "answered": response.answered,
        "quoted": response.quoted,
        "pictures": response.pictures,
        "reacted": response.reacted,
        "clicked": response.clicked,
        "coupons": response.coupons,
        "left": response.left,
        "right": response.right,
        "letters": dict(response.letters),
    }


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


def _counted_json(line: CountedLine) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(),
        "member": line.member,
        "kind": line.kind.value,
        "why": [why.value for why in line.why],
    }


def _counted_line(line: CountedLine, zone: ZoneInfo) -> Message:
    why = tuple(Message(f"counted.{reason.value}") for reason in line.why)
    kind = Message(f"message_kind.{line.kind.value}")
    at = line.at.astimezone(zone).strftime("%m-%d %H:%M:%S")
    return Message("explained.counted", at=at, member=line.member, kind=kind, why=why)
