"""A table that is an index by its headings is read as one, whatever it is called; several of them are not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from channels.readers.drop_folder import DropFolder
from channels.readers.group_names import group_names
from channels.readers.sources import Opening, Source, open_sources
from channels.readers.survey import _everything
from channels.readers.unknown import UnknownExport
from content.inbox import Record, RefusedItem
from content.messages import render
from content.model import Group, GroupKind

Put = Callable[..., Path]
ROWS = "图片,昵称,文案\na.jpg,阿雅,早安\nb.jpg,小雨,晚安\n"


def opened(root: Path) -> list[Source]:
    groups = group_names([Group("g1", "茶友", GroupKind.DAILY)])
    opening = Opening("x", root / ".opened", known=groups.ids, names=groups)
    sources = open_sources(root, opening)
    return sources if isinstance(sources, list) else list(sources.exports)


def words(root: Path) -> list[tuple[str | None, str, list[str]]]:
    entries = [entry for source in opened(root) for entry in _everything(source)]
    return [
        (entry.member and entry.member.nickname, entry.text, [file.name for file in entry.media])
        for entry in entries
        if isinstance(entry, Record)
    ]


def whys(root: Path) -> list[str]:
    entries = [entry for source in opened(root) for entry in _everything(source)]
    return [render(entry.why, "en") for entry in entries if isinstance(entry, RefusedItem)]


@pytest.fixture
def root(tmp_path: Path, put: Put) -> Path:
    for name in ("a.jpg", "b.jpg"):
        put(name, b"x")
    return tmp_path


def a_workbook(path: Path, *rows: tuple[Any, ...]) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    book.save(path)


TWO = [("阿雅", "早安", ["a.jpg"]), ("小雨", "晚安", ["b.jpg"])]


@pytest.mark.parametrize("name", ["图片登记.csv", "晒单登记.CSV", "list.tsv"])
def test_a_table_of_an_indexs_shape_is_the_index_of_its_folder(root: Path, put: Put, name: str) -> None:
    put(name, ROWS.replace(",", "\t") if name.endswith("tsv") else ROWS, encoding="gb18030")
    assert words(root) == TWO
    assert whys(root) == []


def test_so_is_a_workbook(root: Path) -> None:
    a_workbook(root / "g1" / "作品表.xlsx", *(tuple(line.split(",")) for line in ROWS.splitlines()))
    assert words(root) == TWO


def test_it_may_name_pictures_without_suffix_and_in_other_letters(root: Path, put: Put) -> None:
    put("登记.csv", "照片,投稿人\nA,阿雅\nＢ.JPG,小雨\n")
    assert [(who, files) for who, _, files in words(root)] == [("阿雅", ["a.jpg"]), ("小雨", ["b.jpg"])]


def test_one_in_an_archive_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "g1").mkdir()
    with ZipFile(tmp_path / "g1" / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"x")
        archive.writestr("b.jpg", b"x")
        archive.writestr("晒单登记.csv", ROWS)
    assert words(tmp_path) == TWO


def test_several_are_refused_and_hold_the_pictures_back(root: Path, put: Put) -> None:
    put("图片登记.csv", ROWS)
    put("作品表.csv", ROWS.replace("阿雅", "周周"))
    assert words(root) == []
    assert all("图片登记.csv" in why and "call the right one index.csv" in why for why in whys(root))
    unknown = [source for source in opened(root) if isinstance(source, UnknownExport)]
    assert sum(len(source.held) for source in unknown) == 2
    assert len(unknown) == 2


def test_an_index_by_its_name_needs_no_other(root: Path, put: Put) -> None:
    put("index.csv", ROWS)
    put("作品表.csv", ROWS.replace("阿雅", "周周"))
    assert words(root) == TWO
    assert len(whys(root)) == 1


def test_one_that_names_no_picture_there_holds_them_back(root: Path, put: Put) -> None:
    put("登记.csv", "图片,昵称\nx.jpg,阿雅\ny.jpg,小雨\n")
    assert words(root) == []
    (why,) = whys(root)
    assert "none of those that it names lies beside it" in why


def test_a_table_of_other_headings_is_no_index(root: Path, put: Put) -> None:
    put("价格.csv", "品名,价格\n茶,23\n")
    assert len(words(root)) == 2
    assert len(whys(root)) == 1


def test_an_archive_with_several_waits_whole(tmp_path: Path) -> None:
    (tmp_path / "g1").mkdir()
    with ZipFile(tmp_path / "g1" / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"x")
        archive.writestr("登记1.csv", ROWS)
        archive.writestr("登记2.csv", ROWS)
    assert words(tmp_path) == []
    (why,) = whys(tmp_path)
    assert "登记1.csv, 登记2.csv in one folder" in why


def test_what_became_the_index_is_not_refused_beside_it(root: Path, put: Put) -> None:
    put("登记.csv", ROWS)
    (source,) = opened(root)
    assert isinstance(source, DropFolder)
    assert source.not_looked_at() == {}


UNUSABLE = {
    "no text": b"\x81\x00\xff\xfe\x01\x00\x02" * 9,
    "empty": b"",
    "a header alone": "图片,昵称\n".encode(),
    "no column of pictures": "foo,昵称\na.jpg,阿雅\n".encode(),
    "names others": "图片,昵称\nc.jpg,阿雅\n".encode(),
}


@pytest.mark.parametrize("data", UNUSABLE.values(), ids=UNUSABLE)
def test_pictures_wait_for_an_index_that_says_nothing_of_them(root: Path, put: Put, data: bytes) -> None:
    put("index.csv", data)
    put("mmexport1", b"\xff\xd8\xff\xe0" + bytes(40))
    assert words(root) == []
    [why] = whys(root)
    assert why.startswith("3 pictures wait for g1/index.csv")


def test_a_picture_with_a_sidecar_waits_for_no_index(root: Path, put: Put) -> None:
    put("index.csv", b"")
    put("a.json", {"text": "早安", "member": {"nickname": "阿雅"}})
    assert words(root) == [("阿雅", "早安", ["a.jpg"])]
    assert whys(root)[0].startswith("One picture waits")


def test_an_index_without_pictures_beside_it_is_refused_row_by_row(tmp_path: Path, put: Put) -> None:
    put("index.csv", ROWS)
    assert [why.partition(".")[0] for why in whys(tmp_path)] == ["Its media 'a", "Its media 'b"]


def test_one_unusable_index_beside_a_sound_one_holds_nothing(root: Path, put: Put) -> None:
    put("index.csv", b"")
    a_workbook(root / "g1" / "index.xlsx", *(tuple(line.split(",")) for line in ROWS.splitlines()))
    assert words(root) == TWO
    assert len(whys(root)) == 1


def test_an_unusable_index_in_an_archive_holds_the_pictures_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "g1").mkdir()
    with ZipFile(tmp_path / "g1" / "p.zip", "w") as archive:
        for name, text in {"a.jpg": "x", "index.csv": "", "b/c.jpg": "y"}.items():
            archive.writestr(name, text)
    assert words(tmp_path) == []
    assert [why[:15] for why in whys(tmp_path)] == ["2 pictures wait"]


def test_a_table_with_unknown_columns_that_names_pictures_holds_them(root: Path, put: Put) -> None:
    put("登记.csv", "foo,bar\na.jpg,阿雅\n")
    assert words(root) == []
    [why] = whys(root)
    assert "登记.csv is not understood, so 2 pictures" in why


def test_a_table_that_names_none_holds_none(root: Path, put: Put) -> None:
    put("费用.csv", "项目,金额\n奶茶,30\n")
    assert len(words(root)) == 2
