"""What pages show as it was a moment ago."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.cache import Lately

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FRESH = timedelta(seconds=5)


@pytest.fixture
def asked() -> list[datetime]:
    return []


@pytest.fixture
def lately(asked: list[datetime]) -> Lately[int]:
    """How often it was asked so far."""

    def find(now: datetime) -> int:
        asked.append(now)
        return len(asked)

    return Lately(find, FRESH)


@pytest.mark.parametrize(
    ("later", "answer"), [(timedelta(0), 1), (FRESH - timedelta.resolution, 1), (FRESH, 2), (FRESH * 9, 2)]
)
def test_it_is_asked_anew_once_the_answer_is_no_longer_fresh(
    lately: Lately[int], later: timedelta, answer: int
) -> None:
    assert lately.at(NOW) == 1
    assert lately.at(NOW + later) == answer


def test_it_is_asked_anew_where_the_clock_was_set_back(lately: Lately[int], asked: list[datetime]) -> None:
    lately.at(NOW)
    earlier = NOW - timedelta(hours=1)
    assert lately.at(earlier) == lately.at(earlier + timedelta(seconds=1)) == 2
    assert asked == [NOW, earlier]


def test_an_answer_holds_for_the_state_of_things_that_it_was_asked_for(lately: Lately[int]) -> None:
    assert [lately.at(NOW, state) for state in (7, 7, 8, 8)] == [1, 1, 2, 2]
    assert lately.at(NOW) == 2  # whoever names no state takes what there is
    assert lately.at(NOW + FRESH, 8) == 3


def test_what_is_forgotten_is_asked_anew(lately: Lately[int]) -> None:
    lately.at(NOW)
    lately.forget()
    assert lately.at(NOW) == 2


def test_a_failure_is_not_kept(asked: list[datetime]) -> None:
    def find(now: datetime) -> int:
        asked.append(now)
        if len(asked) == 1:
            raise OSError("not now")
        return len(asked)

    lately = Lately(find, FRESH)
    with pytest.raises(OSError, match="not now"):
        lately.at(NOW)
    assert lately.at(NOW) == 2
