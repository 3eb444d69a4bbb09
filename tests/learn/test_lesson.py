"""A lesson finds a taste that is not the hand's, judges itself on later decisions, and draws no chance."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from content.learn.examples import Example
from content.learn.lesson import Ground, centred, fingerprint, lesson, weights_of

Examples = Callable[..., list[Example]]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
OF_THE_HAND = (0.3, 0.1, 0.6)  # light, words, sharp


def test_a_team_that_loves_words_is_believed_over_the_hand(decided: Examples, ground: Ground) -> None:
    card = lesson(decided(200), ground, at=NOW)
    assert card.better
    assert card.weights["words"] > 0.5 > ground.hand.of["words"]
    assert (card.windows, card.examples, card.counts) == (4, 200, {"drop": 140, "keep": 60})
    assert (card.brand, card.features, card.made_at) == ("小店", 2, NOW)


def test_a_team_of_the_hands_own_taste_keeps_its_weights_nearly(decided: Examples, ground: Ground) -> None:
    card = lesson(decided(200, OF_THE_HAND), ground, at=NOW)
    assert card.weights == pytest.approx(dict(ground.hand.of), abs=0.12)


def test_too_few_decisions_are_learnt_from_but_not_believed(decided: Examples, ground: Ground) -> None:
    card = lesson(decided(47), ground, at=NOW)
    assert (card.ndcg, card.ndcg_hand, card.windows, card.better) == (None, None, 0, False)


@pytest.mark.parametrize("said", [0.0, 1.0], ids=["all dropped", "all kept"])
def test_who_says_one_thing_of_all_does_not_beat_the_hand(
    decided: Examples, ground: Ground, said: float
) -> None:
    card = lesson([replace(each, wanted=said) for each in decided(100)], ground, at=NOW)
    assert not card.better
    assert card.ndcg == card.ndcg_hand == 1.0


def test_the_same_examples_teach_the_same(decided: Examples, ground: Ground) -> None:
    assert lesson(decided(80), ground, at=NOW) == lesson(decided(80), ground, at=NOW)


def test_nothing_teaches_nothing(ground: Ground) -> None:
    with pytest.raises(ValueError, match="nothing to learn from"):
        lesson([], ground, at=NOW)


def test_what_is_no_number_missing_or_out_of_range_harms_nothing(decided: Examples, ground: Ground) -> None:
    broken = [
        replace(each, values={**each.values, "sharp": value, "unheard": 1.0})
        for each, value in zip(decided(100), [math.nan, math.inf, -5.0, 9.0] * 25, strict=True)
    ]
    broken[0] = replace(broken[0], values={})
    card = lesson(broken, ground, at=NOW)
    assert set(card.weights) == set(ground.hand.of)
    assert all(0 <= value <= 1 for value in (*card.weights.values(), *card.typical.values()))
    assert sum(card.weights.values()) == pytest.approx(1, abs=1e-5)


def test_the_fingerprint_is_of_what_was_said_and_of_the_ground_not_of_the_values(
    decided: Examples, ground: Ground
) -> None:
    said = decided(5)
    same = [replace(each, values={}) for each in said]
    assert fingerprint(said, ground) == fingerprint(same, ground)
    assert fingerprint(said[:4], ground) != fingerprint(said, ground)
    assert fingerprint(said, replace(ground, features=3)) != fingerprint(said, ground)
    assert fingerprint(said, replace(ground, brand="大店")) != fingerprint(said, ground)


def test_learnt_weights_score_and_explain_as_the_hands_do(decided: Examples, ground: Ground) -> None:
    weights = weights_of(replace(lesson(decided(200), ground, at=NOW), version=7))
    score = weights.score({"light": 0.5, "words": 1.0, "sharp": 0.0})
    points = {part.name: weights.beyond_usual(part) for part in score.parts}
    assert weights.name == "learnt-7"
    assert points["words"] > 0 > points["sharp"]
    typical = sum(weights.of[name] * weights.typical[name] for name in weights.of)
    assert sum(points.values()) == pytest.approx(score.total - typical, abs=1e-5)


def test_centred_columns_have_mean_zero_and_unknown_cells_are_at_it() -> None:
    table, means = centred(np.array([[1.0, np.nan], [3.0, np.nan]]))
    assert means.tolist() == [2.0, 0.0]
    assert table.tolist() == [[-1.0, 0.0], [1.0, 0.0]]
