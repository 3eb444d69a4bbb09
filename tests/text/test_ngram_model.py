"""The models of words: the same hashes everywhere, small files, read when they are needed and not before."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text.fold import folded
from content.text.ngram_model import BITS, MODELS, TextModel, log_odds, n_grams
from content.text.offence import offends

MOST_BYTES = 1_000_000


def test_hashes_are_those_that_the_weights_were_trained_with() -> None:
    """Train anew (tools/train_text_models.py) when this fails."""
    assert n_grams("好吃").tolist() == [43180, 59590, 73710, 105150, 146994, 197167, 199681, 214475, 261667]


def test_spaces_do_not_count_and_a_number_is_a_number() -> None:
    assert np.array_equal(n_grams("好 吃 12 块"), n_grams("好吃 7 块"))


@given(st.text(max_size=60))
def test_any_text_has_hashes_and_finite_odds(text: str) -> None:
    hashes = n_grams(folded(text))
    assert len(hashes) >= 2
    assert np.all(np.diff(hashes) > 0)
    assert hashes[-1] < 1 << BITS
    assert all(abs(log_odds(model, folded(text))) < 50 for model in TextModel)


def test_the_weights_are_small() -> None:
    assert sum((MODELS / f"{model.value}.npz").stat().st_size for model in TextModel) < MOST_BYTES


def test_weights_are_not_read_before_a_text_is_judged() -> None:
    code = (
        "import content.score.quotes, content.text.ngram_model as m; print(m._weights.cache_info().currsize)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "0"


@pytest.mark.parametrize("text", ["你们这些垃圾人都该滚出去", "这种人就是社会的败类，恶心死了"])
def test_insults_are_heard(text: str) -> None:
    assert offends(folded(text))


@pytest.mark.parametrize(
    "text", ["今天做了红烧肉", "不好吃，饭根本不像饭", "猫又把杯子推下去了，气死我了哈哈", "垃圾袋很结实"]
)
def test_who_is_merely_unhappy_insults_nobody(text: str) -> None:
    assert not offends(folded(text))
