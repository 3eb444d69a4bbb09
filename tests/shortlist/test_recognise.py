"""Photos are looked for among all there ever were, once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from content.model import Features, Media
from content.score.features import VERSION
from content.score.phash import BLOB, index_hashes
from content.score.thumbnail import GREY, packed
from content.shortlist import find_duplicates as module
from content.shortlist.find_duplicates import recognise
from content.store import OpenStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Photo = Callable[..., Image.Image]


def measured(picture: Image.Image, version: int = VERSION) -> Features:
    thumbnail = np.asarray(picture.convert("L").resize((96, 96), Image.Resampling.BOX))
    return Features(version, {}, (0.5, 0.5), index_hashes(thumbnail), packed(thumbnail, GREY))


def add(open_store: OpenStore, **pictures: Image.Image) -> None:
    with open_store() as store:
        store.intake.add_media([Media(name, ".jpg", 640, 480, 1) for name in pictures])
        store.curation.add_features({name: measured(picture) for name, picture in pictures.items()}, at=NOW)


def known(open_store: OpenStore) -> list[tuple[str, str]]:
    with open_store(reading=True) as store:
        return store.curation.likenesses()


def test_copies_are_found_whenever_they_come(open_store: OpenStore, photo: Photo) -> None:
    add(open_store, a=photo(1), b=photo(2), c=ImageOps.mirror(photo(1)))
    assert recognise(open_store) == 3
    assert known(open_store) == [("a", "c")]
    add(open_store, d=photo(2).crop((64, 48, 576, 432)), e=photo(9))
    assert recognise(open_store) == 2
    assert known(open_store) == [("a", "c"), ("b", "d")]


def test_an_original_that_comes_after_its_crop_is_found_too(open_store: OpenStore, photo: Photo) -> None:
    add(open_store, crop=photo(3).crop((64, 48, 576, 432)))
    recognise(open_store)
    add(open_store, whole=photo(3))
    recognise(open_store)
    assert known(open_store) == [("crop", "whole")]


def test_nothing_is_looked_for_twice(
    open_store: OpenStore, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(open_store, a=photo(1), b=ImageOps.mirror(photo(1)))
    recognise(open_store)

    def never(*_: Any, **__: Any) -> list[tuple[int, int]]:
        raise AssertionError

    monkeypatch.setattr(module, "same_photos", never)
    assert recognise(open_store) == 0
    assert known(open_store) == [("a", "b")]


def test_many_are_looked_for_a_batch_at_a_time(
    open_store: OpenStore, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    add(open_store, **{f"p{n}": photo(n % 3) for n in range(6)})
    assert recognise(open_store) == 6
    assert known(open_store) == [("p0", "p3"), ("p1", "p4"), ("p2", "p5")]


def test_what_is_measured_anew_is_looked_for_anew(open_store: OpenStore, photo: Photo) -> None:
    add(open_store, a=photo(1), b=photo(1))
    with open_store() as store:
        store.curation.add_prints(
            {"a": (bytes(BLOB), bytes(144)), "b": (bytes(BLOB), bytes(144))}, [], VERSION - 1
        )
    assert recognise(open_store) == 2
    assert known(open_store) == [("a", "b")]
