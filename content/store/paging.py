"""Cursors: where a list goes on. Opaque to everybody else, and never an offset."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from content.errors import WrongInput

PATTERN = r"^[A-Za-z0-9_-]{1,512}$"  # of a cursor, for those who check their input


def cursor(*keys: datetime | float | str) -> str:
    """Where the row with these sort keys stands."""
    plain = [key.isoformat() if isinstance(key, datetime) else key for key in keys]
    return urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def time_and_id(text: str) -> tuple[datetime, str]:
    """The keys of a cursor over times. WrongInput if this is none."""
    try:
        at, key = _keys(text)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("naive")
        return moment, str(key)
    except (ValueError, TypeError) as error:
        raise _wrong(text) from error


def time_and_number(text: str) -> tuple[datetime, int]:
    """The keys of a cursor over times and numbered rows. WrongInput if this is none."""
    at, number = time_and_id(text)
    if not number.isdecimal():
        raise _wrong(text)
    return at, int(number)


def number_and_id(text: str) -> tuple[float, str]:
    """The keys of a cursor over numbers. WrongInput if this is none."""
    try:
        number, key = _keys(text)
        return float(number), str(key)
    except (ValueError, TypeError) as error:
        raise _wrong(text) from error


def _keys(text: str) -> list[str]:
    found = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(found, list) or len(found) != 2:
        raise ValueError("not two keys")
    return found


def _wrong(text: str) -> WrongInput:
    return WrongInput(f"{text[:40]!r} is no place in this list; start from its beginning.")
