"""Files as text, line by line in little memory; as JSON only where they are small enough."""

import io
import json
import os
import re
from collections.abc import Iterator
from typing import Any

from channels.readers.places import Place
from channels.traditional import is_big5
from content.files import DATA_BYTES, cause_of
from content.inbox import RefusedItem
from content.model import Message
from content.syntax import json_fault
from content.validation import BadValue

HEAD = 65_536  # bytes looked at to tell what a file is
LONGEST_LINE = 4_000_000  # characters; the longest messages, forwarded records, have some 100,000
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
SEPARATOR_LINE = re.compile(r'"?sep=[,;\t]"?[,;\t]*', re.IGNORECASE)  # Excel writes it above a header
STRAY_NULS = 2
LARGEST_PAGE = 20_000_000  # bytes; Telegram's pages have a thousand messages each, some two megabytes
LARGEST_JSON = DATA_BYTES  # bytes; a JSON array is read whole, which takes some five times its size


def head_of(place: Place, name: str) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    try:
        with place.open(name) as stream:
            return stream.read(HEAD)
    except (OSError, ValueError, RuntimeError, EOFError):
        return b""


def encoding_of(head: bytes) -> str | None:
    """UTF-8, UTF-16 or GB 18030; None for what is no text. A few spoilt bytes do not unmake UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if wide := _unmarked_utf16(head):
        return wide
    if b"\0" in head:
        return None if _is_binary(head) else encoding_of(head.replace(b"\0", b""))
    good, bad = _utf8_letters(head)
    if bad == 0 or good > 3 * bad:
        return "utf-8-sig"
    if _is_gb18030(head):
        return "big5hkscs" if is_big5(head) else "gb18030"
    return "utf-8-sig" if bad < len(head) / 100 else None


def _is_binary(head: bytes) -> bool:
    """Whether there are more NULs than a program leaves in a text by mistake, or other signs of no text."""
    most = max(STRAY_NULS, len(head) // 1_000)
    return head.count(0) > most or bool(CONTROLS.search(head.replace(b"\0", b"").decode("latin-1")))


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without its mark: upper bytes of spaces, figures and line breaks are 0, lower ones seldom."""
    upper, lower = head[1::2].count(0), head[::2].count(0)
    few = len(head) / 40  # a twentieth of the letters
    if upper > few and upper > 4 * lower:
        wide = "utf-16-le"
    elif lower > few and lower > 4 * upper:
        wide = "utf-16-be"
    else:
        return None
    return None if CONTROLS.search(head.decode(wide, errors="replace")) else wide


def _utf8_letters(head: bytes) -> tuple[int, int]:
    """How many letters of several bytes are UTF-8, how many bytes are not; the cut at the end is neither."""
    text = head.decode("utf-8", errors="replace")
    cut = 1 if len(head) == HEAD and text.endswith("\ufffd") else 0
    bad = text.count("\ufffd") - head.count("\ufffd".encode()) - cut
    return sum(letter > "\x7f" for letter in text) - bad, max(0, bad)


def _is_gb18030(head: bytes) -> bool:
    for cut in range(4):  # a letter has up to four bytes, and the head may end within one
        try:
            head[: len(head) - cut].decode("gb18030")
        except UnicodeDecodeError:
            continue
        return True
    return False


def lines(place: Place, name: str) -> Iterator[tuple[int, str | None]]:
    """Number (from 1) and text of each line without its end; None for one too long. No text: ValueError."""
    encoding = encoding_of(head_of(place, name))
    if encoding is None:
        raise BadValue(Message("source.no_text_save"))
    with place.open(name) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="replace", newline=None)
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            too_long = len(line) == LONGEST_LINE and not line.endswith("\n")
            while too_long and (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                continue
            yield number, None if too_long else line.removesuffix("\n")


def begins_table(line: str) -> bool:
    """Whether a line may be a table's header: no blank one, no title alone in its row, and not the one that
    names the delimiter."""
    bare = line.strip("\ufeff \t\r")
    filled = sum(bool(cell.strip(' "')) for cell in bare.split(delimiter_of(bare)))
    return filled > 1 and not SEPARATOR_LINE.fullmatch(bare)


def delimiter_of(header: str) -> str:
    """What stands between the cells of a header."""
    return max(",;\t", key=header.count)


def ended_lines(place: Place, name: str) -> Iterator[tuple[int, str | None, str]]:
    """As `lines`, with what ends each: CRLF, LF, CR or nothing."""
    encoding = encoding_of(head_of(place, name))
    if encoding is None:
        raise BadValue(Message("source.no_text_save"))
    with place.open(name) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            too_long = len(line) == LONGEST_LINE and not line.endswith(("\n", "\r"))
            while too_long and (rest := text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                continue
            bare = line.rstrip("\r\n")
            yield number, None if too_long else bare, line[len(bare) :]


def read_json(place: Place, name: str) -> Any:
    """What a JSON file holds. ValueError says why it holds nothing."""
    text = whole_json(place, name)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadValue(json_fault(error).worded("source.json_damaged")) from None
    except RecursionError:
        raise BadValue(Message("source.json_too_deep")) from None


def page_text(place: Place, name: str) -> str:
    """A web page as text. ValueError says why it is none."""
    return _whole_text(place, name, Message("source.page_too_large", most=LARGEST_PAGE), LARGEST_PAGE)


def whole_json(place: Place, name: str) -> str:
    return _whole_text(place, name, Message("source.json_too_large", most=LARGEST_JSON), LARGEST_JSON)


def is_longer(place: Place, name: str, most: int) -> bool:
    """Whether a file has more bytes than `most`; what is packed is counted as it is unpacked."""
    with place.open(name) as stream:
        try:
            return os.fstat(stream.fileno()).st_size > most
        except OSError:
            left = most
            while piece := stream.read(HEAD):
                left -= len(piece)
                if left < 0:
                    return True
            return False


def _whole_text(place: Place, name: str, too_large: Message, most: int) -> str:
    with place.open(name) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise BadValue(too_large)
    encoding = encoding_of(data[:HEAD])
    if encoding is None:
        raise BadValue(Message("source.no_text_export"))
    return data.decode(encoding, errors="replace")


def unreadable(name: str, error: Exception) -> RefusedItem:
    """The refusal of a whole file."""
    cause = cause_of(error) or Message("refusal.closed")
    return RefusedItem("bad_export", Message("file.unreadable", file=name, cause=cause), name)
