"""`sishi story` and `sishi days` as a user calls them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from content.workspace import open_workspace

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sishi(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("SISHI_WORKSPACE", raising=False)

    def run(*arguments: object, lang: str = "en") -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--lang", lang, *map(str, arguments)])
        out, err = capsys.readouterr()
        return int(str(ended.value.code)), out, err

    return run


def documented(table: str) -> set[str]:
    """The keys that docs/json.md gives a command."""
    text = (Path(__file__).resolve().parents[2] / "docs/json.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"| `{table}`"))
    return set(line.split("`")[3::2])


def test_a_file_is_checked_without_a_workspace(
    sishi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = {
        "id": "s1",
        "title": "杯",
        "product": "mug",
        "form": "choice",
        "hook": "谁先喝完？",
        "quiz": "几度？",
    }
    row |= {"options": ["85", "92"], "answer": "B", "clue": "看图。", "solution": "92。"}  # type: ignore[dict-item]
    (tmp_path / "new.json").write_text(json.dumps([row]), encoding="utf-8")
    code, out, err = sishi("story", "lint", "new.json", "--json")
    found: list[dict[str, Any]] = json.loads(out)
    assert code == 1
    assert [finding["rule"] for finding in found] == ["why", "back", "act"]
    assert found[0].keys() == documented("sishi story lint")
    assert "1 stories, 3 findings: why 1, back 1, act 1." in err
    assert (
        "it gives the answer without a reason; add"
        in sishi("story", "lint", "new.json", "--language", "en")[1]
    )
    assert sishi("story", "lint")[0] == 2, "without a file it needs a workspace"


def test_a_workspace_is_checked_with_its_own_words_and_copy(sishi: Run, village: Path) -> None:
    assert sishi("story", "lint", "--workspace", village)[0] == 0
    (village / "words.toml").write_text(
        '[claims.ours]\nzh = "自家禁词"\nwords = ["壶嘴"]\n', encoding="utf-8"
    )
    code, out, _ = sishi("story", "lint", "--workspace", village, lang="zh")
    assert code == 1
    assert "「壶嘴」是自家禁词" in out


def test_stories_go_out_as_markdown_and_come_back(sishi: Run, village: Path, tmp_path: Path) -> None:
    with open_workspace(village).open_store(reading=True) as store:
        before = store.library.stories()
    assert sishi("story", "export", tmp_path / "md", "--workspace", village)[0] == 0
    assert sishi("story", "import", tmp_path / "md", "--workspace", village)[0] == 0
    with open_workspace(village).open_store(reading=True) as store:
        assert store.library.stories() == before


def test_a_groups_week_is_printed_with_its_posts(sishi: Run, told_village: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.html"
    asked = ("story", "sop", "--group", "g1", "--week", "2026-11-23", "-o", out, "--workspace", told_village)
    assert sishi(*asked)[0] == 0
    page = out.read_text(encoding="utf-8")
    with open_workspace(told_village).open_store(reading=True) as store:
        posts = [post for post in store.queue.posts() if post.group == "g1"]
    assert page.count("<section>") == 3
    assert all(post.text.splitlines()[0][:8] in page for post in posts)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["nobody", "-o", "x.html"], "There is no story 'nobody'"),
        (["s0", "-o", "x.pdf"], "must end in .html"),
        (["-o", "x.html"], "Name a story, or a group"),
        (["s0", "--group", "g1", "-o", "x.html"], "Name a story, or a group"),
        (["--group", "g1", "-o", "x.html"], "Name a story, or a group"),
        (["--group", "g1", "--week", "2030-01-01", "-o", "x.html"], "Nothing is laid out"),
        (["s0", "-o", "x.html", "--language", "fr"], "no language of ours"),
    ],
)
def test_a_wrong_order_is_answered_in_a_sentence(
    sishi: Run, village: Path, asked: list[str], why: str
) -> None:
    code, _, err = sishi("story", "sop", *asked, "--workspace", village)
    assert code == 2
    assert why in err


def test_days_are_listed_with_what_is_not_announced(sishi: Run, village: Path) -> None:
    asked = ("days", "list", "--from", "2026-09-30", "--to", "2027-01-02", "--json", "--workspace", village)
    code, out, err = sishi(*asked)
    listed = json.loads(out)
    assert code == 0
    assert listed[0] == {
        "date": "2026-10-01",
        "day_off": True,
        "names": [{"kind": "holiday", "zh": "国庆节", "en": "National Day"}],
    }
    assert listed[-1]["day_off"] is None
    assert listed[0].keys() | listed[0]["names"][0].keys() == documented("sishi days list")
    assert "Days off of 2027 are not announced" in err
    assert sishi("days", "list", "--from", "2026-10-01", "--to", "2026-09-01", "--workspace", village)[0] == 2


def test_a_year_that_is_imported_is_known_from_then_on(sishi: Run, village: Path, tmp_path: Path) -> None:
    (tmp_path / "2027.csv").write_text("date,name,off\n2027-01-01,元旦,是\n", encoding="utf-8")
    assert sishi("days", "import", tmp_path / "2027.csv", "--workspace", village)[0] == 0
    asked = ("days", "list", "--from", "2027-01-01", "--to", "2027-01-01", "--workspace", village)
    _, out, err = sishi(*asked, lang="zh")
    assert out == "2027-01-01\t休\t元旦\n"
    assert err == ""
