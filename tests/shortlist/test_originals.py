from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from content.model import Media
from content.shortlist.originals import Take, original

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


def take(name: str, *, inside: float = 1.0, later: int = 0, **media: Any) -> Take:
    told = {"suffix": ".jpg", "width": 1600, "height": 1200, "bytes": 400_000, **media}
    return Take(name, Media(sha256=f"file of {name}", **told), inside, MORNING + timedelta(hours=later))


@pytest.mark.parametrize(
    "copy",
    [
        {"bytes": 900_000, "width": 1800, "height": 1400, "inside": 0.76},
        {"width": 1424, "height": 1092},
        {"width": 1066, "height": 800},
        {"bytes": 200_000},
        {"bytes": 900_000, "later": 1},
    ],
    ids=["framed", "cropped", "smaller", "recompressed", "saved anew and posted later"],
)
def test_the_original_is_told_from_its_copy(copy: dict[str, Any]) -> None:
    assert original([take("copy", **copy), take("own")]).submission == "own"


@pytest.mark.parametrize("sign", [{"camera": "Phone 12"}, {"taken_at": MORNING}])
def test_what_a_camera_wrote_outweighs_size_and_time(sign: dict[str, Any]) -> None:
    enlarged = take("copy", width=3200, height=2400, bytes=2_000_000)
    assert original([enlarged, take("own", later=5, **sign)]).submission == "own"


def test_a_framed_photo_is_the_original_where_all_are_framed() -> None:
    assert original([take("small", inside=0.7, width=800), take("large", inside=0.7)]).submission == "large"


def test_of_like_copies_the_first_posted_is_the_original() -> None:
    assert original([take("b", later=2), take("c"), take("a", later=1)]).submission == "c"


def test_of_copies_posted_at_once_the_smaller_id_is_the_original() -> None:
    assert original([take("b"), take("a")]).submission == "a"


def test_the_order_of_the_takes_does_not_matter() -> None:
    takes = [
        take("a", width=1550),
        take("b", bytes=390_000),
        take("c", bytes=500_000, later=1),
        take("d", inside=0.9, later=-2),
    ]
    assert {original(order).submission for order in permutations(takes)} == {"a"}
