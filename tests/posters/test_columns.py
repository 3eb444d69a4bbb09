"""Long texts upright: nothing is lost, no column begins with a closing mark, all of it fits its box."""

from hypothesis import given
from hypothesis import strategies as st

from content.posters.columns import ColumnStyle, broken_columns, fitting_columns
from content.posters.tokens import CLOSING, OPENING
from content.posters.typography import clean, full_width

texts = st.text(alphabet="春日小家一二三，。！（）“”：abc7 ", min_size=1, max_size=80)


@given(texts, st.integers(3, 24))
def test_columns_keep_every_character_in_order(text: str, per: int) -> None:
    cells = [cell for column in broken_columns(text, per) for cell in column]
    assert "".join("".join(cells).split()) == "".join(full_width(clean(text)).split())


@given(texts, st.integers(3, 24))
def test_no_column_is_longer_than_it_may_be(text: str, per: int) -> None:
    assert all(len(column) <= per for column in broken_columns(text, per))


words = st.text(alphabet="春日小家", min_size=1, max_size=9)


@given(words, st.lists(words, min_size=1, max_size=6), st.sampled_from("，。"))
def test_no_column_begins_with_a_stop_or_ends_with_an_opening_mark(
    first: str, others: list[str], stop: str
) -> None:
    """Between words: a row of stops may fill a column by itself."""
    columns = broken_columns(f"{first}，（{stop.join(others)}）", 7)
    assert all(column[0] not in CLOSING for column in columns[1:] if len(column) > 1)
    assert all(column[-1] not in OPENING for column in columns[:-1] if len(column) > 1)


@given(texts, st.integers(100, 900), st.integers(60, 400))
def test_what_fits_fits(text: str, height: int, width: int) -> None:
    style = ColumnStyle()
    columns = fitting_columns(text, (width, height), (20, 60), 4, style)
    if columns is not None:
        assert columns.width <= width
        assert max(map(len, columns.cells)) * columns.px * style.leading <= height + 1


def test_a_column_ends_after_a_pause_where_one_is_near() -> None:
    assert ["".join(column) for column in broken_columns("外婆说白菜要手撕，刀碰过就不甜", 10)] == [
        "外婆说白菜要手撕，",
        "刀碰过就不甜",
    ]
