"""Ten nights in a row through the real stages: nothing runs dry, nobody is told a story again too soon."""

from datetime import timedelta
from typing import Any

import pytest

from benchmarks.weeks import FIRST, Night, Weeks
from benchmarks.weeks_community import MadeCommunity

Lived = tuple[list[Night], dict[str, Any]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    community = MadeCommunity(4, 12, FIRST - timedelta(days=14), seed=3)
    weeks = Weeks(tmp_path_factory.mktemp("weeks"), community, 10)
    return list(weeks.nights()), weeks.whole()


def test_no_photo_is_missing_that_one_in_reach_could_fill(lived: Lived) -> None:
    nights, _ = lived
    assert [night.fillable for night in nights] == [0] * 10
    assert all(night.places > 20 for night in nights)


def test_newcomers_have_their_places_however_much_is_kept_by_hand(lived: Lived) -> None:
    nights, _ = lived
    assert nights[-1].by_hand > 10
    assert all(12 * (night.newcomers + night.by_lot) >= night.kept for night in nights)


def test_what_stands_hardly_moves_and_no_story_is_told_again(lived: Lived) -> None:
    nights, whole = lived
    assert sum(night.moved for night in nights) <= 0.05 * sum(night.standing for night in nights)
    assert (whole["repeats"], whole["stories_seen_of_those_that_could"]) == (0, [1.0, 1.0])
