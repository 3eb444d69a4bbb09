"""`sishi model` for people and for scripts: what was learnt, which of it counts, and the way back."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from content.model import Choice, Decision, Score
from content.night import NightOrder
from content.score.features import VERSION
from content.workspace import open_workspace
from services import nightly
from tests.a_night import context_at

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/json.md").read_text(encoding="utf-8")
Said = tuple[int, str, str]


@pytest.fixture
def run(
    told_village: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """`run("model", "list")`: exit code, stdout and stderr, in a village whose team decided on all."""
    monkeypatch.setenv("SISHI_WORKSPACE", str(told_village))
    workspace = open_workspace(told_village)
    with workspace.open_store() as store:
        for n, key in enumerate(sorted(store.curation.outcomes())):
            choice = Choice.KEEP if n % 3 else Choice.DROP
            at = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=n)
            store.decisions.put_decision(Decision(key, "小林", choice, at), seen=0)
    workspace.database.close()

    def call(*words: str, lang: str = "en") -> Said:
        with pytest.raises(SystemExit) as ended:
            main(["--lang", lang, *words])
        said = capsys.readouterr()
        return int(str(ended.value.code)), said.out, said.err

    return call


def keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys, value)) if value else set()
    return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()


def test_what_is_learnt_is_listed_shown_used_and_taken_back(run: Callable[..., Said]) -> None:
    assert json.loads(run("model", "train", "--json")[1]) == {"examples": 12, "new": 1, "model": 0}
    assert json.loads(run("model", "train", "--json")[1])["new"] is None
    (card,) = json.loads(run("model", "list", "--json")[1])
    assert (card["version"], card["keeps"], card["drops"], card["ndcg"], card["in_use"]) == (
        1,
        8,
        4,
        None,
        False,
    )
    run("model", "use", "1", "--why", "试试")
    assert json.loads(run("model", "list", "--json")[1])[0]["in_use"]
    assert "hand weights count again" in run("model", "use", "back")[2]
    assert not json.loads(run("model", "list", "--json")[1])[0]["in_use"]
    assert "hand weights count again" in run("model", "use", "auto")[2]


def test_a_card_shows_what_each_part_adds_to_a_submission(run: Callable[..., Said]) -> None:
    run("model", "train")
    told = json.loads(run("model", "show", "1", "--on", "i00", "--json")[1])
    for row in told["contributions"]:
        assert row["points"] == pytest.approx(row["weight"] * (row["value"] - row["typical"]))
    assert {row["name"] for row in told["parts"]} >= {row["name"] for row in told["contributions"]}
    assert "sharp" in run("model", "show", "1")[1]


@pytest.mark.parametrize("words", [("list",), ("show", "1", "--on", "i00"), ("train",)])
def test_every_key_of_its_json_is_documented(run: Callable[..., Said], words: tuple[str, ...]) -> None:
    run("model", "train")
    found = keys(json.loads(run("model", *words, "--json")[1]))
    assert found
    assert {key for key in found if f"`{key}`" not in DOCUMENT} == set()


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("show", "9"), "no model 9; `sishi model list`"),
        (("use", "9"), "no model 9; `sishi model list`"),
        (("use", "best"), "'best' is neither a version nor one of hand, auto, back"),
        (("show", "1", "--on", "nothing"), "'nothing' has no score; `sishi explain nothing`"),
    ],
)
def test_a_wrong_word_is_one_sentence(
    run: Callable[..., Said], words: tuple[str, ...], sentence: str
) -> None:
    run("model", "train")
    code, out, err = run("model", *words)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_model_of_other_features_is_refused_by_name(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("model", "train")
    monkeypatch.setattr("content.learn.stage.VERSION", VERSION + 1)
    code, _, err = run("model", "use", "1")
    assert code == 2
    assert "Run `sishi model train`, or `sishi model use hand`" in err
    assert json.loads(run("model", "list", "--json")[1])[0]["old"]


def test_the_next_night_chooses_by_the_model_in_use(run: Callable[..., Said], told_village: Path) -> None:
    run("model", "train")
    run("model", "use", "1")
    order = NightOrder(str(told_village), date(2026, 11, 23), 3, run="r2")
    context = context_at(Path(order.workspace))
    assert nightly.train(context).model == 1
    nightly.shortlist(context, order)
    workspace = open_workspace(told_village)
    with workspace.open_store(reading=True) as store:
        scores = [score for score in store.curation.outcomes().values() if isinstance(score, Score)]
    assert {score.weights for score in scores} == {"learnt-1"}
