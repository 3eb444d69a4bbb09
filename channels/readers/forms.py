"""Answers to a form or a shared sheet (问卷星, 腾讯文档, 金数据, WPS): a table, one row an answer.

What a column means is told by its heading, whatever number and hint stand around it. The number of a row
moves when rows are deleted: an answer is who sent it and when.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import unquote

from channels.readers.cell_place import CellPlace
from channels.readers.counts import count_in
from channels.readers.fields import an_author
from channels.readers.identity import MadeKeys, is_scientific
from channels.readers.messages import Author, ChatMessage, Entry, Export, Head, MessagePicture, attempt
from channels.readers.office_time import office_time
from channels.readers.places import Pictures, is_picture
from channels.readers.table_rows import hidden_rows, is_workbook, table_rows
from channels.readers.text import unreadable
from content.inbox import RefusedItem
from content.model import Message
from content.sanitize import one_line

SENT = (
    "提交答卷时间",
    "提交时间",
    "填写时间",
    "答题时间",
    "收集时间",
    "创建时间",
    "时间戳记",
    "時間戳記",
    "提交時間",
    "填寫時間",
    "填答時間",
    "タイムスタンプ",
    "submitted at",
    "submission time",
    "timestamp",
)
NAMES = (
    "昵称",
    "暱稱",
    "群昵称",
    "微信名",
    "微信昵称",
    "姓名",
    "名字",
    "名前",
    "称呼",
    "怎么称呼",
    "nickname",
    "name",
)
IDS = ("微信号", "用户id", "openid", "会员号", "会员编号", "手机号", "联系电话", "qq号")
SENDERS = ("提交者", "提交人", "填写者", "填写人", "昵称(自动)", "submitter")
PICTURES = (
    "图片",
    "照片",
    "圖片",
    "写真",
    "晒图",
    "晒单",
    "截图",
    "附件",
    "上传",
    "作品",
    "photo",
    "image",
    "picture",
)
WORDS = (
    "心得",
    "感想",
    "文案",
    "想说",
    "故事",
    "评价",
    "推荐",
    "描述",
    "分享",
    "留言",
    "说说",
    "内容",
    "一句话",
    "caption",
    "文字",
    "感言",
    "想說",
    "分享",
    "內容",
    "コメント",
)
PRODUCTS = ("产品", "產品", "商品", "哪款", "款式", "型号", "product")
LIKES = ("点赞", "赞数", "likes")
NO_PICTURES = ("时间", "時間", "授权", "授權", "同意", "数量", "名称", "说明", "描述")
PLAIN = re.compile(  # the number before a question, and hints behind it
    r"^\s*(?:[QＱ]?\d{1,3}\s*[、.．:：]\s*)?|[*＊]"
    r"|[（(【\[](?:必填|选填|自动|单选|多选|图片|文件|附件|限|最多).{0,12}?[)）】\]]"
)
BETWEEN = re.compile(r"[\n\r;；|┋]|,(?=\s*https?:)|(?<=\w)\s+(?=https?:)")
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what."""

    sent: str
    pictures: Sequence[str]
    name: str = ""
    member: str = ""
    words: Sequence[str] = ()
    product: str = ""
    likes: str = ""

    @classmethod
    def among(cls, headings: Sequence[str]) -> "Columns | None":
        """None for a table that is no form's: it needs a time of sending and a column of pictures."""
        by_plain = {heading: plain(heading) for heading in headings}

        def first(words: Sequence[str], exact: bool = False) -> str:
            for word in words:
                for heading, text in by_plain.items():
                    if text == word or (not exact and word in text):
                        return heading
            return ""

        sent = first(SENT)
        pictures = [heading for heading, text in by_plain.items() if _is_of_pictures(text)]
        if not sent or not pictures:
            return None
        taken = {sent, *pictures}
        words = [
            heading
            for heading, text in by_plain.items()
            if heading not in taken and any(word in text for word in WORDS) and not _is_about_a_person(text)
        ]
        name = first(NAMES) or first(SENDERS)
        return cls(sent, pictures, name, first(IDS), words, first(PRODUCTS), first(LIKES))


