"""`sishi submission`: everything members sent, as scripts read it, and what people set of it by hand."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
from content.inbox import JoinedText
from content.workspace import open_workspace

KEYS = {
    *("id", "group", "member", "nickname", "product", "text", "posted_at", "media", "likes", "replies"),
    "consent",
}


@pytest.fixture
def listed(
    told_village: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    monkeypatch.setenv("SISHI_WORKSPACE", str(told_village))

    def run(*arguments: str, code: int = 0) -> Any:
        capsys.readouterr()
        command = arguments if arguments[:1] == ("set",) else ("list", *arguments)
        with pytest.raises(SystemExit) as left:
            main(["--lang", "en", "submission", *command])
        assert left.value.code == code
        return capsys.readouterr().out

    return run


def test_the_list_has_exactly_these_keys_and_plain_values(
    listed: Callable[..., Any], told_village: Path
) -> None:
    entries = json.loads(listed("--json"))
    with open_workspace(told_village).open_store(reading=True) as store:
        assert [entry["id"] for entry in entries] == [each.id for each in store.intake.submissions()]
    for entry in entries:
        assert set(entry) == KEYS
        assert isinstance(entry["likes"], int)
        assert isinstance(entry["replies"], int)
        assert entry["consent"] == "granted"
        assert datetime.fromisoformat(entry["posted_at"]).utcoffset() is not None
        for medium in entry["media"]:
            assert set(medium) == {"sha256", "path", "width", "height"}
            assert not Path(medium["path"]).is_absolute()
            assert (told_village / medium["path"]).is_file()


def test_what_was_withdrawn_stays_listed_and_nobody_is_null(
    listed: Callable[..., Any], told_village: Path
) -> None:
    with open_workspace(told_village).open_store() as store:
        store._session.connection().exec_driver_sql(
            "UPDATE submissions SET member_id = NULL, like_count = 23 WHERE id = 'i00'"
        )
        store.rights._current("i01").state = "withdrawn"
    entries = {entry["id"]: entry for entry in json.loads(listed("--json"))}
    assert (entries["i00"]["member"], entries["i00"]["nickname"]) == (None, None)
    assert entries["i00"]["likes"] >= 23
    assert entries["i01"]["consent"] == "withdrawn"
    assert [entry["id"] for entry in json.loads(listed("--json", "--missing", "author"))] == ["i00"]
    assert listed("--missing", "author").startswith("i00\t")


def test_fields_of_many_are_set_and_each_has_its_outcome(listed: Callable[..., Any]) -> None:
    arguments = ("set", "i00", "i01", "nothing", "--product", "台灯", "--text", "", "--json")
    answer = json.loads(listed(*arguments, code=1))
    assert [answer["outcomes"][key]["status"] for key in ("i00", "i01", "nothing")] == [
        *("done", "done", "refused")
    ]
    assert set(answer["outcomes"]["i00"]["submission"]) == KEYS
    assert {"zh", "en"} < set(answer["outcomes"]["nothing"])
    entries = {entry["id"]: entry for entry in json.loads(listed("--json"))}
    assert [(entries[key]["product"], entries[key]["text"]) for key in ("i00", "i01")] == [("lamp", "")] * 2
    assert answer["entry"]


def test_a_consent_is_recorded_with_its_evidence_and_not_without(listed: Callable[..., Any]) -> None:
    listed("set", "i00", "--consent", "granted", code=2)
    listed("set", "i00", "--consent", "withdrawn", "--evidence", "群里说的")
    assert {entry["id"]: entry for entry in json.loads(listed("--json"))}["i00"]["consent"] == "withdrawn"


def test_nothing_to_set_is_wrong_use(listed: Callable[..., Any]) -> None:
    listed("set", "i00", code=2)
    listed("set", "--product", "lamp", code=2)


def test_explain_says_what_was_set_by_whom_and_which_words_joined(
    listed: Callable[..., Any], told_village: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_workspace(told_village).open_store() as store:
        store.corrections.keep_joined(
            "i00", [JoinedText("m7", "第 0 张", 12.0), JoinedText("m8", "好", -300.0)]
        )
    listed("set", "i00", "--product", "lamp", "--by", "小周")
    for arguments in (["i00"], ["i00", "--json"]):
        with pytest.raises(SystemExit):
            main(["--lang", "en", "explain", *arguments])
    words, _, data = capsys.readouterr().out.partition("\n{")
    assert "said 5 min before (message m8), said 12 s after (message m7)" in words
    assert "product set by 小周" in words
    why = json.loads("{" + data)
    assert [text["seconds"] for text in why["joined_texts"]] == [-300.0, 12.0]
    assert (why["set_by_hand"]["product"]["who"], why["product_from"]) == ("小周", "")
