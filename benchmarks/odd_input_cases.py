"""The odd inputs that odd_inputs.py looks at, by kind: from encodings of names to unfinished files."""

import io
import json
import os
import struct
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from PIL import Image

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
Files = Mapping[str, bytes | str]


def _picture(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (colour % 256, 90, 120)).save(out, "JPEG")
    return out.getvalue()


A, B, C = map(_picture, (1, 80, 160))


@dataclass(frozen=True)
class OddInput:
    """`files` are written into the group's folder; of these `pictures` are to come in, by members of these
    `names`; `least_counted` is how many refusals and files
    that are only counted there are at the least."""

    kind: str
    label: str
    files: Files = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    names: tuple[str | None, ...] | None = None
    least_counted: int = 0
    prepare: Callable[[Path], object] | None = None
    zone: ZoneInfo = SHANGHAI
    hours: tuple[str, ...] = ()  # when the messages were sent, as ISO


def _zip(files: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _zip_in(encoding: str, files: Mapping[str, bytes | str]) -> bytes:
    """A zip whose names are in an old encoding and marked as no UTF-8."""
    out = io.BytesIO()
    names = [name.encode(encoding) for name in files]
    placeholders = [f"{'n' * (len(name) - 2)}{n:02}" for n, name in enumerate(names)]
    with ZipFile(out, "w") as archive:
        for placeholder, content in zip(placeholders, files.values(), strict=True):
            archive.writestr(placeholder, content)
    data = bytearray(out.getvalue())
    for placeholder, name in zip(placeholders, names, strict=True):
        data = data.replace(placeholder.encode(), name)
    return bytes(data)


def _workbook(*sheets: list[tuple[Any, ...]], hidden: tuple[int, ...] = ()) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        page = book.create_sheet()
        for row in rows:
            page.append(row)
        for number in hidden:
            page.row_dimensions[number].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tar(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _weflow(*messages: dict[str, Any]) -> str:
    base = {
        "type": "图片消息",
        "createTime": 1767000000,
        "senderUsername": "wx1",
        "senderDisplayName": "阿雅",
    }
    return json.dumps(
        {
            "weflow": {},
            "session": {"wxid": "1@chatroom"},
            "messages": [base | message for message in messages],
        }
    )


def _telegram(*messages: dict[str, Any]) -> str:
    base = {"type": "message", "from": "Anna", "from_id": "user1", "text": "hi"}
    return json.dumps(
        {
            "name": "x",
            "type": "private_supergroup",
            "id": 7,
            "messages": [base | message for message in messages],
        }
    )


def _link_zip() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        entry = ZipInfo("b.jpg")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("a.jpg", A)
    return out.getvalue()


def _encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        changed[at + offset] |= 1
    return bytes(changed)


def _movie() -> bytes:
    return struct.pack(">I4s4sI", 24, b"ftyp", b"isom", 512) + b"isommp41" + bytes(400)


INDEX = "图片,昵称\na.jpg,阿雅\nb.jpg,小雨\n"
CHAT = "[2026/3/2 09:05:07] 阿雅: <附件：a.jpg>\n[2026/3/2 09:06:07] 小雨: <附件：b.jpg>\n"
BOTH: Files = {"a.jpg": A, "b.jpg": B}
NAMES = ("阿雅", "小雨")


def inputs() -> Iterator[OddInput]:
    yield from _names_and_encodings()
    yield from _other_kinds()
    yield from _people_and_times()
    yield from _tables()
    yield from _hostile()
    yield from _unfinished()
    yield from _once_more()


def _names_and_encodings() -> Iterator[OddInput]:
    kind = "mixed encodings in a zip"
    gbk = _zip_in(
        "gb18030",
        {
            "图一.jpg": A,
            "图二.jpg": B,
            "index.csv": "图片,昵称\n图一.jpg,阿雅\n图二.jpg,小雨\n".encode("gb18030"),
        },
    )
    yield OddInput(kind, "all in GBK", {"p.zip": gbk}, ("图一.jpg", "图二.jpg"), NAMES)
    mixed = _zip_in(
        "gb18030", {"图一.jpg": A, "b.jpg": B, "index.csv": "图片,昵称\n图一.jpg,阿雅\nb.jpg,小雨\n".encode()}
    )
    yield OddInput(kind, "names in GBK, table in UTF-8", {"p.zip": mixed}, ("图一.jpg", "b.jpg"), NAMES)
    words = {"a.jpg": A, "a.txt": "早安".encode("gb18030"), "b.jpg": B, "b.txt": "晚安".encode("utf-16")}
    yield OddInput(kind, "words in GBK and UTF-16", {"p.zip": _zip(words)}, ("a.jpg", "b.jpg"))
    big5 = _zip_in("big5", {"圖一.jpg": A, "圖二.jpg": B})
    yield OddInput(kind, "names in Big5", {"p.zip": big5}, ("2 of any name",))
    kind = "odd names"
    for label, name in {
        "emoji": "🍲👩‍🍳.jpg",
        "right to left": "photo\u202egpj.jpg",
        "newline": "a\nb.jpg",
        "nothing to see": "a\u200b.jpg",
        "blanks": "  a .jpg",
        "longest": "长" * 80 + ".jpg",
    }.items():
        yield OddInput(kind, label, {name: A}, (name,))
    yield OddInput(
        kind,
        "composed otherwise",
        {"e\u0301.jpg": A, "index.csv": "图片,昵称\n\u00e9.jpg,阿雅\n"},
        ("e\u0301.jpg",),
        ("阿雅",),
    )
    yield OddInput(
        kind,
        "emoji in the index",
        {"🍲.jpg": A, "登记.csv": "图片,昵称\n🍲.jpg,阿雅🐱\n"},
        ("🍲.jpg",),
        ("阿雅🐱",),
    )
    kind = "names but for the case"
    yield OddInput(
        kind, "one file", {"a.jpg": A, "index.csv": "图片,昵称\nA.JPG,阿雅\n"}, ("a.jpg",), ("阿雅",)
    )
    yield OddInput(
        kind,
        "two files, both named",
        {"a.jpg": A, "A.jpg": B, "index.csv": "图片,昵称\na.jpg,阿雅\nA.jpg,小雨\n"},
        ("a.jpg", "A.jpg"),
        NAMES,
    )
    yield OddInput(kind, "INDEX.CSV", {**BOTH, "INDEX.CSV": INDEX}, ("a.jpg", "b.jpg"), NAMES)


def _other_kinds() -> Iterator[OddInput]:
    kind = "7z, rar, tar, locked zips"
    yield OddInput(
        kind, "7z", {"a.jpg": A, "p.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40)}, ("a.jpg",), least_counted=1
    )
    yield OddInput(
        kind, "rar", {"a.jpg": A, "p.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40)}, ("a.jpg",), least_counted=1
    )
    yield OddInput(kind, "tar.gz", {"p.tar.gz": _tar(dict(BOTH))}, least_counted=1)  # type: ignore[arg-type]
    yield OddInput(kind, "locked zip", {"p.zip": _encrypted(_zip({"a.jpg": A}))}, least_counted=1)
    yield OddInput(
        kind,
        "rar called zip",
        {"a.jpg": A, "p.zip": b"Rar!\x1a\x07\x01\x00" + bytes(40)},
        ("a.jpg",),
        least_counted=1,
    )
    kind = "photos in documents"
    yield OddInput(
        kind,
        "Word",
        {"a.jpg": A, "d.docx": _zip({"word/document.xml": "<x/>", "word/media/image1.jpg": B})},
        ("a.jpg",),
        least_counted=1,
    )
    yield OddInput(
        kind,
        "PowerPoint",
        {"d.pptx": _zip({"ppt/presentation.xml": "<x/>", "ppt/media/image1.jpg": B})},
        least_counted=1,
    )
    yield OddInput(kind, "PDF", {"a.jpg": A, "d.pdf": b"%PDF-1.7 ..."}, ("a.jpg",), least_counted=1)
    yield OddInput(
        kind,
        "Word in a zip",
        {"p.zip": _zip({"a.jpg": A, "d.docx": _zip({"word/document.xml": "x"})})},
        ("a.jpg",),
        least_counted=1,
    )
    kind = "videos, voice, live photos"
    yield OddInput(kind, "mp4", {"a.jpg": A, "v.mp4": _movie()}, ("a.jpg",), least_counted=1)
    yield OddInput(kind, "voice", {"a.jpg": A, "v.amr": b"#!AMR\n" + bytes(50)}, ("a.jpg",), least_counted=1)
    yield OddInput(
        kind, "a still and its film", {"IMG_1.jpg": A, "IMG_1.MOV": _movie()}, ("IMG_1.jpg",), least_counted=1
    )
    yield OddInput(
        kind, "film in a zip", {"p.zip": _zip({"a.jpg": A, "v.mp4": _movie()})}, ("a.jpg",), least_counted=1
    )


def _people_and_times() -> Iterator[OddInput]:
    kind = "ids and people across groups"
    one, two = (
        {"platformMessageId": "5", "mediaPath": "a.jpg"},
        {"platformMessageId": "5", "mediaPath": "b.jpg"},
    )
    yield OddInput(
        kind,
        "one id in two chats",
        {
            "x/chat.json": _weflow(one),
            "x/a.jpg": A,
            "y/chat.json": _weflow(two).replace("1@chatroom", "2@chatroom"),
            "y/b.jpg": B,
        },
        ("a.jpg", "b.jpg"),
    )
    yield OddInput(
        kind,
        "two of one name",
        {**BOTH, "index.csv": "图片,微信号,昵称\na.jpg,wx1,阿雅\nb.jpg,wx2,阿雅\n"},
        ("a.jpg", "b.jpg"),
        ("阿雅", "阿雅"),
    )
    renamed = _weflow(
        one,
        {
            "platformMessageId": "6",
            "mediaPath": "b.jpg",
            "senderDisplayName": "阿雅2",
            "createTime": 1767000900,
        },
    )
    yield OddInput(
        kind, "one id, two names", {"chat.json": renamed, **BOTH}, ("a.jpg", "b.jpg"), ("阿雅", "阿雅2")
    )
    kind = "daylight-saving hours, leap days"
    fold = _telegram(
        {"id": 1, "date": "2026-10-25T02:30:00", "date_unixtime": "1792888200", "photo": "a.jpg"},
        {"id": 2, "date": "2026-10-25T02:30:00", "date_unixtime": "1792891800", "photo": "b.jpg"},
    )
    yield OddInput(
        kind,
        "the hour that comes twice",
        {"result.json": fold, **BOTH},
        ("a.jpg", "b.jpg"),
        zone=BERLIN,
        hours=("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"),
    )
    gap = "[2026/3/29 02:30:07] 阿雅: <附件：a.jpg>\n[2026/3/29 03:30:07] 小雨: <附件：b.jpg>\n"
    yield OddInput(
        kind, "the hour that never comes", {"_chat.txt": gap, **BOTH}, ("a.jpg", "b.jpg"), NAMES, zone=BERLIN
    )
    leap = CHAT.replace("2026/3/2", "2028/2/29")
    yield OddInput(
        kind,
        "29 February of a leap year",
        {"index.csv": "图片,昵称,时间\na.jpg,阿雅,2024-02-29 21:00\n", "a.jpg": A},
        ("a.jpg",),
        ("阿雅",),
        hours=("2024-02-29T13:00:00+00:00",),
    )
    yield OddInput(
        kind,
        "29 February of no leap year",
        {"index.csv": "图片,昵称,时间\na.jpg,阿雅,2023-02-29 21:00\n", "a.jpg": A},
        least_counted=1,
    )
    yield OddInput(kind, "29 February to come", {"_chat.txt": leap, **BOTH}, ("a.jpg", "b.jpg"), NAMES)


def _tables() -> Iterator[OddInput]:
    kind = "empty and wide tables"
    rows = [tuple(line.split(",")) for line in INDEX.splitlines()]
    yield OddInput(
        kind, "first sheet empty", {"index.xlsx": _workbook([], rows), **BOTH}, ("a.jpg", "b.jpg"), NAMES
    )
    yield OddInput(
        kind, "all sheets empty", {"index.xlsx": _workbook([], []), "a.jpg": A}, (), least_counted=1
    )
    yield OddInput(kind, "csv of no bytes", {"index.csv": b"", "a.jpg": A}, (), least_counted=1)
    wide = (
        ",".join([*(f"c{n}" for n in range(10_000)), "图片", "昵称"]) + "\n" + "," * 10_000 + "a.jpg,阿雅\n"
    )
    yield OddInput(kind, "10,000 columns", {"index.csv": wide, "a.jpg": A}, ("a.jpg",), ("阿雅",))
    yield OddInput(
        kind, "10,000 columns, another name", {"登记.csv": wide, "a.jpg": A}, ("a.jpg",), ("阿雅",)
    )
    kind = "indexes of other names"
    yield OddInput(kind, "csv", {"晒单登记.csv": INDEX, **BOTH}, ("a.jpg", "b.jpg"), NAMES)
    yield OddInput(kind, "workbook", {"作品表.xlsx": _workbook(rows), **BOTH}, ("a.jpg", "b.jpg"), NAMES)
    yield OddInput(kind, "two of them", {"登记.csv": INDEX, "作品.csv": INDEX, **BOTH}, least_counted=1)
    yield OddInput(
        kind,
        "names none",
        {"登记.csv": INDEX.replace("jpg", "png").replace("a.", "y.").replace("b.", "z."), **BOTH},
        least_counted=1,
    )
    yield OddInput(
        kind,
        "hidden rows",
        {"index.xlsx": _workbook(rows, hidden=(3,)), **BOTH},
        ("a.jpg", "b.jpg"),
        NAMES,
        least_counted=1,
    )
    kind = "NUL bytes"
    yield OddInput(
        kind, "in a csv", {"index.csv": INDEX.replace("阿雅", "阿\0雅"), **BOTH}, ("a.jpg", "b.jpg"), NAMES
    )
    yield OddInput(
        kind, "in a chat", {"_chat.txt": CHAT.replace("阿雅", "阿\0雅"), **BOTH}, ("a.jpg", "b.jpg"), NAMES
    )
    yield OddInput(
        kind,
        "in JSON",
        {"chat.json": _weflow({"mediaPath": "a.jpg", "senderDisplayName": "阿\0雅"}), "a.jpg": A},
        ("a.jpg",),
        ("阿雅",),
    )


def _hostile() -> Iterator[OddInput]:
    kind = "paths that lead out"
    for label, path in {"up": "../../etc/passwd", "absolute": "/etc/passwd", "drive": "C:\\a.jpg"}.items():
        yield OddInput(kind, label, {"index.csv": f"图片,昵称\n{path},阿雅\n"}, least_counted=1)
    yield OddInput(
        kind, "zip slip", {"p.zip": _zip({"../../x.jpg": A, "a.jpg": B})}, ("a.jpg",), least_counted=1
    )
    kind = "links"
    yield OddInput(
        kind,
        "to a picture",
        {"a.jpg": A},
        ("a.jpg",),
        least_counted=1,
        prepare=lambda folder: (folder / "b.jpg").symlink_to("a.jpg"),
    )
    yield OddInput(
        kind,
        "to its own folder",
        {"a.jpg": A},
        ("a.jpg",),
        least_counted=1,
        prepare=lambda folder: (folder / "sub").symlink_to(folder),
    )
    yield OddInput(kind, "in a zip", {"p.zip": _link_zip()}, ("a.jpg",), least_counted=1)
    yield OddInput(
        kind,
        "a pipe",
        {"a.jpg": A},
        ("a.jpg",),
        least_counted=1,
        prepare=lambda folder: os.mkfifo(folder / "b.jpg"),
    )
    kind = "zip bombs"
    yield OddInput(
        kind, "one large entry", {"p.zip": _zip({"b.jpg": bytes(60_000_000), "a.jpg": A})}, least_counted=1
    )
    yield OddInput(
        kind,
        "zips in zips",
        {"p.zip": _zip({"q.zip": _zip({"r.zip": _zip({"a.jpg": A})}), "b.jpg": B})},
        ("b.jpg",),
        least_counted=1,
    )
    yield OddInput(
        kind,
        "a workbook",
        {"index.xlsx": _zip({"xl/worksheets/sheet1.xml": bytes(50_000_000)}), "a.jpg": A},
        (),
        least_counted=1,
    )


def _unfinished() -> Iterator[OddInput]:
    kind = "still being written"
    whole = _zip(dict(BOTH))
    yield OddInput(kind, "half a zip", {"p.zip": whole[: len(whole) // 2]}, least_counted=1)
    yield OddInput(
        kind, "half a JSON", {"chat.json": _weflow({"mediaPath": "a.jpg"})[:-30], "a.jpg": A}, least_counted=1
    )
    yield OddInput(kind, "half a row", {"index.csv": INDEX[:-3], **BOTH}, ("a.jpg", "b.jpg"))
    yield OddInput(
        kind,
        "half a header",
        {"_chat.txt": CHAT + "[2026/3/2 09:0", **BOTH},
        ("a.jpg", "b.jpg"),
        NAMES,
        least_counted=1,
    )
    yield OddInput(kind, "a download", {"a.jpg": A, "b.jpg.crdownload": B}, ("a.jpg",), least_counted=1)


def _once_more() -> Iterator[OddInput]:
    kind = "the same picture once more"
    yield OddInput(kind, "thumbnail", {"a.jpg": A + bytes(9), "a_thumb.jpg": A}, ("a.jpg",), least_counted=1)
    yield OddInput(kind, "copy", {"a.jpg": A, "a (1).jpg": A}, ("a.jpg",), least_counted=1)
    yield OddInput(
        kind, "edited", {"IMG_1234.JPG": A, "IMG_E1234.JPG": B}, ("IMG_E1234.JPG",), least_counted=1
    )
    yield OddInput(kind, "edited alone", {"IMG_E1234.JPG": B}, ("IMG_E1234.JPG",))
    yield OddInput(kind, "another picture (1)", {"a.jpg": A, "a (1).jpg": B}, ("a.jpg", "a (1).jpg"))
