from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from PIL import Image

from content.model import Consent, ConsentState, Features, Media, Score, Submission
from content.score.phash import index_hashes
from content.score.thumbnail import GREY, packed
from content.shortlist.candidate import Candidate

DAY = date(2026, 11, 20)
FINE = {
    "foc_best": 0.3,
    "p95": 200.0,
    "qr": 0.0,
    "graphic": 0.1,
    "inside_top": 0.0,
    "inside_bottom": 1.0,
    "inside_left": 0.0,
    "inside_right": 1.0,
}
Candidates = Callable[..., Candidate]


@pytest.fixture
def day() -> date:
    return DAY


def thumbnail_of(looks: int) -> np.ndarray:
    """A 96 x 96 thumbnail that depends on `looks` alone."""
    cells = np.random.default_rng(looks).integers(0, 256, (16, 16), np.uint8)
    return np.asarray(Image.fromarray(cells).resize((96, 96), Image.Resampling.BICUBIC))


def features_of(looks: int, **values: float) -> Features:
    thumbnail = thumbnail_of(looks)
    return Features(1, {**FINE, **values}, (0.5, 0.5), index_hashes(thumbnail), packed(thumbnail, GREY))


def media_of(sha256: str, **other: Any) -> Media:
    told = {"suffix": ".jpg", "width": 1440, "height": 1080, "bytes": 300_000, **other}
    return Media(sha256=sha256, **told)


@pytest.fixture
def candidate() -> Candidates:
    """A candidate that passes every gate, but for what is told; `looks` numbers the photo."""

    def make(
        name: str = "i1",
        *,
        looks: int | None = None,
        total: float = 0.5,
        days_ago: int = 1,
        values: dict[str, float] | None = None,
        media: dict[str, Any] | None = None,
        **submission: Any,
    ) -> Candidate:
        looks = looks if looks is not None else sum(name.encode()) * 31 + len(name)
        told = {
            "group": "g1",
            "member": f"member of {name}",
            "text": "好吃",
            "product": f"product of {name}",
            "posted_at": datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(days=days_ago),
            "media": (media_of(f"file of {name}", **(media or {})),),
            "consent": Consent(ConsentState.GRANTED),
            **submission,
        }
        return Candidate(
            Submission(id=name, **told), (features_of(looks, **(values or {})),), Score(total, ())
        )

    return make
