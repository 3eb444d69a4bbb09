"""`sishi member naming`: who may be named among those who answered rightly."""

from pathlib import Path

from content.model import Member
from content.workspace import open_workspace
from tests.cli.conftest import Sishi


def with_members(village: Path) -> Path:
    workspace = open_workspace(village)
    with workspace.open_store() as store:
        store.library.put_members([Member("m901", "阿雅"), Member("m902", "小雨")])
    workspace.database.close()
    return village


def test_an_answer_is_written_down_and_listed(sishi: Sishi, village: Path) -> None:
    place = with_members(village)
    words = ("--answer", "yes", "--evidence", "群公告", "--by", "lin")
    assert sishi("member", "naming", "m901", "m902", *words, at=place).code == 0
    no = sishi("member", "naming", "m902", "--answer", "no", "--json", at=place).json
    assert no == {"members": ["m902"], "allowed": False, "named_in": []}
    listed = {entry["member"]: entry for entry in sishi("member", "naming", "--json", at=place).json}
    assert [listed[key]["allowed"] for key in ("m901", "m902")] == [True, False]
    assert (listed["m901"]["evidence"], listed["m901"]["by"]) == ("群公告", "lin")
    assert "阿雅" in sishi("member", "naming", at=place).out


def test_a_yes_says_where_it_was_given(sishi: Sishi, village: Path) -> None:
    place = with_members(village)
    assert "--evidence" in sishi("member", "naming", "m901", "--answer", "yes", at=place).err
    assert "--answer" in sishi("member", "naming", "m901", at=place).err
    assert "m999" in sishi("member", "naming", "m901", "m999", "--answer", "no", at=place).err
    assert sishi("member", "naming", "--json", at=place).json == []
