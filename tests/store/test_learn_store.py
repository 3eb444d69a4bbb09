"""Model cards, what counted when, and what editors made of photos: the same on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from content.errors import UnknownId
from content.model import ModelCard, PhotoChoice, Post, PosterSpec, PostState, Slot, Submission, own_words
from content.shortlist.reasons import kept_by_hand, kept_by_lot
from content.store import OpenStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"})
CARD = ModelCard(
    version=0,
    brand="小店",
    made_at=NOW,
    features=2,
    weights={"sharp": 0.75, "words": 0.25},
    typical={"sharp": 0.5, "words": 0.5},
    counts={"keep": 3},
    first_at=NOW - timedelta(days=3),
    last_at=NOW,
    ndcg=0.75,
    ndcg_hand=None,
    windows=0,
    fingerprint="f" * 64,
)


def test_a_card_comes_back_as_it_was_kept_under_the_next_number(open_store: OpenStore) -> None:
    with open_store() as store:
        first = store.models.add_model(CARD)
        second = store.models.add_model(replace(CARD, fingerprint="e" * 64))
    with open_store(reading=True) as store:
        assert store.models.cards() == [second, first]
        assert store.models.model(1) == first == replace(CARD, version=1)


def test_what_was_learnt_before_gets_no_second_number(open_store: OpenStore) -> None:
    with open_store() as store:
        first = store.models.add_model(CARD)
        assert store.models.add_model(replace(CARD, brand="别的")) == first


def test_what_counts_is_what_was_said_last_and_the_audit_knows(open_store: OpenStore) -> None:
    with open_store() as store:
        assert store.models.model_use() is None
        store.models.add_model(CARD)
        store.models.use_model(1, actor="sishi", at=NOW, why=own_words("好"), by_hand=False)
        store.models.use_model(0, actor="小林", at=NOW, why=own_words("再看"), by_hand=True)
        uses = store.models.model_uses()
        assert [(use.version, use.by_hand) for use in uses] == [(0, True), (1, False)]
        assert [entry[1:] for entry in store.queue.audit("model")] == [
            ("sishi", "0", "1", own_words("好")),
            ("小林", "1", "0", own_words("再看")),
        ]


def test_nothing_unknown_can_count(open_store: OpenStore) -> None:
    with pytest.raises(UnknownId, match="no model 5"), open_store() as store:
        store.models.use_model(5, actor="小林", at=NOW, why=None, by_hand=True)


def test_the_chance_of_a_lot_is_kept_when_later_verdicts_forget_it(
    open_store: OpenStore, furnish: Callable[[OpenStore], None], a_submission: Callable[..., Submission]
) -> None:
    furnish(open_store)
    with open_store() as store:
        for key, chance in (("i1", 0.25), ("i2", 1.0)):
            store.intake.add_submission(a_submission(key), key, at=NOW, run="r")
            store.curation.set_verdicts({key: kept_by_lot(0.5, 1, chance)}, at=NOW, run="r")
        store.models.keep_chances()
        store.curation.set_verdicts({"i1": kept_by_hand(0.5, 1, "小林")}, at=NOW, run="r")
        store.models.keep_chances()
        assert store.models.ever_drawn() == {"i1": 0.25}


def test_photos_that_people_gave_or_left_are_known_and_the_nights_own_are_not(
    open_store: OpenStore, furnish: Callable[[OpenStore], None], a_submission: Callable[..., Submission]
) -> None:
    furnish(open_store)
    day = date(2026, 11, 23)
    posts = [
        Post(
            f"p{n}", "g1", day + timedelta(days=n), Slot.NOON, NOW, PostState.IN_REVIEW, "s1", "话", SPEC.key
        )
        for n in range(3)
    ]
    said = {"kind": "swap", "actor": "小林", "why": None, "at": NOW}
    with open_store() as store:
        for key in ("i1", "i2"):
            store.intake.add_submission(a_submission(key), key, at=NOW, run="r")
        store.queue.add_specs([SPEC])
        first = [replace(post, submission="i1", photo="i1") for post in posts]
        store.queue.put_posts(first, actor="sishi", why=own_words("plan"), at=NOW, run="r")
        store.queue.change(first[0], replace(first[0], photo="i2", submission="i2"), **said)  # type: ignore[arg-type]
        store.queue.change(first[1], replace(first[1], text="改过的话"), **said)  # type: ignore[arg-type]
        assert store.models.photo_choices("sishi") == [
            PhotoChoice("i1", "i2", "小林", NOW),
            PhotoChoice("i1", "i1", "小林", NOW),
        ]
