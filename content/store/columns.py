"""The vocabulary of the tables: a column's type says what it holds."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column


class AwareTime(TypeDecorator[datetime]):
    """Aware in, UTC at rest, aware out. A naive time is refused: nobody knows which instant it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; the store keeps instants only")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


At = Annotated[datetime, mapped_column(AwareTime())]
Day = Annotated[date, mapped_column(Date())]
Id = Annotated[str, mapped_column(Text())]
Hash = Annotated[str, mapped_column(String(64))]
Words = Annotated[str, mapped_column(Text())]
Json = Annotated[Any, mapped_column(JSON().with_variant(JSONB(), "postgresql"))]
Big = Annotated[int, mapped_column(BigInteger())]
