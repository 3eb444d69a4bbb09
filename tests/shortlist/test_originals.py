from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from content.model import Media
from content.shortlist.originals import Take, likeliest

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


def take(name: str, *, inside: float = 1.0, later: int = 0, by: str = "m1", **media: Any) -> Take:
    told = {"suffix": ".jpg", "width": 1600, "height": 1200, "bytes": 400_000, **media}
    return Take(name, by, Media(sha256=f"file of {name}", **told), inside, MORNING + timedelta(hours=later))


def may_be(*takes: Take) -> list[str]:
    return [take.submission for take in likeliest(takes)]


@pytest.mark.parametrize(
    "copy",
    [
        {"bytes": 900_000, "width": 1800, "height": 1400, "inside": 0.76},
        {"width": 1424, "height": 1092},
        {"width": 1066, "height": 800},
    ],
    ids=["framed", "cropped", "smaller"],
)
def test_the_original_is_told_from_a_lesser_copy(copy: dict[str, Any]) -> None:
    assert may_be(take("copy", **copy), take("own", later=1)) == ["own"]


@pytest.mark.parametrize("sign", [{"camera": "Phone 12"}, {"taken_at": MORNING}])
def test_what_a_camera_wrote_outweighs_size_and_time(sign: dict[str, Any]) -> None:
    enlarged = take("copy", width=3200, height=2400, bytes=2_000_000)
    assert may_be(enlarged, take("own", later=5, **sign)) == ["own"]


def test_a_framed_photo_is_the_original_where_all_are_framed() -> None:
    assert may_be(take("small", inside=0.7, width=800), take("large", inside=0.7)) == ["large"]


def test_a_photo_saved_anew_may_be_the_original_too() -> None:
    assert may_be(take("a", bytes=900_000, later=1), take("b")) == ["a", "b"]


def test_of_files_that_may_be_it_the_better_one_comes_first_then_the_earlier_then_the_smaller_id() -> None:
    assert may_be(take("d"), take("c"), take("b", later=-1), take("a", bytes=500_000)) == ["a", "b", "c", "d"]


def test_the_order_of_the_takes_does_not_matter() -> None:
    takes = [
        take("a", width=1590),
        take("b", bytes=390_000),
        take("c", bytes=500_000, later=1),
        take("d", inside=0.9, later=-2),
    ]
    assert {tuple(may_be(*order)) for order in permutations(takes)} == {("c", "a", "b")}
