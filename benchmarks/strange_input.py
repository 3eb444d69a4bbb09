"""What the inputs of strange_inputs.py are made of, and how what is right of them is said."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from PIL import Image

Files = Mapping[str, bytes | str]


@dataclass(frozen=True)
class Expected:
    """A submission as it is stored. `hour` is in UTC, to the minute; "" where it does not matter."""

    name: str | None
    words: str = ""
    product: str | None = None
    hour: str = ""
    pictures: int = 1
    likes: int = 0
    consent: str = "unknown"


@dataclass(frozen=True)
class StrangeInput:
    """`steps` are folders that are gathered one after another into `group` (None: as the folders say)."""

    kind: str
    label: str
    steps: Sequence[Files]
    expected: list[Expected] = field(default_factory=list)
    group: str | None = "g1"
    least_counted: int = 0


def picture(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (colour % 256, 90, 120)).save(out, "JPEG")
    return out.getvalue()


A, B, C = map(picture, (2, 82, 162))
BOTH: Files = {"a.jpg": A, "b.jpg": B}
AT = 1_772_413_507  # 2026-03-02 09:05:07 in Shanghai
HOUR = "2026-03-02T01:05"


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def weflow(*messages: dict[str, Any]) -> str:
    base = {"type": "文本消息", "senderUsername": "wx1", "senderDisplayName": "阿雅"}
    numbered = [
        base | {"createTime": AT + n, "platformMessageId": str(7_000_000_000_000_000_001 + n)} | message
        for n, message in enumerate(messages)
    ]
    return as_json({"weflow": {}, "session": {"wxid": "1@chatroom", "type": "群聊"}, "messages": numbered})
