"""`sishi init` of a brand of one's own: by option, asked on a terminal, and as before where neither is."""

import io
import tomllib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from channels.group_table import GROUPS
from channels.imports import read
from cli import new_brand
from content.brand import read_brand
from content.messages import render
from content.workspace import open_workspace
from services.new_brand import NewBrand, make_workspace
from tests.cli.conftest import Sishi

OPTIONS = ("--brand", '阳台"生活', "--zone", "北京时间", "--language", "zh", "--groups", "6")


def test_options_make_settings_brand_and_tables(sishi: Sishi, tmp_path: Path) -> None:
    made = sishi("init", str(tmp_path / "b"), *OPTIONS)
    assert made.code == 0
    assert "sishi group import 表格/社群.xlsx" in made.err
    workspace = open_workspace(tmp_path / "b")
    assert (workspace.settings.zone, workspace.settings.language) == ("Asia/Shanghai", "zh")
    assert (read_brand(tmp_path / "b").name, read_brand(tmp_path / "b").persona) == ('阳台"生活', "店长")
    assert sorted(path.name for path in (tmp_path / "b/表格").iterdir()) == sorted(
        f"{name}.xlsx" for name in ("社群", "商品", "成员", "剧情线", "放假安排", "订单", "授权")
    )


def test_the_tables_are_called_and_headed_in_the_language(sishi: Sishi, tmp_path: Path) -> None:
    made = sishi("init", str(tmp_path / "b"), "--language", "en", "--brand", "Balcony", lang="zh")
    assert "tables/groups.xlsx" in made.err
    assert tomllib.loads((tmp_path / "b/brand.toml").read_text())["persona"] == "The shopkeeper"


def test_the_table_of_groups_begins_with_as_many_rows_as_there_are_groups(tmp_path: Path) -> None:
    table = make_workspace(tmp_path / "b", NewBrand("阳台", "Asia/Tokyo", "zh", 3))
    book = load_workbook(table)
    for row, name in enumerate(("一群", "二群", "三群"), start=3):
        book.worksheets[0].cell(row, 2, name)
    book.save(table)
    groups = read(GROUPS, table).items
    assert [(group.id, group.name, group.zone) for group in groups] == [
        ("g01", "一群", "Asia/Tokyo"),
        ("g02", "二群", "Asia/Tokyo"),
        ("g03", "三群", "Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("--zone", "Asia/Shangai", "did you mean 'Asia/Shanghai'"),
        ("--brand", "一二三四五六七八九十一二三四五六七八九十一", "--brand"),
        ("--brand", "", "a name is needed"),
        ("--groups", "-1", "from 0 to 5000"),
    ],
)
def test_an_option_that_does_not_do_makes_nothing(
    sishi: Sishi, tmp_path: Path, option: str, value: str, problem: str
) -> None:
    refused = sishi("init", str(tmp_path / "b"), f"{option}={value}")
    assert (refused.code, problem in refused.err) == (2, True)
    assert not (tmp_path / "b").exists()


def test_the_sample_takes_no_name(sishi: Sishi, tmp_path: Path) -> None:
    assert sishi("init", str(tmp_path / "b"), "--sample", "--groups", "3").code == 2


def test_a_table_that_is_there_is_not_written_over(sishi: Sishi, tmp_path: Path) -> None:
    (tmp_path / "b/表格").mkdir(parents=True)
    (tmp_path / "b/表格/社群.xlsx").write_text("mine")
    refused = sishi("init", str(tmp_path / "b"), "--language", "zh")
    assert (refused.code, "社群.xlsx" in refused.err) == (2, True)
    assert (tmp_path / "b/表格/社群.xlsx").read_text() == "mine"
    assert not (tmp_path / "b/sishi.toml").exists()


def test_on_a_terminal_it_asks_again_for_what_does_not_do(
    sishi: Sishi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = io.StringIO("zh\n阳台生活\n没有的地方\n东京\n三个\n3\n")
    monkeypatch.setattr(new_brand, "is_terminal", lambda: True)
    monkeypatch.setattr("cli.setup.is_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    made = sishi("init", str(tmp_path / "b"))
    assert made.code == 0
    assert made.err.count("请再写一次") == 2
    assert open_workspace(tmp_path / "b").settings.zone == "Asia/Tokyo"
    assert read_brand(tmp_path / "b").name == "阳台生活"


def test_a_terminal_that_answers_nothing_gets_the_usual(
    sishi: Sishi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_brand, "is_terminal", lambda: True)
    monkeypatch.setattr("cli.setup.is_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert sishi("init", str(tmp_path / "b"), lang="zh").code == 0
    assert read_brand(tmp_path / "b").name == "我们的小店"


def test_a_begun_table_of_groups_takes_the_groups_that_have_a_name(tmp_path: Path) -> None:
    table = make_workspace(tmp_path / "b", NewBrand("阳台", "Asia/Tokyo", "zh", 3))
    reading = read(GROUPS, table)
    assert (reading.items, [row.number for row in reading.skipped]) == ([], [2, 3, 4, 5])
    assert render(reading.skipped[1].why, "zh") == "g01 还没填群名（name），先不收；填好再导入"
    assert "g01 has no name yet" in render(reading.skipped[1].why, "en")
    book = load_workbook(table)
    book.worksheets[0]["B4"] = "上海茶友"
    book.save(table)
    assert [(group.id, group.name) for group in read(GROUPS, table).items] == [("g02", "上海茶友")]
