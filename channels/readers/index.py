"""`index.csv` or `index.xlsx`: one row a submission, under columns that sishi.toml may map to ours."""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from channels.readers.consent_words import consent_state
from channels.readers.index_columns import fields_of
from channels.readers.index_table import IndexTable, Row, read_index
from channels.readers.messages import DateOrder
from channels.readers.office_time import date_order, office_time
from channels.readers.places import file_stamp, is_picture
from channels.readers.sidecars import Sidecar, read_fields
from content.errors import WrongInput
from content.files import cause_of
from content.inbox import RefusedItem
from content.model import Message
from content.validation import BadValue

MOST_NAMED = 5  # sheets that a note names
_IN_CELL = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(.*\)|#[A-Z/0]+[!?]?", re.IGNORECASE)  # stands for a picture
A_DAY = 86_400  # seconds
_SERIAL = re.compile(r"\d{5}(?![\d-])")  # a day as spreadsheets number them
_PART_OF_DAY = re.compile(r"0?\.\d+")  # how spreadsheets keep a time
_CLOCK_ALONE = re.compile(r"[^\d]{0,4}\d{1,2}\s*[:：时点].*")


@dataclass(frozen=True, slots=True)
class IndexFile:
    """An index as it is read: `columns` maps fields to its columns, `zone` reads its clocks (None: only those
    with an offset are read), `dates` is the order of days and months where the table leaves it open.
    """

    path: Path
    columns: Mapping[str, str]
    zone: ZoneInfo | None = None
    dates: DateOrder | None = None

    def table(self) -> IndexTable | RefusedItem:
        """Its rows, or why there are none; kept while the file is as it is."""
        return _table(*self._key())

    def _key(self) -> tuple[Path, str, tuple[tuple[str, str], ...]]:
        return self.path, file_stamp(self.path), tuple(sorted(self.columns.items()))

    def row_stamp(self, number: int) -> str:
        """Changes when the row does, whatever happens to others."""
        table = self.table()
        row = table.rows.get(number, {}) if isinstance(table, IndexTable) else {}
        return sha256(repr(sorted(row.items())).encode(errors="replace")).hexdigest()[:16]

    def media_in(self, row: Row) -> list[str]:
        return media_in(fields_of(row, self.columns))

    def notes(self) -> RefusedItem | None:
        """What of the file is not read, and may be meant to be."""
        table = self.table()
        if isinstance(table, RefusedItem) or not table.passed:
            return None
        names = table.passed[:MOST_NAMED]
        return RefusedItem(
            "sheet_skipped", Message("refusal.sheets_skipped", file=self.path.name, sheets=names)
        )

    def hidden_rows(self) -> RefusedItem | None:
        """That rows are taken which nobody sees in the workbook."""
        table = self.table()
        if isinstance(table, RefusedItem) or not table.hidden:
            return None
        return RefusedItem("hidden_rows", Message("refusal.hidden_rows", file=self.path.name, n=table.hidden))

    def not_looked_at(self) -> Counter[str]:
        """Rows above the header, sums and remarks below, and sheets that hold no table, by code."""
        table = self.table()
        counts = (
            {}
            if isinstance(table, RefusedItem)
            else {"title_row": table.titles, "remark_row": table.notes, "sheet": table.others}
        )
        return +Counter(counts)

    def read(self, number: int, inside: tuple[str, ...]) -> Sidecar | RefusedItem:
        """The row as a sidecar would say it; `inside` are the pictures that lie in its cells."""
        table = self.table()
        if isinstance(table, RefusedItem):
            return table
        row = table.rows.get(number)
        if row is None:
            return RefusedItem("bad_row", Message("refusal.no_such_row", file=self.path.name))
        where = f"{self.path.name}, row {number}"
        cells = fields_of(row, self.columns)
        try:
            fields = _fields(cells, inside) | self._time(cells)
        except BadValue as error:
            cause = Message("refusal.in_field", field="posted_at", problem=error.message)
            return RefusedItem("bad_row", Message("refusal.bad_sidecar", file=where, cause=cause))
        return read_fields(fields, where, "bad_row")

    def _time(self, cells: Mapping[str, str]) -> dict[str, Any]:
        day, clock = cells.get("day", ""), cells.get("posted_at", "")
        if day and _PART_OF_DAY.fullmatch(clock):
            seconds = round(float(clock) * A_DAY)
            clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
            day = str(int(day) + seconds / A_DAY) if _SERIAL.fullmatch(day) else day
        if _SERIAL.match(day) and "." in day:
            text = day
        elif day and _CLOCK_ALONE.fullmatch(clock):
            text = f"{day.removesuffix(' 00:00:00')} {clock}"
        else:
            text = clock or day
        if not text:
            return {}
        if self.zone is None:
            return {"posted_at": text}
        return {"posted_at": office_time(text, self.zone, self.dates or _order_in(*self._key()))}


