"""Notes and comments of Xiaohongshu and Weibo as MediaCrawler keeps them: JSON, JSON lines or CSV.

The posts are public: whose they are is known, what may be done with them is not, until they are asked. Likes
are counts, without the people. Pictures are links; only files that lie beside the export are taken.
"""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from channels.readers.messages import (
    ChatMessage,
    Entry,
    Export,
    Head,
    Loose,
    Picture,
    Words,
    a_list,
    an_author,
    an_object,
    attempt,
    instant,
)
from channels.readers.places import Pictures
from channels.readers.tabular import csv_rows
from channels.readers.text import lines, read_json, unreadable

COUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([万亿wk千])?\s*\+?\s*", re.IGNORECASE)
TIMES = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "千": 1_000, "k": 1_000}


class CrawledRow(Loose):
    """A note or a comment of either site."""

    note: Words = Field(alias="note_id", min_length=1, max_length=200)
    comment: Words = Field("", alias="comment_id")
    parent: Words = Field("", alias="parent_comment_id")
    title: Words = ""
    desc: Words = ""
    content: Words = ""
    created: Words = Field("", alias="create_time")
    time: Words = ""
    user: Words = Field("", alias="user_id")
    nickname: Words = ""
    likes: Words = Field("", alias="liked_count")
    comment_likes: Words = Field("", alias="like_count")
    weibo_likes: Words = Field("", alias="comment_like_count")
    comments: Words = Field("", alias="comment_count")
    weibo_comments: Words = Field("", alias="comments_count")
    answers: Words = Field("", alias="sub_comment_count")
    images: Words = Field("", alias="image_list")
    pictures: Words = ""


class MediaCrawler:
    name = "mediacrawler"
    shape = (
        "Xiaohongshu or Weibo by MediaCrawler: notes and comments as JSON, JSON lines or CSV (note_id, ...)"
    )
    together = None

    def knows(self, head: Head) -> bool:
        told = ("user_id", "note_id")
        return head.has_key(*told) or head.has_columns(*told)

    def entries(self, export: Export) -> Iterator[Entry]:
        pictures = export.pictures()
        try:
            for where, raw in _rows(export):
                yield from attempt(lambda one: _read(one, pictures), raw, where)
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def _rows(export: Export) -> Iterator[tuple[str, Any]]:
    """The rows of the file, and for a file of notes those of its comments after them."""
    for name in (export.name, *comments_of(export)):
        where = "" if name == export.name else f"{name.rpartition('/')[2]} "
        first = (
            next((line for _, line in lines(export.place, name) if line is None or line.strip()), "") or ""
        )
        if first.lstrip().startswith("["):
            for number, raw in enumerate(a_list(read_json(export.place, name)), 1):
                yield f"{where}item {number}", raw
        elif first.lstrip().startswith("{"):
            for number, line in lines(export.place, name):
                if line is None or line.strip():
                    yield f"{where}line {number}", line
        else:
            for number, row in csv_rows(export.place, name):
                yield f"{where}row {number}", row


def comments_of(export: Export) -> list[str]:
    """The file of comments that belongs to a file of notes: MediaCrawler names them alike."""
    home, _, name = export.name.rpartition("/")
    twin = f"{home}/" * bool(home) + name.replace("contents", "comments")
    return [twin] if twin != export.name and twin in export.place.names else []


def _read(raw: Any, pictures: Pictures) -> Iterator[Entry]:
    row = CrawledRow.model_validate(an_object(json.loads(raw) if isinstance(raw, str) else raw))
    yield _comment(row) if row.comment else _note(row, pictures)


def _note(row: CrawledRow, pictures: Pictures) -> ChatMessage:
    text = "\n".join(part.strip() for part in (row.title, row.desc or row.content) if part.strip())
    shown = _linked(row.images) or [
        Picture((name,), name.rpartition("/")[2]) for name in pictures.below(row.note)
    ]
    return ChatMessage(
        id=row.note,
        kind="note",
        author=an_author(row.user, row.nickname),
        at=instant(row.time or row.created),
        text=text,
        pictures=tuple(_beside(shown, row.note, pictures)),
        like_count=a_count(row.likes),
        replies=a_count(row.comments or row.weibo_comments),
    )


def _comment(row: CrawledRow) -> ChatMessage:
    parent = row.parent if row.parent not in ("", "0") else row.note
    return ChatMessage(
        id=row.comment,
        kind="comment",
        author=an_author(row.user, row.nickname),
        at=instant(row.created or row.time),
        text=row.content.strip(),
        pictures=tuple(_linked(row.pictures)),
        quotes=parent,
        like_count=a_count(row.comment_likes or row.weibo_likes or row.likes),
        replies=a_count(row.answers),
    )


def _linked(said: str) -> list[Picture]:
    links = [link.strip() for link in said.split(",") if link.strip()]
    return [Picture((link.partition("?")[0].rpartition("/")[2], link), link) for link in links]


def _beside(shown: list[Picture], note: str, pictures: Pictures) -> Iterator[Picture]:
    """MediaCrawler saves the pictures of a note as 0.jpg, 1.jpg, ... in a folder named by the note's id."""
    saved = pictures.below(note)
    for number, picture in enumerate(shown):
        if number < len(saved):
            yield Picture((saved[number],), picture.shown)
        else:
            yield Picture((f"{note}_{number}", *picture.called), picture.shown)


def a_count(text: str) -> int:
    """A count as the sites show it: "10+" is at least 10, "1.2万" 12,000; 0 for what is no count."""
    match = COUNT.fullmatch(text)
    return min(int(float(match[1]) * TIMES.get((match[2] or "").lower(), 1)), 10**9) if match else 0
