"""`index.csv` or `index.xlsx`: one row a submission, under columns that sishi.toml may map to ours."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from channels.cells import as_text
from channels.readers.fields import wall_clock
from channels.readers.places import Folder, file_stamp
from channels.readers.sidecars import Sidecar, read_fields
from channels.readers.tabular import csv_rows
from channels.tables import unguarded
from channels.workbooks import sheet_rows
from content.errors import WrongInput
from content.files import INDEX_BYTES, cause_of
from content.inbox import Refused
from content.model import Message

INDEXES = frozenset({"index.csv", "index.xlsx"})
COLUMNS = {  # field -> what people call it, besides the field's own name
    "media": ("图片", "照片", "photo", "photos", "file", "文件"),
    "id": ("编号",),
    "text": ("文案", "正文", "内容", "caption"),
    "posted_at": ("时间", "发布时间", "date", "time"),
    "member": ("成员", "群友", "微信号", "member_id", "author"),
    "nickname": ("昵称", "名字", "name"),
    "likes": ("点赞", "点赞数", "liked_by", "like_count"),
    "replies": ("回复", "回复数"),
    "product": ("商品", "产品"),
    "consent": ("授权",),
    "until": ("授权至",),
    "evidence": ("凭据",),
}
STATES = {
    "是": "granted",
    "同意": "granted",
    "已授权": "granted",
    "yes": "granted",
    "true": "granted",
    "否": "refused",
    "不同意": "refused",
    "拒绝": "refused",
    "no": "refused",
    "false": "refused",
    "撤回": "withdrawn",
    "": "unknown",
}
Row = Mapping[str, str]


def rows(index: Path) -> dict[int, Row] | Refused:
    """The rows by number (csv: line; xlsx: sheet row), or why there are none; kept while the file is."""
    return _rows(index, file_stamp(index))


@lru_cache(maxsize=16)
def _rows(index: Path, stamp: str) -> dict[int, Row] | Refused:  # noqa: ARG001 - the stamp tells versions apart
    try:
        size = index.stat().st_size
        if size > INDEX_BYTES:
            return Refused(
                "bad_index", Message("refusal.index_too_large", file=index.name, bytes=size, most=INDEX_BYTES)
            )
        if index.suffix.lower() == ".xlsx":
            return dict(_sheet_rows(index))
        place = Folder(index.parent)
        return {
            number: {k: unguarded(v) for k, v in row.items()} for number, row in csv_rows(place, index.name)
        }
    except WrongInput as error:
        return Refused("bad_index", error.message)
    except (OSError, ValueError, csv.Error) as error:
        return Refused(
            "bad_index", Message("refusal.index_unreadable", file=index.name, cause=cause_of(error))
        )


def _sheet_rows(index: Path) -> Iterator[tuple[int, Row]]:
    header: list[str] = []
    for number, cells in enumerate(sheet_rows(index.name, index), 1):
        texts = [as_text(cell.value) for cell in cells]
        if any(texts) and header:
            yield number, dict(zip(header, texts, strict=False))
        header = header or (texts if any(texts) else [])


def row_stamp(index: Path, number: str) -> str:
    """Changes when the row does, whatever happens to others."""
    found = rows(index)
    row = found.get(int(number), {}) if not isinstance(found, Refused) else {}
    return sha256(repr(sorted(row.items())).encode(errors="replace")).hexdigest()[:16]


def fields_of(row: Row, columns: Mapping[str, str]) -> dict[str, str]:
    """Our fields from a row: by the mapping (field -> column), else by the names in COLUMNS."""
    by_name = {name.strip().casefold(): cell.strip() for name, cell in row.items()}
    found = {}
    for name, others in COLUMNS.items():
        called = [columns[name]] if name in columns else [name, *others]
        cells = [by_name[one.casefold()] for one in called if one.casefold() in by_name]
        if cells and cells[0]:
            found[name] = cells[0]
    return found


def media_in(fields: Mapping[str, str]) -> list[str]:
    return [name.strip() for name in re.split(r"[;；\n|]", fields.get("media", "")) if name.strip()]


def read_row(row: Row, columns: Mapping[str, str], zone: ZoneInfo | None, where: str) -> Sidecar | Refused:
    """The row as a sidecar would say it. Clocks that name no zone are read in `zone`, if there is one."""
    said = fields_of(row, columns)
    fields: dict[str, Any] = {
        name: said[name] for name in ("id", "text", "replies", "product") if name in said
    }
    fields["media"] = media_in(said)
    if "member" in said or "nickname" in said:
        nickname = said.get("nickname") or said["member"]
        fields["member"] = {"id": said.get("member") or nickname, "nickname": nickname}
    fields["likes"] = said.get("likes", "")
    if "consent" in said:
        word = said["consent"]
        fields["consent"] = {"state": STATES.get(word.casefold(), word), "evidence": said.get("evidence", "")}
        fields["consent"] |= {"until": said["until"]} if "until" in said else {}
    if "posted_at" in said:
        fields["posted_at"] = _time(said["posted_at"], zone)
    return read_fields(fields, where, "bad_row")


def _time(text: str, zone: ZoneInfo | None) -> Any:
    """The instant, or the text itself where it is none: its field then says what is wrong with it."""
    try:
        return wall_clock(text.replace("/", "-"), zone) if zone else text
    except ValueError:
        return text