def media_in(fields: Mapping[str, str]) -> list[str]:
    """The names in a cell; commas part them where each part is called as pictures are."""
    names = [name.strip().strip('"') for name in re.split(r"[;；\n|]", fields.get("media", ""))]
    media: list[str] = []
    for name in filter(None, names):
        parts = [part.strip() for part in re.split(r"[,，、]", name)]
        media += parts if len(parts) > 1 and all(map(is_picture, parts)) else [name]
    return [_beside(name.replace("\\", "/")) for name in media if not _IN_CELL.fullmatch(name)]


def _beside(name: str) -> str:
    """What a file is called here that a table names by a link, or by its place on somebody's computer."""
    link = re.match(r"(?:https?|file)://", name, re.IGNORECASE)
    path = re.split("[?#]", name)[0] if link else name
    file = path.rpartition("/")[2]
    return file if (link or path.startswith("/")) and is_picture(file) else name.removeprefix("./")


@lru_cache(maxsize=16)
def _table(index: Path, stamp: str, columns: tuple[tuple[str, str], ...]) -> IndexTable | RefusedItem:  # noqa: ARG001 - the stamp tells versions apart
    try:
        return read_index(index, dict(columns))
    except WrongInput as error:
        return RefusedItem("bad_index", error.message)
    except (OSError, ValueError, csv.Error) as error:
        return RefusedItem(
            "bad_index", Message("refusal.index_unreadable", file=index.name, cause=cause_of(error))
        )


@lru_cache(maxsize=16)
def _order_in(index: Path, stamp: str, columns: tuple[tuple[str, str], ...]) -> DateOrder | None:
    """What the dates of the table prove, all of them looked at once."""
    table = _table(index, stamp, columns)
    rows = [] if isinstance(table, RefusedItem) else table.rows.values()
    cells = (fields_of(row, dict(columns)) for row in rows)
    return date_order(row.get("day") or row.get("posted_at", "") for row in cells)


def _day(text: str) -> str:
    """The day as ISO has it; the text itself where it is none: its field then says what is wrong with it."""
    try:
        return office_time(text, ZoneInfo("UTC")).date().isoformat()
    except BadValue:
        return text


def _fields(cells: Mapping[str, str], inside: tuple[str, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: cells[name] for name in ("id", "text", "replies", "product") if name in cells
    }
    fields["media"] = [*media_in(cells), *inside]
    if "member" in cells or "nickname" in cells:
        nickname = cells.get("nickname") or cells["member"]
        fields["member"] = {"id": cells.get("member") or nickname, "nickname": nickname}
    fields["likes"] = cells.get("likes", "")
    if "consent" in cells:
        word = cells["consent"]
        fields["consent"] = {
            "state": consent_state(word),
            "evidence": cells.get("evidence", ""),
        }
        fields["consent"] |= {"until": _day(cells["until"])} if "until" in cells else {}
    return fields
