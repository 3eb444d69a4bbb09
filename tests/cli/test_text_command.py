"""`sishi text check` and `sishi complaint list`: what members' words say."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cli import text as module
from cli.text import check, check_entry
from content.errors import WrongInput
from content.score.quotes import Withholding, check_text
from services.text_check import check_lines

WORDS = [
    "好吃！",
    "不好吃，饭根本不像饭",
    "",
    "好喝，加微信 abc12345",
    "领券包邮，速来",
    "你们这些垃圾人都该滚出去",
]


def checked(file: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    check(file, json=True)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_has_its_answer_in_the_same_order(
    end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.txt"
    file.write_text(end.join(WORDS) + end, encoding="utf-8-sig", newline="")
    entries = checked(str(file), capsys)
    assert [entry["quote"] for entry in entries] == [True, False, False, False, False, False]
    first = [entry["reasons"][0] if entry["reasons"] else "" for entry in entries]
    assert first == ["", "complaint", "no_words", "contact", "ad", "offence"]
    assert entries[0]["feeling"] > 0.75 > 0.25 > entries[1]["feeling"]
    assert entries[3]["contacts"] == [{"kind": "messenger", "text": "加微信 abc12345"}]
    assert entries[1]["why"] == [{"zh": "听到不满（不好吃）", "en": "a complaint is heard (不好吃)"}]


def test_what_is_piped_in_is_read_also_where_it_is_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        module.sys, "stdin", io.TextIOWrapper(io.BytesIO("好吃\n\n".encode() + b"\xff\xfe\n\x85x"))
    )
    assert len(checked("-", capsys)) == 4


def test_a_table_says_why_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words.txt").write_text("\n".join(WORDS), encoding="utf-8")
    check(str(tmp_path / "words.txt"))
    assert "不好吃" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="nowhere"):
        check(str(tmp_path / "nowhere.txt"))


def test_all_that_speaks_against_a_quote_is_named() -> None:
    entry = check_entry(check_text("难吃，骗子，加微信 abc12345 领券"))
    assert entry["reasons"] == ["contact", "ad", "complaint"]
    assert [why.reason for check in check_lines(["难吃"]) for why in check.withheld] == [
        Withholding.COMPLAINT
    ]