def plain(heading: str) -> str:
    """A heading without its number and its hints: `2、请上传照片（必填）` is `请上传照片`."""
    return PLAIN.sub("", one_line(heading)).strip().casefold()


def _is_of_pictures(text: str) -> bool:
    return any(word in text for word in PICTURES) and not any(word in text for word in NO_PICTURES)


def _is_about_a_person(text: str) -> bool:
    return any(word in text for word in (*NAMES, *IDS))


class Forms:
    name = "form"
    shape = "answers of a form (问卷星, 腾讯文档, 金数据, WPS): CSV or xlsx with 提交时间 and pictures"
    together = None

    def knows(self, head: Head) -> bool:
        is_json = head.text.lstrip("\ufeff \t\r\n").startswith("{")
        return not is_json and Columns.among(head.cells) is not None

    def entries(self, export: Export) -> Iterator[Entry]:
        keys, pictures = MadeKeys(export.scope), export.pictures()
        columns: Columns | None = None
        if is_workbook(export.name) and (hidden := hidden_rows(export.place, export.name)):
            why = Message("refusal.hidden_rows", file=PurePosixPath(export.name).name, n=hidden)
            yield RefusedItem("hidden_rows", why, export.name)
        try:
            for number, row in table_rows(export.place, export.name):
                columns = columns or Columns.among(list(row)) or Columns("", ())
                answer = _Filled(row, columns, export, _in_cells(export, number))
                yield from attempt(lambda answer: answer.read(keys, pictures), answer, f"row {number}")
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


@dataclass(frozen=True, slots=True)
class _Filled:
    """One row of the table."""

    row: Mapping[str, str]
    columns: Columns
    export: Export
    in_cells: tuple[MessagePicture, ...] = ()

    def read(self, keys: MadeKeys, pictures: Pictures) -> Iterator[Entry]:
        columns, author = self.columns, self._author()
        sent = self.row.get(columns.sent, "").strip()
        at = office_time(sent, self.export.asked.zone, self.export.asked.dates) if sent else None
        words = [self.row.get(heading, "").strip() for heading in columns.words]
        images = (*self._pictures(pictures), *self.in_cells)
        yield ChatMessage(
            id=keys.key(author.id if author else "", at, "answer", " ".join(words)),
            kind="answer",
            author=author,
            at=at,
            text="\n".join(filter(None, words)),
            pictures=images,
            product=self.row.get(columns.product, "").strip() or None,
            like_count=count_in(self.row.get(columns.likes, "").strip() or None) or 0,
        )

    def _author(self) -> Author | None:
        name = self.row.get(self.columns.name, "").strip()
        member = self.row.get(self.columns.member, "").strip()
        if is_scientific(member):
            member = ""
        return an_author(member or (f"{name}@{self.export.scope}" if name else ""), name)

    def _pictures(self, pictures: Pictures) -> Iterator[MessagePicture]:
        """Each link or file name in the columns of pictures; what was kept of it lies beside."""
        for heading in self.columns.pictures:
            for part in chain.from_iterable(map(_listed, BETWEEN.split(self.row.get(heading, "")))):
                text = part.strip()
                if text and (LINK.search(text) or is_picture(text) or pictures.find(text)):
                    yield _picture(text)


def _listed(text: str) -> list[str]:
    """The file names between commas, where each part is one; else the text alone."""
    parts = [part.strip() for part in re.split("[,，、]", text)]
    return parts if len(parts) > 1 and all(map(is_picture, parts)) else [text]


def _in_cells(export: Export, row: int) -> tuple[MessagePicture, ...]:
    """The pictures that lie in the cells of a row."""
    if not isinstance(export.place, CellPlace):
        return ()
    names = export.place.pictures.get(row, ())
    inside = [name.removeprefix(f"{export.home}/") if export.home else name for name in names]
    return tuple(MessagePicture((name,), name) for name in inside)


def _picture(text: str) -> MessagePicture:
    link = LINK.search(text)
    path = unquote((link[0] if link else text).partition("?")[0])
    return MessagePicture((path, PurePosixPath(path).name), text[:200])
