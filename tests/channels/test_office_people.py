"""Where a table has a real name and a nickname, the nickname is read and the real name stays out."""

from pathlib import Path

import pytest

from channels.group_table import MEMBERS
from channels.imports import read
from channels.staff_table import STAFF
from content.model import Member
from tests.channels.office import notes_of, refusal, written


@pytest.mark.parametrize("nickname", ["昵称", "群昵称", "微信昵称", "昵称*"])
def test_beside_a_nickname_the_real_name_stays_out(tmp_path: Path, nickname: str) -> None:
    path = written(tmp_path / "成员.csv", f"成员编号,姓名,{nickname}\nm1,王小明,阿雅\n")
    reading = read(MEMBERS, path)
    assert reading.items == [Member("m1", "阿雅")]
    assert notes_of(reading) == [
        f"column 姓名 is not read: {nickname} is the name that is shown, and real names stay out"
    ]
    assert not any("王小明" in str(row.values) for row in reading.table.rows)
    staff = written(tmp_path / "staff.csv", f"工号,{nickname},姓名\ns1,四时小林,林大大\n")
    assert [person.name for person in read(STAFF, staff).items] == ["四时小林"]


def test_a_second_nickname_is_read_where_the_first_is_empty(tmp_path: Path) -> None:
    text = "成员编号,微信昵称,群昵称,姓名\nm1,雨,小雨,王一\nm2,周周,,王二\n"
    reading = read(MEMBERS, written(tmp_path / "members.csv", text))
    assert reading.items == [Member("m1", "小雨"), Member("m2", "周周")]
    assert notes_of(reading, "zh") == [
        "「微信昵称」这一列只在「群昵称」空着的时候读",
        "「姓名」这一列没有读：显示的是「群昵称」，真实姓名不收",
    ]


def test_a_row_without_a_nickname_does_not_fall_back_to_the_real_name(tmp_path: Path) -> None:
    path = written(tmp_path / "members.csv", "成员编号,姓名,群昵称\nm1,王小明,\n")
    message = refusal(lambda file: read(MEMBERS, file), path)
    assert "群昵称" in message
    assert "王小明" not in message


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_mappings_too_keep_the_real_name_out(tmp_path: Path, suffix: str) -> None:
    row = '{"成员编号": "m1", "姓名": "王小明", "微信昵称": "阿雅", "昵称": ""}'
    reading = read(MEMBERS, written(tmp_path / f"members.{suffix}", f"[{row}]"))
    assert reading.items == [Member("m1", "阿雅")]
    assert len(notes_of(reading)) == 2


def test_two_columns_of_the_same_nickname_are_still_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "members.csv", "成员编号,昵称,姓名,昵称\nm1,阿雅,王,小雨\n")
    assert "named twice" in refusal(lambda file: read(MEMBERS, file), path)
    path = written(tmp_path / "members.csv", "成员编号,姓名,名字\nm1,王,小雨\n")
    assert "named twice" in refusal(lambda file: read(MEMBERS, file), path)
