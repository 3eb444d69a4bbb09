"""`sishi koc` and `sishi activity` for people and for scripts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from content.workspace import open_workspace

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/json.md").read_text(encoding="utf-8")
Said = tuple[int, str, str]
CALL = ("activity", "add", "第", "--from", "2026-11-01", "--to", "2026-11-30")


class ThatNight(datetime):
    """A clock that stands at the night after which the village is looked at."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "ThatNight":
        return cls(2026, 11, 22, 18, tzinfo=UTC).astimezone(tz)


@pytest.fixture
def run(
    told_village: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """`run("koc", "list")`: exit code, stdout and stderr, in a village of twelve who like the first."""
    monkeypatch.setenv("SISHI_WORKSPACE", str(told_village))
    monkeypatch.setattr("cli.koc.datetime", ThatNight)
    workspace = open_workspace(told_village)
    with workspace.open_store() as store:
        store.intake.set_likes("i00", [f"m{n:02d}" for n in range(12)])
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


def test_a_burst_is_named_and_counts_once_a_person_says_so(run: Callable[..., Said]) -> None:
    told = json.loads(run("koc", "list", "--json")[1])
    assert [burst["submission"] for burst in told["held"]] == ["i00"]
    assert "待查 i00" in run("koc", "list", lang="zh")[2]
    before = json.loads(run("koc", "show", "m00", "--json")[1])["influence"]
    assert run("koc", "overrule", "i00", "counted", "--why", "看过，是真的")[0] == 0
    assert json.loads(run("koc", "list", "--json")[1])["held"] == []
    assert json.loads(run("koc", "show", "m00", "--json")[1])["influence"] > before


def test_a_member_is_moved_and_overruled_and_the_page_says_by_whom_and_why(run: Callable[..., Said]) -> None:
    assert "候选" in run("koc", "move", "m01", "candidate", "--why", "三次入选", "--by", "小林", lang="zh")[2]
    run("koc", "overrule", "m01", "leader", "--why", "组织者", "--by", "小林")
    told = json.loads(run("koc", "show", "m01", "--json")[1])
    assert (told["rung"], told["type"], told["measured"]) == ("candidate", "leader", "open")
    assert told["moves"] == ["contacted", "none"]
    assert [entry["why"] for entry in told["history"]] == ["三次入选", "组织者"]
    assert [
        each["id"] for each in json.loads(run("koc", "list", "--type", "leader", "--json")[1])["members"]
    ] == ["m01"]
    run("koc", "overrule", "m01", "measured", "--why", "看错了")
    assert json.loads(run("koc", "show", "m01", "--json")[1])["type"] == "open"


def test_orders_make_the_purchase_axis_known(run: Callable[..., Said], tmp_path: Path) -> None:
    assert json.loads(run("koc", "show", "m02", "--json")[1])["purchase"] is None
    table = tmp_path / "orders.csv"
    table.write_text("member,date,orders\nm02,2026-11-20,2\nm02,2026-11-20,1\n", encoding="utf-8")
    assert "3 orders of 1 members" in run("koc", "orders", str(table))[2]
    assert json.loads(run("koc", "show", "m02", "--json")[1])["purchase"] > 0.9


def test_bad_orders_are_all_named_and_none_is_taken(run: Callable[..., Said], tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text(
        "member,date,orders\n,2026-11-20,2\nm02,gestern,1\nm02,2026-11-20,-1\n", encoding="utf-8"
    )
    code, _, err = run("koc", "orders", str(table))
    assert code == 2
    for sentence in (
        "column member: this is missing",
        "'gestern' is not a day",
        "'-1' is no number of orders",
    ):
        assert sentence in err
    table.write_text("member,orders\nm02,1\n", encoding="utf-8")
    assert "columns are missing: date" in run("koc", "orders", str(table))[2]
    assert json.loads(run("koc", "show", "m02", "--json")[1])["purchase"] is None


def test_an_activity_ranks_its_photos_and_leaves_out_the_bought(run: Callable[..., Said]) -> None:
    run("activity", "add", "第 1", *CALL[3:], "--name", "一字头")
    told = json.loads(run("activity", "rank", "第 1", "--json")[1])
    assert {entry["submission"] for entry in told["entries"]} == {"i01", "i10", "i11"}
    assert [entry["place"] for entry in told["entries"]] == [1, 2, 3]
    run("activity", "add", "第 0", *CALL[3:], "--kind", "likes")
    (entry,) = json.loads(run("activity", "rank", "第 0", "--json")[1])["entries"]
    assert (entry["place"], entry["why"], entry["likes"]) == (None, "held", 0.0)
    assert "点赞待查" in run("activity", "rank", "第 0", lang="zh")[1]


@pytest.mark.parametrize(
    "words",
    [("koc", "list"), ("koc", "show", "m01"), ("activity", "list"), ("activity", "rank", "第 1")],
    ids=" ".join,
)
def test_every_key_of_the_json_is_documented(run: Callable[..., Said], words: tuple[str, ...]) -> None:
    run("activity", "add", "第 1", *CALL[3:])
    run("koc", "move", "m01", "candidate")
    found = keys(json.loads(run(*words, "--json")[1]))
    assert found
    assert {key for key in found if f"`{key}`" not in DOCUMENT} == set()


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("koc", "move", "m01", "vip"), "cannot go to vip"),
        (("koc", "move", "nobody", "candidate"), "no member 'nobody'"),
        (("koc", "show", "nobody"), "no member 'nobody'"),
        (("koc", "overrule", "m01", "king", "--why", "x"), "'king' is none of mood"),
        (("koc", "overrule", "m01", "mood", "--why", " "), "needs its reason"),
        (("koc", "overrule", "m01", "counted", "--why", "x"), "no submission 'm01'"),
        (CALL, "'第' is too short to tell captions apart"),
        (("activity", "rank", "#x"), "no activity '#x'"),
        (("activity", "add", "#xx", "--from", "2026-11-30", "--to", "2026-11-01"), "in this order"),
        (("activity", "add", "#xx", "--from", "heute", "--to", "2026-11-01"), "'heute' is no date"),
        (("activity", "add", "#xx", *CALL[3:], "--groups", "nope"), "no group 'nope'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_word_is_one_sentence(
    run: Callable[..., Said], words: tuple[str, ...], sentence: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert sentence in err
