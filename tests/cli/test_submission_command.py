"""`sishi submission list`: everything members sent, as scripts read it."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli.app import main
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

    def run(*arguments: str) -> Any:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["submission", "list", *arguments])
        assert not left.value.code
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
