"""Notes and comments of Xiaohongshu, Weibo and Douyin as MediaCrawler keeps them, in any of its formats.

The posts are public: whose they are is known, what may be done with them is not, until they are asked. Likes
are counts, without the people. Pictures are links; only files that lie beside the export are taken. Since
July 2026 authors are hashes and their names are masked: a masked name is none to print.
"""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import AliasChoices, Field

from channels.readers.fields import Loose, Words, an_author, an_object, instant
from channels.readers.identity import ServerIds
from channels.readers.json_rows import json_rows
from channels.readers.messages import Author, ChatMessage, Entry, Export, Head, MessagePicture, attempt_all
from channels.readers.places import Pictures, suffix_of
from channels.readers.table_rows import is_workbook, sheets_of, table_rows
from channels.readers.text import lines, unreadable
from content.inbox import RefusedItem
from content.model import Message

IDS = ("note_id", "aweme_id", "user_id", "creator_hash", "comment_id")
MASKED = re.compile(r".{0,3}\*{2,}.{0,3}")  # 小***林
COUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([万亿wk千])?\s*\+?\s*", re.IGNORECASE)
TIMES = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "千": 1_000, "k": 1_000}


class CrawledRow(Loose):
    """A note or a comment of either site."""

    note: Words = Field(validation_alias=AliasChoices("note_id", "aweme_id"), min_length=1, max_length=200)
    comment: Words = Field("", alias="comment_id")
    parent: Words = Field("", alias="parent_comment_id")
    kind: Words = Field("", alias="type")
    title: Words = ""
    desc: Words = ""
    content: Words = ""
    created: Words = Field("", alias="create_time")
    time: Words = ""
    user: Words = Field("", validation_alias=AliasChoices("user_id", "creator_hash", "sec_uid"))
    nickname: Words = ""
    likes: Words = Field("", alias="liked_count")
    comment_likes: Words = Field("", alias="like_count")
    weibo_likes: Words = Field("", alias="comment_like_count")
    comments: Words = Field("", alias="comment_count")
    weibo_comments: Words = Field("", alias="comments_count")
    answers: Words = Field("", alias="sub_comment_count")
    images: Words = Field("", validation_alias=AliasChoices("image_list", "note_download_url"))
    pictures: Words = ""


class MediaCrawler:
    name = "mediacrawler"
    shape = (
        "Xiaohongshu, Weibo or Douyin by MediaCrawler: notes and comments as JSON, JSON lines, CSV or xlsx "
        "(note_id or aweme_id, ...)"
    )
    together = None

    def knows(self, head: Head) -> bool:
        return any(
            head.has_key(note, author) or head.has_columns(note, author)
            for note in ("note_id", "aweme_id")
            for author in ("user_id", "creator_hash")
        )

    def entries(self, export: Export) -> Iterator[Entry]:
        pictures = export.pictures()
        try:
            ids = ServerIds.weigh((text, text) for text in _ids(export))
            if ids.saved:
                why = Message("refusal.ids_lost", file=export.name, example=ids.example)
                yield RefusedItem("saved_by_spreadsheet", why, export.name)
                return
            has_comments = bool(comments_of(export)) or _has_comment_sheet(export)
            yield from attempt_all(_rows(export), lambda row: _read(row, pictures, has_comments))
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def _ids(export: Export) -> Iterator[str]:
    """The ids of notes and authors in a table; JSON keeps them as they are."""
    for name in (export.name, *comments_of(export)):
        if not is_workbook(name) and suffix_of(name) != ".csv":
            continue
        for _, raw in _rows_of(export, name):
            row = raw if isinstance(raw, dict) else {}
            yield from (str(row.get(key, "")) for key in IDS)


def _rows(export: Export) -> Iterator[tuple[str, Any]]:
    """The rows of the file, and for a file of notes those of its comments after them."""
    for name in (export.name, *comments_of(export)):
        where = "" if name == export.name else f"{name.rpartition('/')[2]} "
        yield from ((f"{where}{place}", raw) for place, raw in _rows_of(export, name))


