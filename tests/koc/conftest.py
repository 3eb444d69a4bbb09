"""What the tests of KOCs share: short ways to say who sent what and who liked it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from content.model import MeasuredSubmission, Signal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.fixture
def ago() -> Callable[[float], datetime]:
    return days_ago


@pytest.fixture
def sent() -> Callable[..., MeasuredSubmission]:
    """`sent("i1", "m1")`: m1 sent i1 yesterday to g1; it was kept, with a score of 0.5."""

    def make(
        key: str, member: str, *, group: str = "g1", days: float = 1, kept: bool = True, **other: object
    ) -> MeasuredSubmission:
        said = {"text": "好看", "score": 0.5} | other
        return MeasuredSubmission(key, member, group, at=days_ago(days), kept=kept, **said)  # type: ignore[arg-type]

    return make


@pytest.fixture
def like() -> Callable[..., Signal]:
    """`like("i1", "m1", "m2")`: m2 liked m1's i1 yesterday."""

    def make(key: str, author: str, by: str, *, days: float = 1, reply: bool = False) -> Signal:
        return Signal(key, author, by, days_ago(days), reply)

    return make


@pytest.fixture(autouse=True)
def _copied(copied_databases: None) -> None: ...
