"""Whatever a table of an office holds, it is read or refused in our words."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.definitions import Definition
from channels.group_table import GROUPS
from channels.imports import read
from content.errors import SishiError
from content.messages import LANGUAGES
from tests.channels.office import LIBRARIES, TABLES, a_workbook, notes_of

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("C",)), max_size=80),
    st.text(st.characters(exclude_categories=("C",)), max_size=20).map("={}".format),  # a formula
    st.integers(-10, 10**19),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1)),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.sampled_from(
        ["早=9:00", "12/1/2026", "UTC+8", "A、x B、y", "B", "30%", "合计", "日常", "g1", "#REF!"]
    ),
)


@pytest.mark.parametrize("definition", TABLES, ids=lambda definition: definition.name)
def test_whatever_a_table_holds_it_is_read_or_refused_in_our_words(
    tmp_path: Path, definition: Definition[Any]
) -> None:
    """No text of a library reaches the reader; every row is an entry, skipped, or refused with the file."""

    @settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def whatever(data: st.DataObject) -> None:
        columns = data.draw(st.lists(st.sampled_from(definition.columns), min_size=1, unique=True))
        needed = [column for column in definition.columns if column.required and column not in columns]
        head = [data.draw(st.sampled_from([c.name, c.zh, *c.also])) for c in (*columns, *needed)]
        rows = data.draw(
            st.lists(st.lists(CELLS, min_size=len(head), max_size=len(head)), min_size=1, max_size=3)
        )
        path = a_workbook(tmp_path / "t.xlsx", one=[head, *rows])
        try:
            reading = read(definition, path)
        except SishiError as error:
            sentences = [error.in_language(language) for language in LANGUAGES]
        else:
            filled = [row for row in rows if any(cell is not None and str(cell).strip() for cell in row)]
            assert len(reading.entries) + len(reading.skipped) == len(filled)
            sentences = [text for language in LANGUAGES for text in notes_of(reading, language)]
        assert not [text for text in sentences if LIBRARIES.search(text)]

    whatever()


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_whatever_bytes_a_csv_has_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "t.csv"
    path.write_bytes("群编号,群名\n".encode() + data)
    sentence = ""
    try:
        read(GROUPS, path)
    except SishiError as error:
        sentence = error.in_language("en")
    assert not LIBRARIES.search(sentence)
