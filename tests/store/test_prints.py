"""What photos are recognised by, in the store."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from content.model import Features, Media, Score, ScorePart
from content.shortlist.reasons import kept_by_lot
from content.store import OpenStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PRINT = (b"h" * 112, b"l" * 144)


@pytest.fixture
def three_media(open_store: OpenStore) -> OpenStore:
    with open_store() as store:
        store.intake.add_media([Media(name, ".jpg", 4, 3, 1) for name in "abc"])
        store.curation.add_features(
            {name: Features(2, {"p95": 1.0}, (0.1, 0.9), b"h", name.encode()) for name in "abc"}, at=NOW
        )
    return open_store


def test_prints_come_back_in_order_and_pairs_once(three_media: OpenStore) -> None:
    with three_media() as store:
        assert list(store.curation.unprinted(2, 2)) == ["a", "b"]
        store.curation.add_prints({"b": PRINT, "a": PRINT}, [("b", "a"), ("a", "b")], 2)
        assert list(store.curation.prints()) == [("a", PRINT[0]), ("b", PRINT[0])]
        assert store.curation.looks() == {"a": PRINT[1], "b": PRINT[1]}
        assert store.curation.likenesses() == [("a", "b")]
        assert list(store.curation.unprinted(2, 9)) == ["c"]
        assert store.curation.unprinted(3, 9) == {}


def test_what_was_said_of_a_photo_is_forgotten_when_it_is_looked_for_anew(three_media: OpenStore) -> None:
    with three_media() as store:
        store.curation.add_prints(dict.fromkeys("abc", PRINT), [("a", "b"), ("b", "c")], 2)
        store.curation.add_prints({"a": PRINT}, [("a", "c")], 3)
        assert store.curation.likenesses() == [("a", "c"), ("b", "c")]


def test_features_come_without_their_weight_and_thumbnails_alone(three_media: OpenStore) -> None:
    with three_media(reading=True) as store:
        assert store.curation.measured()["a"] == Features(2, {"p95": 1.0}, (0.1, 0.9), b"", b"")
        assert store.curation.thumbnails(["c", "a", "a", "?"]) == {"a": b"a", "c": b"c"}


def test_an_erased_photo_leaves_no_print(three_media: OpenStore) -> None:
    with three_media() as store:
        store.curation.add_prints(dict.fromkeys("abc", PRINT), [("a", "b")], 2)
        store._session.execute(text("DELETE FROM features WHERE sha256 = 'a'"))
        store._session.execute(text("DELETE FROM media WHERE sha256 = 'a'"))
        assert [name for name, _ in store.curation.prints()] == ["b", "c"]
        assert store.curation.likenesses() == []


def test_weights_and_chances_are_kept(open_store: OpenStore, furnish: object, a_submission: object) -> None:
    furnish(open_store)  # type: ignore[operator]
    score = Score(0.5, (ScorePart("sharp", 0.5, 1.0),), "hand-9")
    with open_store() as store:
        store.intake.add_submission(a_submission("i1"), "c1", at=NOW, run="r1")  # type: ignore[operator]
        store.curation.add_outcomes({"i1": score}, 2, at=NOW)
        store.curation.set_verdicts({"i1": kept_by_lot(0.5, 1, 0.25)}, at=NOW, run="r1")
        assert store.curation.outcomes(["i1"]) == {"i1": score}
        assert store.curation.chances() == {"i1": 0.25}
        assert store.curation.same_as(["i1".rjust(64, "0")]) == ["i1"]
