"""What the tests of tables share: tables written as offices do, and what is told of them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from channels.consent_table import CONSENTS
from channels.days_table import DAYS
from channels.definitions import Definition
from channels.group_table import GROUPS, MEMBERS, PRODUCTS
from channels.imports import Reading
from channels.orders import ORDERS
from channels.story_table import STORIES
from content.errors import WrongInput
from content.messages import render
from content.model import Group, GroupKind

TABLES: list[Definition[Any]] = [GROUPS, MEMBERS, PRODUCTS, STORIES, CONSENTS, ORDERS, DAYS]
SHANGHAI = Group("g-sh", "上海茶友", GroupKind.DAILY, size=186)
CHINESE = "群编号,群名,类型,人数\ng-sh,上海茶友,日常,186人\n"
LIBRARIES = re.compile(
    r"pydantic|openpyxl|Input should|validation error|Traceback|Errno|expected after|NoneType"
)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def a_workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def notes_of(reading: Reading[Any], language: str = "en") -> list[str]:
    """What the reader is to know: of the table, of skipped rows, of cells."""
    table = reading.table
    cells = [render(note, language) for entry in reading.entries for note in entry.notes]
    skipped = [f"{row.number}: {render(row.why, language)}" for row in reading.skipped]
    return [*(render(note, language) for note in table.notes), *skipped, *cells]


def refusal(read_it: Callable[[Path], object], path: Path, language: str = "en") -> str:
    with pytest.raises(WrongInput) as caught:
        read_it(path)
    return caught.value.in_language(language)
