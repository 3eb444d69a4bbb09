"""Keyset pagination: cursors say where a list goes on. Opaque to everybody else, and never an offset.

One letter for the kind of its keys, 16 hex digits for the first, the rest for the second: every text of the
pattern is a place in the list, so a schema can say what is accepted.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from struct import pack, unpack

from content.errors import OtherOrder, WrongInput
from content.model import Message

BY_TIME = r"^t[0-9a-f]{16}[A-Za-z0-9_-]{0,480}$"  # a time and an id
BY_TIME_AND_NUMBER = r"^a[0-9a-f]{16}[0-9]{1,10}$"
BY_TIME_OR_SCORE = r"^[tn][0-9a-f]{16}[A-Za-z0-9_-]{0,480}$"
PATTERN = r"^[atn][0-9a-f]{16}[A-Za-z0-9_-]{0,480}$"  # of any, for those who check their input
HEAD = 17  # the letter and the first key
FIRST = datetime.min.replace(tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST = (datetime.max.replace(tzinfo=UTC) - FIRST) // MICROSECOND


def cursor(first: datetime | float, second: str | int) -> str:
    """Where the row with these sort keys stands."""
    if isinstance(second, int) and isinstance(first, datetime):
        return f"a{_hex(first)}{second}"
    rest = urlsafe_b64encode(str(second).encode()).decode().rstrip("=")
    if isinstance(first, datetime):
        return f"t{_hex(first)}{rest}"
    return f"n{pack('>d', first).hex()}{rest}"


def time_and_id(text: str) -> tuple[datetime, str]:
    """The keys of a cursor over times. WrongInput if this is none, OtherOrder if it is one over numbers."""
    return _time(_head(text, "t")), _id(text[HEAD:])


def time_and_number(text: str) -> tuple[datetime, int]:
    """The keys of a cursor over times and numbered rows. WrongInput or OtherOrder as above."""
    at, number = _time(_head(text, "a")), text[HEAD:]
    if not (number.isascii() and number.isdecimal()) or len(number) > 10:
        raise _wrong(text)
    return at, int(number)


def number_and_id(text: str) -> tuple[float, str]:
    """The keys of a cursor over numbers. WrongInput if this is none, OtherOrder if it is one over times."""
    number: float
    (number,) = unpack(">d", _head(text, "n"))
    return (number if number == number else 0.0), _id(text[HEAD:])


def _hex(at: datetime) -> str:
    return f"{(at - FIRST) // MICROSECOND:016x}"


def _time(head: bytes) -> datetime:
    """What lies after the last time there is counts as that."""
    return FIRST + min(MOST, int.from_bytes(head)) * MICROSECOND


def _head(text: str, kind: str) -> bytes:
    if len(text) < HEAD or text[0] not in "atn" or not set(text[1:HEAD]) <= set("0123456789abcdef"):
        raise _wrong(text)
    if text[0] != kind:
        raise OtherOrder(Message("list.other_order", place=text[:40]))
    return bytes.fromhex(text[1:HEAD])


def _id(rest: str) -> str:
    """An id that nobody made is only where the list would have it."""
    try:
        padded = rest[: len(rest) - (len(rest) % 4 == 1)]
        key = urlsafe_b64decode(padded + "=" * (-len(padded) % 4)).decode(errors="replace")
        return key.replace("\0", " ")
    except ValueError as error:
        raise _wrong(rest) from error


def _wrong(text: str) -> WrongInput:
    return WrongInput(Message("list.no_place", place=text[:40]))
