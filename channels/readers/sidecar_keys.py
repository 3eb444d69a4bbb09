"""A sidecar whose keys are called as the columns of an index may be: 昵称, 文案, 时间."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.readers.consent_words import consent_state
from channels.readers.index_columns import field_of
from channels.readers.office_time import office_time

SECONDS = 12  # digits, that no second since 1970 has
GOOGLE_TIME = "photoTakenTime"  # only what Google Photos hands out has it


def of_google(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What Google Photos says of a photo: its time and its description; all else is Google's own."""
    taken = fields[GOOGLE_TIME]
    seconds = str(taken.get("timestamp", "")) if isinstance(taken, Mapping) else ""
    at = datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() and len(seconds) < SECONDS else None
    words = fields.get("description")
    meaning = {"media": fields.get("media"), "text": words if isinstance(words, str) else "", "posted_at": at}
    return {key: value for key, value in meaning.items() if value}


def with_our_keys(fields: Mapping[str, Any], ours: Collection[str], zone: ZoneInfo | None) -> dict[str, Any]:
    """The fields under our keys. What is `ours` already is left alone, and so is what cannot be read.

    `zone` reads clocks under other keys than ours (None: only those with an offset are read).
    """
    named = {key: value for key, value in fields.items() if key in ours}
    left: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in fields.items():
        field = None if key in ours else field_of(key)
        if field and field not in named and field not in others:
            others[field] = value
        elif key not in ours:
            left[key] = value
    return left | _put(others, zone) | named


def _put(others: Mapping[str, Any], zone: ZoneInfo | None) -> dict[str, Any]:
    put = {key: others[key] for key in ("id", "text", "likes", "replies", "product") if key in others}
    if name := others.get("nickname") or others.get("member"):
        put["member"] = {"id": str(others.get("member") or name), "nickname": str(name)}
    if media := others.get("media"):
        put["media"] = media if isinstance(media, list) else [str(media)]
    if written := others.get("posted_at") or others.get("day"):
        put |= _time(written, zone)
    if isinstance(consent := others.get("consent"), str):
        put["consent"] = {"state": consent_state(consent)}
    return put


def _time(written: object, zone: ZoneInfo | None) -> dict[str, Any]:
    try:
        at = office_time(str(written), zone) if zone else datetime.fromisoformat(str(written))
    except ValueError:
        at = None
    is_told = at is not None and at.tzinfo is not None
    return {"posted_at": at} if is_told else {"time": written}  # named among the fields that nobody reads
