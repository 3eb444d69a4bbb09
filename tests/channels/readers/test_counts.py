"""A bare number is a count wherever likes and replies are written; names stay names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from channels.readers.counts import count_in, likes_in
from channels.readers.drop_folder import DropFolder
from content.inbox import Record, RefusedItem

Put = Callable[..., Path]
COUNTS = [
    (23, 23),
    (23.0, 23),
    ("23", 23),
    (" 23 ", 23),
    ("２３", 23),
    ("23 次", 23),
    ("23个赞", 23),
    ("点赞 23", 23),
    ("23 likes", 23),
    ("1,234", 1234),
    ("1.2万", 12000),
    ("10+", 10),
    (0, 0),
    ("0", 0),
]
LIKES: list[tuple[Any, set[str], int]] = [
    *((value, set(), count) for value, count in COUNTS),
    ("小鹿", {"小鹿"}, 0),
    ("小鹿;小雨；阿雅", {"小鹿", "小雨", "阿雅"}, 0),
    ("小鹿、23", {"小鹿"}, 23),
    ("小鹿2号", {"小鹿2号"}, 0),
    ("10086123;20086123", {"10086123", "20086123"}, 0),
    (["小鹿", 23], {"小鹿"}, 23),
    ([23], set(), 23),
    ([{"member": "m2"}, "23 次", {"member": "23"}], {"m2", "23"}, 23),
    ("", set(), 0),
]


@pytest.fixture
def inbox(tmp_path: Path) -> DropFolder:
    (tmp_path / "g1").mkdir()
    return DropFolder(tmp_path, "x")


def only(inbox: DropFolder) -> Record | RefusedItem:
    found = [inbox.read(item) for item in inbox.items("g1")]
    (one,) = [each for each in found if not isinstance(each, RefusedItem) or each.reason != "bad_index"]
    assert not isinstance(one, tuple)
    return one  # type: ignore[return-value]


@pytest.mark.parametrize("value, names, count", LIKES)
def test_a_sidecar_names_likers_and_counts_the_others(
    inbox: DropFolder, put: Put, value: Any, names: set[str], count: int
) -> None:
    put("a.jpg", b"x")
    put("a.json", json.dumps({"media": ["a.jpg"], "likes": value}))
    record = only(inbox)
    assert isinstance(record, Record)
    assert (record.likes, record.like_count) == (names, count)


@pytest.mark.parametrize("value, names, count", [case for case in LIKES if not isinstance(case[0], list)])
@pytest.mark.parametrize("column", ["点赞", "likes"])
def test_so_does_an_index(
    inbox: DropFolder, put: Put, value: Any, names: set[str], count: int, column: str
) -> None:
    put("a.jpg", b"x")
    book = Workbook()
    book.worksheets[0].append(["图片", column, "回复"])
    book.worksheets[0].append(["a.jpg", value, "5 条"])
    book.save(inbox.root / "g1/index.xlsx")
    record = only(inbox)
    assert isinstance(record, Record)
    assert (record.likes, record.like_count, record.replies) == (names, count, 5)


@pytest.mark.parametrize("value", [-1, "-5", 2.5, float("nan"), True, {"who": "m1"}])
def test_what_counts_nothing_is_refused_with_the_value(inbox: DropFolder, put: Put, value: Any) -> None:
    put("a.jpg", b"x")
    put("a.json", json.dumps({"media": ["a.jpg"], "likes": value}))
    refused = only(inbox)
    assert isinstance(refused, RefusedItem)
    assert refused.reason == "bad_sidecar"


@given(st.integers(0, 10**9))
def test_a_number_is_never_a_name(number: int) -> None:
    for value in (number, str(number), float(number), f"{number} 次"):
        assert likes_in(value) == ((), number)
        assert count_in(value) == number


@given(st.text(min_size=1, max_size=20).filter(lambda text: any(letter.isalpha() for letter in text)))
def test_whatever_is_read_it_is_each_name_or_a_count(text: str) -> None:
    try:
        likes = likes_in(text)
    except ValueError:
        return
    assert likes.unnamed >= 0
    assert all(name.strip() == name and name for name in likes.names)
