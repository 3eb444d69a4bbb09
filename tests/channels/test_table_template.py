"""A template is a table that import understands: as it comes it brings nothing, filled in it is an entry."""

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from channels.definitions import Definition
from channels.exports.table_template import columns_of, write_template
from channels.imports import read
from content.errors import WrongInput
from content.messages import LANGUAGES, render
from tools.tables_doc import PAGE, TABLES, page

EVERY = pytest.mark.parametrize("definition", TABLES, ids=lambda definition: definition.name)
IN_EACH = pytest.mark.parametrize("language", LANGUAGES)


@EVERY
@IN_EACH
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_template_as_it_comes_brings_nothing_and_says_why(
    tmp_path: Path, definition: Definition[Any], suffix: str, language: str
) -> None:
    path = tmp_path / f"t.{suffix}"
    write_template(path, definition, language)
    reading = read(definition, path)
    assert reading.entries == ()
    assert [render(row.why, "en")[:11] for row in reading.skipped] == ["the example"]


@EVERY
@IN_EACH
def test_the_example_of_a_template_is_right(
    tmp_path: Path, definition: Definition[Any], language: str
) -> None:
    """With a key of its own it is an entry, and every cell that is an example was understood."""
    path = tmp_path / "t.csv"
    write_template(path, definition, language)
    heads, example = csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True))
    example[[column.name for column in columns_of(definition)].index(definition.key)] = "mine"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, example])
    (entry,) = read(definition, path).entries
    assert (entry.key, entry.notes) == ("mine", ())


@EVERY
@IN_EACH
def test_a_workbook_explains_every_column(tmp_path: Path, definition: Definition[Any], language: str) -> None:
    write_template(tmp_path / "t.xlsx", definition, language)
    table, about = load_workbook(tmp_path / "t.xlsx").worksheets
    heads = [cell.value for cell in table[1]]
    assert [row[0].value for row in about.iter_rows(min_row=2)] == heads
    assert all(row[2].value for row in about.iter_rows(min_row=2))
    chinese = [column.zh for column in columns_of(definition)]
    assert heads == (chinese if language == "zh" else [column.name for column in columns_of(definition)])


def test_a_template_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"filled in")
    with pytest.raises(WrongInput, match="left as it is"):
        write_template(tmp_path / "t.xlsx", TABLES[0], "en")
    with pytest.raises(WrongInput, match=r"written as \.xlsx or \.csv"):
        write_template(tmp_path / "t.yaml", TABLES[0], "en")


@EVERY
def test_no_name_means_two_columns(definition: Definition[Any]) -> None:
    for column in definition.columns:
        for name in (column.name, column.zh, *column.also):
            assert definition.column_of(name) is column, name


def test_the_page_of_tables_has_the_columns_as_they_are() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(written), "run: python -m tools.tables_doc"
