"""Xiaohongshu as XHS-Downloader keeps it: pictures named by time, author and title, with a database or texts.

The database (ExploreData.db) holds a row a note; without it a text beside the pictures says the same of one.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, a_moment, an_author
from channels.readers.mediacrawler import a_count
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt, made_id
from channels.readers.places import is_picture
from channels.readers.text import lines, unreadable
from content.inbox import RefusedItem
from content.sanitize import one_line

SQLITE = b"SQLite format 3\0"
MOST_NOTES = 200_000  # rows read of a database
FIELD = re.compile(r"(?P<name>作品\w{2}|作者\w{2}|发布时间|点赞数量|评论数量)\s*[:：]\s*(?P<value>.*)")
NUMBERED = re.compile(r"_\d{1,3}$")
FORBIDDEN = re.compile(r'[\\/:*?"<>|\s.]+')  # is changed or left out where words become a file's name


class Note(Loose):
    key: Words = Field("", alias="作品ID")
    kind: Words = Field("图文", alias="作品类型")
    title: Words = Field("", alias="作品标题")
    desc: Words = Field("", alias="作品描述")
    at: Words = Field("", alias="发布时间")
    likes: Words = Field("", alias="点赞数量")
    comments: Words = Field("", alias="评论数量")
    author: Words = Field("", alias="作者ID")
    nickname: Words = Field("", alias="作者昵称")


class XhsDownloader:
    name = "xhs_downloader"
    shape = "Xiaohongshu by XHS-Downloader: the folder with ExploreData.db or the notes' texts"
    together = None

    def knows(self, head: Head) -> bool:
        if head.data.startswith(SQLITE):
            return b"explore_data" in head.data
        first = [match["name"] for line in head.text.splitlines()[:8] if (match := FIELD.match(line))]
        return len({"作品标题", "作品描述", "作者昵称", "作品ID", "发布时间"} & set(first)) >= 2

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            notes = list(_notes(export))
        except (OSError, ValueError, sqlite3.Error) as error:
            yield unreadable(export.name, error)
            return
        files = [name for name in export.around if is_picture(name)]
        for number, raw in enumerate(notes, 1):
            yield from attempt(lambda part: _read(part, files, export), raw, f"note {number}")


def is_database(name: str) -> bool:
    return name.rpartition("/")[2].lower().endswith(".db")


def _notes(export: Export) -> Iterator[Mapping[str, Any]]:
    if not is_database(export.name):
        yield _text_of(export)
        return
    file = export.place.fetch(export.name)
    if isinstance(file, RefusedItem):
        raise OSError(file.reason)
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute("SELECT * FROM explore_data LIMIT ?", (MOST_NOTES,))
        yield from ({key: row[key] for key in row.keys() if row[key] is not None} for row in rows)  # noqa: SIM118 - a row of SQLite is no mapping


def _text_of(export: Export) -> dict[str, str]:
    """The fields of a note's text; lines that name none go on with the field above them."""
    fields: dict[str, str] = {}
    last = ""
    for _, line in lines(export.place, export.name):
        match = FIELD.match(line or "")
        if match:
            last = match["name"]
            fields[last] = match["value"].strip()
        elif last:
            fields[last] += f"\n{line or ''}"
    return fields


def _read(raw: Mapping[str, Any], files: Sequence[str], export: Export) -> Iterator[Entry]:
    note = Note.model_validate(raw)
    at = a_moment(note.at.replace("_", " "), export.asked.zone)
    images = _pictures(note, files, export)
    name = one_line(note.nickname)
    yield ChatMessage(
        id=note.key or made_id(name, note.at, note.title),
        kind="note" if "视频" not in note.kind else "video",
        author=an_author(note.author or (f"{name}@xiaohongshu" if name else ""), name),
        at=at,
        text="\n".join(part.strip() for part in (note.title, note.desc) if part.strip()),
        pictures=()
        if "视频" in note.kind  # its cover
        else tuple(MessagePicture((file.removeprefix(f"{export.home}/"),), file) for file in images),
        like_count=a_count(note.likes),
        replies=a_count(note.comments),
    )


def _pictures(note: Note, files: Sequence[str], export: Export) -> list[str]:
    """The files of a note: those with its id in their path, else with two of its time, author and title."""
    if note.key and (own := [file for file in files if note.key in file]):
        return own
    text = PurePosixPath(export.name)
    if not is_database(export.name):
        own = [file for file in files if NUMBERED.sub("", PurePosixPath(file).stem) == text.stem]
        if own:
            return sorted(own, key=lambda file: (len(file), file))
    signs = [sign for part in (note.at, note.nickname, note.title[:20]) if (sign := _folded(part))]
    own = [file for file in files if sum(sign in _folded(PurePosixPath(file).stem) for sign in signs) >= 2]
    return sorted(own, key=lambda file: (len(file), file))


def _folded(text: str) -> str:
    return FORBIDDEN.sub("", text).replace("_", "").casefold()