def _rows_of(export: Export, name: str) -> Iterator[tuple[str, Any]]:
    if is_workbook(name):
        for sheet in sheets_of(export.place, name):
            yield from (
                (f"{sheet} row {number}", row)
                for number, row in table_rows(export.place, name, sheet)
                if row.get("note_id") or row.get("aweme_id")
            )
        return
    first = next((line for _, line in lines(export.place, name) if line is None or line.strip()), "") or ""
    if first.lstrip("\ufeff ")[:1] in ("[", "{"):
        yield from json_rows(export.place, name)
    else:
        yield from ((f"row {number}", row) for number, row in table_rows(export.place, name))


def comments_of(export: Export) -> list[str]:
    """The file of comments that belongs to a file of notes: MediaCrawler names them alike."""
    home, _, name = export.name.rpartition("/")
    twin = f"{home}/" * bool(home) + name.replace("contents", "comments")
    return [twin] if twin != export.name and twin in export.place.names else []


def _has_comment_sheet(export: Export) -> bool:
    return is_workbook(export.name) and "Comments" in sheets_of(export.place, export.name)


def _read(raw: Any, pictures: Pictures, has_comments: bool) -> Iterator[Entry]:
    fields = an_object(json.loads(raw) if isinstance(raw, str) else raw)
    row = CrawledRow.model_validate({key: value for key, value in fields.items() if value is not None})
    yield _comment(row) if row.comment else _note(row, pictures, has_comments)


def _note(row: CrawledRow, pictures: Pictures, has_comments: bool) -> ChatMessage:
    """Where its comments were kept they are its replies; else the site's count of them is."""
    parts = dict.fromkeys(part.strip() for part in (row.title, row.desc or row.content) if part.strip())
    text = "\n".join(
        part for part in parts if not any(part != other and other.startswith(part) for other in parts)
    )
    is_video = row.kind == "video"
    pictures_named = _linked(row.images) or [
        MessagePicture((name,), name.rpartition("/")[2]) for name in pictures.below(row.note)
    ]
    return ChatMessage(
        id=row.note,
        kind="video" if is_video else "note",
        author=_author(row),
        at=instant(row.time or row.created),
        text=text,
        pictures=() if is_video else tuple(_beside(pictures_named, row.note, pictures)),  # else: its cover
        like_count=a_count(row.likes),
        replies=0 if has_comments else a_count(row.comments or row.weibo_comments),
    )


def _comment(row: CrawledRow) -> ChatMessage:
    parent = row.parent if row.parent not in ("", "0") else row.note
    return ChatMessage(
        id=row.comment,
        kind="comment",
        author=_author(row),
        at=instant(row.created or row.time),
        text=row.content.strip(),
        pictures=tuple(_linked(row.pictures)),
        quotes=parent,
        like_count=a_count(row.comment_likes or row.weibo_likes or row.likes),
        replies=a_count(row.answers),
    )


def _author(row: CrawledRow) -> Author | None:
    """The author, by a name that may be printed or by none."""
    return an_author(row.user, "" if MASKED.fullmatch(row.nickname) else row.nickname)


def _linked(cell: str) -> list[MessagePicture]:
    links = [link.strip() for link in cell.split(",") if link.strip()]
    return [MessagePicture((link.partition("?")[0].rpartition("/")[2], link), link) for link in links]


def _beside(pictures_named: list[MessagePicture], note: str, pictures: Pictures) -> Iterator[MessagePicture]:
    """MediaCrawler saves the pictures of a note as 0.jpg, 1.jpg, ... in a folder named by the note's id."""
    saved = pictures.below(note)
    for number, picture in enumerate(pictures_named):
        if number < len(saved):
            yield MessagePicture((saved[number],), picture.shown)
        else:
            yield MessagePicture((f"{note}_{number}", *picture.called), picture.shown)


def a_count(text: str) -> int:
    """A count as the sites show it: "10+" is at least 10, "1.2万" 12,000; 0 for what is no count."""
    match = COUNT.fullmatch(text)
    return min(int(float(match[1]) * TIMES.get((match[2] or "").lower(), 1)), 10**9) if match else 0
