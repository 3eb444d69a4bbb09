"""The queue as folders to send from by hand: a zip, a folder a day and group, texts and posters in order."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from channels.exports.files import safe_name, unlike, write_archive
from channels.exports.item import QueueItem
from channels.exports.words import WEEKDAYS, in_order
from channels.tables import guarded
from content.model import PostState, Slot

LIST_NAME = "清单.csv"
LIST_COLUMNS = (
    "日期",
    "星期",
    "社群",
    "时段",
    "时间",
    "状态",
    "剧情线",
    "文案",
    "成员",
    "文字文件",
    "海报文件",
)
NO_POSTER = "（没有海报文件）"


def write_zip(items: Sequence[QueueItem], out: Path) -> None:
    """`2026-11-23_g001_好好吃饭/1-早-0800.txt` and `.jpg` for each post, and 清单.csv over all.

    Cancelled posts stay out; a poster without a file is named in the list.
    """
    posts = [item for item in in_order(items) if item.state is not PostState.CANCELLED]
    write_archive(out, _entries(posts))


def _entries(posts: list[QueueItem]) -> Iterator[tuple[str, bytes]]:
    listed: list[list[str]] = []
    folders: set[str] = set()
    for _, of_day in groupby(posts, key=lambda post: (post.group, post.date)):
        day = list(of_day)
        folder = unlike(safe_name(f"{day[0].date}_{day[0].group}_{day[0].group_name}"), folders)
        folders.add(folder)
        for post, stem in zip(day, _stems(day), strict=True):
            picture = _picture(post)
            poster = f"{folder}/{stem}{picture[0]}" if picture else NO_POSTER
            listed.append(_line(post, f"{folder}/{stem}.txt", poster))
            yield f"{folder}/{stem}.txt", f"{post.text}\n".encode(errors="replace")
            if picture:
                yield poster, picture[1]
    yield LIST_NAME, _list(sorted(listed, key=lambda line: (line[0], line[4], line[2])))


def _stems(day: list[QueueItem]) -> list[str]:
    stems: list[str] = []
    for post in day:
        place = list(Slot).index(post.slot) + 1
        stems.append(unlike(f"{place}-{post.slot.sign}-{post.local:%H%M}", stems))
    return stems


def _picture(post: QueueItem) -> tuple[str, bytes] | None:
    path = post.poster.path if post.poster else None
    if post.poster is None or path is None or not path.is_file():
        return None
    data = path.read_bytes()
    if sha256(data).hexdigest() != post.poster.sha256:
        return None  # torn or changed on the disk: never sent; the next run draws it again
    suffix = path.suffix.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", path.suffix) else ".jpg"
    return suffix, data


def _line(post: QueueItem, text: str, poster: str) -> list[str]:
    return [
        post.date.isoformat(),
        WEEKDAYS[post.date.weekday()],
        post.group_name,
        f"{post.slot.sign} {post.slot.job}",
        f"{post.local:%H:%M}",
        post.state.zh,
        post.story_title,
        post.text,
        post.nickname or "",
        text,
        poster,
    ]


def _list(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(LIST_COLUMNS)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig", "replace")
