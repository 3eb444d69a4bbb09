"""The night learns once from what is new, believes only what is better, and leaves a person's word alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from content.errors import OldModel, UnknownId
from content.learn import stage
from content.model import HAND_ORDER, Choice, Decision, Score, ScorePart, Submission
from content.score.features import VERSION
from content.score.weights import HAND
from content.store import OpenStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LOVED = "colour"  # what the team of these tests looks at, and the hand weights hardly do
Submissions = Callable[..., Submission]
Furnish = Callable[[OpenStore], None]


@pytest.fixture
def cull(open_store: OpenStore, furnish: Furnish, a_submission: Submissions) -> Callable[[int, int], None]:
    """Scored submissions and the team's decisions on them: it keeps the colourful ones."""
    furnish(open_store)

    def put(first: int, last: int) -> None:
        random = np.random.default_rng(first)
        with open_store() as store:
            for n in range(first, last):
                key, values = f"i{n}", {name: float(random.random()) for name in HAND.of}
                store.intake.add_submission(a_submission(key), key, at=NOW, run="r")
                parts = tuple(ScorePart(name, value, HAND.of[name]) for name, value in values.items())
                store.curation.add_outcomes({key: Score(0.5, parts)}, VERSION, NOW)
                choice = Choice.KEEP if values[LOVED] > 0.6 else Choice.DROP
                at = NOW + timedelta(minutes=n)
                store.decisions.put_decision(Decision(key, "小林", choice, at), seen=0)

    return put


def train(open_store: OpenStore, nights: int = 2) -> stage.Learnt:
    """So many nights after the first decisions."""
    return stage.train(open_store, "小店", now=NOW + timedelta(days=nights))


def test_without_decisions_nothing_is_learnt_and_the_hand_weights_count(open_store: OpenStore) -> None:
    assert train(open_store) == stage.Learnt(0, None, HAND_ORDER)
    assert stage.weights_in_use(open_store) is HAND


def test_enough_decisions_make_a_model_that_counts_and_learning_again_makes_none(
    open_store: OpenStore, cull: Callable[[int, int], None]
) -> None:
    cull(0, 120)
    assert train(open_store) == stage.Learnt(120, 1, 1)
    assert train(open_store) == stage.Learnt(120, None, 1)
    weights = stage.weights_in_use(open_store)
    assert (weights.name, max(weights.of, key=lambda name: weights.of[name])) == ("learnt-1", LOVED)
    with open_store(reading=True) as store:
        (card,) = store.models.cards()
        (used,) = store.queue.audit("model")
    assert card.better
    assert used[1:4] == (stage.NIGHT, "0", "1")


def test_a_model_must_win_on_two_nights_before_it_counts(
    open_store: OpenStore, cull: Callable[[int, int], None]
) -> None:
    cull(0, 120)
    assert stage.train(open_store, "小店", now=NOW + timedelta(hours=3)) == stage.Learnt(120, 1, HAND_ORDER)
    assert train(open_store) == stage.Learnt(120, None, 1)


def test_a_model_in_use_stays_while_a_newer_one_wins_by_next_to_nothing(
    open_store: OpenStore, cull: Callable[[int, int], None]
) -> None:
    cull(0, 120)
    train(open_store)
    for night in range(3, 9):
        cull(40 * night, 40 * night + 20)
        assert train(open_store, night) == stage.Learnt(120 + 20 * (night - 2), night - 1, 1)


def test_few_decisions_make_a_model_that_does_not_count(
    open_store: OpenStore, cull: Callable[[int, int], None]
) -> None:
    cull(0, 20)
    assert train(open_store) == stage.Learnt(20, 1, HAND_ORDER)


def test_going_back_is_one_command_and_no_night_undoes_it(
    open_store: OpenStore, cull: Callable[[int, int], None]
) -> None:
    cull(0, 100)
    train(open_store)
    cull(100, 140)
    assert train(open_store).model == 1
    assert stage.use(open_store, 2, actor="小林", why="新的", now=NOW) == 2
    said = {"actor": "小林", "why": "太花了", "now": NOW}
    assert stage.use_the_one_before(open_store, **said) == 1  # type: ignore[arg-type]
    cull(140, 160)
    assert train(open_store) == stage.Learnt(160, 3, 1)
    assert stage.use_the_best(open_store, **said) == 3  # type: ignore[arg-type]
    cull(160, 180)
    assert train(open_store).model == 3  # the fourth is no better


def test_going_back_from_the_first_model_leads_to_the_hand_weights(
    open_store: OpenStore, cull: Callable[[int, int], None]
) -> None:
    cull(0, 100)
    train(open_store)
    assert stage.use_the_one_before(open_store, actor="小林", why="", now=NOW) == HAND_ORDER
    assert stage.weights_in_use(open_store) is HAND


def test_a_model_of_other_features_is_refused_with_the_fix_and_never_counts(
    open_store: OpenStore, cull: Callable[[int, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    cull(0, 100)
    train(open_store)
    monkeypatch.setattr(stage, "VERSION", VERSION + 1)
    assert stage.weights_in_use(open_store) is HAND
    with pytest.raises(OldModel, match=rf"version {VERSION}; .* measures version {VERSION + 1}.*sishi model"):
        stage.use(open_store, 1, actor="小林", why="", now=NOW)
    assert train(open_store).model == 2


def test_a_model_of_other_parts_is_old_too(open_store: OpenStore, cull: Callable[[int, int], None]) -> None:
    cull(0, 20)
    train(open_store)
    with open_store(reading=True) as store:
        card = store.models.model(1)
    assert not stage.is_old(card)
    assert stage.is_old(replace(card, weights={"smell": 1.0}))


def test_a_model_that_is_not_there_cannot_be_used(open_store: OpenStore) -> None:
    with pytest.raises(UnknownId, match="no model 9; `sishi model list`"):
        stage.use(open_store, 9, actor="小林", why="", now=NOW)
