"""The vocabulary of the tables: a column's type says what it holds."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

from content.model import Message


class AwareTime(TypeDecorator[datetime]):
    """Aware in, UTC at rest, aware out. A naive time is refused: nobody knows which instant it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        utc = None if value is None else _in_utc(value)
        return utc.replace(tzinfo=None) if utc and dialect.name == "sqlite" else utc

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """For SQLite the text that SQLAlchemy makes of it too, for a fifth of the time."""
        return _as_sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone; the store keeps instants only")
    return value.astimezone(UTC)


def _as_sqlite_text(value: datetime | None) -> str | None:
    """2026-03-02 04:00:00.000000"""
    if value is None:
        return None
    return _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


class MessageText(TypeDecorator[Message]):
    """A Message as JSON text: legible to a search for a name, and the same text each time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Message | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value.to_json(), ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Message | None:
        return None if value is None else Message.from_json(json.loads(value))


class MessageJson(TypeDecorator[Message]):
    """A Message as JSON: its code and params, never a sentence. NULL where nothing is said."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: Message | None, _dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else value.to_json()

    def process_result_value(self, value: dict[str, Any] | None, _dialect: Dialect) -> Message | None:
        return None if value is None else Message.from_json(value)


class MessagesJson(TypeDecorator[tuple[Message, ...]]):
    """Several Messages as a JSON list."""

    impl = JSON().with_variant(JSONB(), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: tuple[Message, ...] | None, _dialect: Dialect) -> list[Any]:
        return [message.to_json() for message in value or ()]

    def process_result_value(self, value: list[Any] | None, _dialect: Dialect) -> tuple[Message, ...]:
        return tuple(map(Message.from_json, value or ()))


At = Annotated[datetime, mapped_column(AwareTime())]
Day = Annotated[date, mapped_column(Date())]
Id = Annotated[str, mapped_column(Text())]
Hash = Annotated[str, mapped_column(String(64))]
Words = Annotated[str, mapped_column(Text())]
Why = Annotated[Message, mapped_column(MessageJson())]
Json = Annotated[Any, mapped_column(JSON().with_variant(JSONB(), "postgresql"))]
Sentence = Annotated[Message, mapped_column(MessageText())]
Sentences = Annotated[tuple[Message, ...], mapped_column(MessagesJson())]
Big = Annotated[int, mapped_column(BigInteger())]
