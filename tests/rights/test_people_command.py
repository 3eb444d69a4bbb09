"""Two members become one from the command line, and the table of members makes no second person again."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content.model import Member
from content.workspace import open_workspace
from tests.rights.test_member_command import regather

Sishi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def village(told_village: Path) -> Path:
    """M00 is there twice more: as a mere nickname, and with an id that a spreadsheet changed."""
    with open_workspace(told_village).open_store() as store:
        store.library.put_members([Member("群友0", "群友0", "g1"), Member("m0", "零", "g1")])
    return told_village


def members(village: Path) -> dict[str, Member]:
    with open_workspace(village).open_store(reading=True) as store:
        return {member.id: member for member in store.library.members()}


def test_likely_doubles_are_listed_with_what_to_type(village: Path, sishi: Sishi, listed: Any) -> None:
    code, out, err = sishi("member", "doubles")
    assert code == 0, err
    commands = [line.split("\t")[-1] for line in out.splitlines()]
    assert "sishi member merge m00 '群友0'" in commands
    pairs = listed("member", "doubles")
    assert [(pair["keep"]["id"], pair["other"]["id"], pair["reason"]) for pair in pairs] == [
        ("m00", "m0", "damaged_id"),
        ("m00", "群友0", "nickname_beside_id"),
    ]
    assert sishi("member", "doubles", "--group", "nowhere")[0] == 2


def test_a_group_without_doubles_says_so(told_village: Path, sishi: Sishi) -> None:
    code, out, err = sishi("member", "doubles", "--group", "g1")
    assert (code, out, err) == (0, "", "No members look like one person.\n")


def test_a_rehearsal_says_what_merging_does_and_does_nothing(
    village: Path, sishi: Sishi, listed: Any
) -> None:
    before = members(village)
    rehearsed = listed("member", "merge", "m01", "m00", "--dry-run")
    assert "m01" in sishi("member", "merge", "m01", "m00", "--dry-run")[2]
    assert members(village) == before
    done = listed("member", "merge", "m01", "m00", "--why", "同一个人")
    assert done == rehearsed | {"dry_run": False}
    assert done["submissions"]
    assert "m00" not in members(village)


def test_gathering_the_inbox_again_makes_nobody_again(village: Path, sishi: Sishi) -> None:
    assert sishi("member", "merge", "m01", "m00")[0] == 0
    regather(village)
    with open_workspace(village).open_store(reading=True) as store:
        authors = {submission.member for submission in store.intake.submissions()}
    assert "m00" not in authors | set(members(village))


def test_a_table_that_still_lists_both_keeps_who_stays(village: Path, sishi: Sishi, tmp_path: Path) -> None:
    table = tmp_path / "members.csv"
    assert sishi("member", "merge", "m01", "m00")[0] == 0
    table.write_text("id,nickname,group\nm00,旧名,g1\nm01,新名,g1\n", encoding="utf-8")
    code, out, err = sishi("member", "import", str(table), "--json")
    assert code == 0, err
    rows = json.loads(out)["rows"]
    assert [row["outcome"] for row in rows] == ["changed", "changed"]
    assert "merged into m01" in rows[0]["notes"][0]["en"]
    assert (members(village)["m01"].nickname, "m00" in members(village)) == ("新名", False)
    table.write_text("id,nickname,group\nm00,旧名,g1\n", encoding="utf-8")
    code, _, err = sishi("member", "import", str(table))
    assert (code, members(village)["m01"].nickname) == (0, "新名")
    assert "m00 was merged into m01" in err


def test_orders_of_both_ids_are_one_members(village: Path, sishi: Sishi, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    assert sishi("member", "merge", "m01", "m00")[0] == 0
    table.write_text("member,date,orders\nm00,2026-11-01,2\nm01,2026-11-01,3\n", encoding="utf-8")
    assert sishi("koc", "orders", str(table))[0] == 0
    with open_workspace(village).open_store(reading=True) as store:
        assert store.koc.orders_since(date(2026, 11, 1)) == {("m01", date(2026, 11, 1)): 5}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("merge", "m01", "m01"), "nothing to merge"),
        (("merge", "m01", "nobody"), "There is no member 'nobody'"),
        (("merge", "m01", "m00"), "'m00' was merged into 'm02'"),
        (("merge", "m01", "m03"), "asked to be erased"),
        (("erase", "m00", "--yes"), "'m00' was merged into 'm02'"),
        (("left", "m00"), "'m00' was merged into 'm02'"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    village: Path, sishi: Sishi, arguments: tuple[str, ...], words: str
) -> None:
    assert sishi("member", "merge", "m02", "m00")[0] == 0
    assert sishi("member", "erase", "m03", "--yes")[0] == 0
    code, _, err = sishi("member", *arguments)
    assert code == 2
    assert words in err
