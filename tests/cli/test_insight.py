"""`sishi insight`: a sentence first, then what is known, and how long the rest takes."""

import json
from pathlib import Path

import pytest

from cli.app import main

CONTRACT = {"participation", "habit", "retention", "funnel", "on_time", "health"}


@pytest.fixture(autouse=True)
def village(told_village: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SISHI_WORKSPACE", str(told_village))


def run(*arguments: str) -> int | None:
    with pytest.raises(SystemExit) as end:
        main(["--lang", "en", "insight", *arguments])
    code = end.value.code
    assert code is None or isinstance(code, int)
    return code


def test_where_nothing_came_back_it_says_so_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run()
    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("No posts of this time can be compared (")
    assert "Posts on time: no data yet, at least 20 are needed" in others


def test_scripts_get_the_keys_that_they_were_promised(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run("--json", "--weeks", "2", "--group", "g1")
    known = json.loads(capsys.readouterr().out)
    assert known.keys() >= CONTRACT
    assert (known["groups"], known["weeks"], known["participation"]) == (1, 2, [])


@pytest.mark.parametrize("arguments", [("--weeks", "0"), ("--group", "nobody"), ("--kind", "flash")])
def test_what_nobody_can_count_is_refused_in_a_sentence(
    arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().err.startswith("sishi: ")
