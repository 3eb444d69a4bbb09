"""The queue as folders to send from by hand: a zip, a folder a day and group, texts and posters in order.

Only what is approved and may be shown at this moment is in it. Drafts, where they are asked for, lie in a
folder of their own, and each of their files says what it is.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.exports.files import safe_name, unlike, write_archive
from channels.exports.item import QueueItem
from channels.exports.rights import DRAFTS, to_send
from channels.exports.thumbnails import drawn
from channels.exports.words import DRAFT, WEEKDAYS, in_order
from channels.tables import guarded
from content.errors import NothingToSend
from content.messages import render
from content.model import Message, PostState, Slot

LIST_NAME = "清单.csv"
LIST_COLUMNS = (
    "日期",
    "星期",
    "社群",
    "时段",
    "时间",
    "时区",
    "团队时间",
    "团队时区",
    "状态",
    "剧情线",
    "文案",
    "成员",
    "文字文件",
    "海报文件",
)
TEAM_ZONE = "Asia/Shanghai"  # as the settings have it where they say nothing
DRAFT_FOLDER = f"{DRAFT}-未批准"
NO_POSTER = "（没有海报文件）"


def write_zip(items: Sequence[QueueItem], out: Path, *, zone: str = TEAM_ZONE, drafts: bool = False) -> int:
    """`2026-11-23_g001_好好吃饭/1-早-0800.txt` and `.jpg` for each post, and 清单.csv over all; how many.

    The list is in the order in which the posts go out, with the group's time and that of the team's `zone`.
    A poster without a file is named in it. With `drafts` what nobody approved lies in 草稿-未批准/, its files
    named so. NothingToSend, and no file, where nothing is left.
    """
    posts = to_send(items, drafts=drafts)
    if not posts:
        raise NothingToSend(_nothing(items, drafts=drafts))
    write_archive(out, _entries(in_order(posts), ZoneInfo(zone)))
    return len(posts)


def _nothing(items: Sequence[QueueItem], *, drafts: bool) -> Message:
    """One sentence that says what stands against sending them."""
    withheld = sum(item.withheld is not None for item in items)
    waiting = 0 if drafts else len(to_send(items, drafts=True))
    causes = [Message("export.withheld", n=withheld)] if withheld else []
    causes += [Message("export.waiting", n=waiting)] if waiting else []
    code = "export.nothing_drafted" if drafts else "export.nothing_approved"
    if len(causes) == 2:
        return Message(code, cause=Message("export.because_both", first=causes[0], second=causes[1]))
    return Message(code, cause=Message("export.because", cause=causes[0]) if causes else "")


def _entries(posts: list[QueueItem], zone: ZoneInfo) -> Iterator[tuple[str, bytes]]:
    listed: list[tuple[datetime, str, list[str]]] = []
    folders: set[str] = set()
    for _, of_day in groupby(posts, key=lambda post: (post.group, post.date)):
        day = list(of_day)
        folder = unlike(safe_name(f"{day[0].date}_{day[0].group}_{day[0].group_name}"), folders)
        folders.add(folder)
        for post, stem in zip(day, _stems(day), strict=True):
            place = f"{DRAFT_FOLDER}/{folder}/{DRAFT}-{stem}" if post.state in DRAFTS else f"{folder}/{stem}"
            picture = _picture(post)
            poster = f"{place}{picture[0]}" if picture else NO_POSTER
            listed.append((post.goes_out_at, post.id, _line(post, f"{place}.txt", poster, zone)))
            yield f"{place}.txt", f"{post.text}\n".encode(errors="replace")
            if picture:
                yield poster, picture[1]
    yield LIST_NAME, _list([line for *_, line in sorted(listed)])


def _stems(day: list[QueueItem]) -> list[str]:
    stems: list[str] = []
    for post in day:
        place = list(Slot).index(post.slot) + 1
        stems.append(unlike(f"{place}-{post.slot.sign}-{post.local:%H%M}", stems))
    return stems


def _picture(post: QueueItem) -> tuple[str, bytes] | None:
    path = post.poster.path if post.poster else None
    data = drawn(post.poster) if post.poster else None
    if path is None or data is None:
        return None
    suffix = path.suffix.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", path.suffix) else ".jpg"
    return suffix, data


def _line(post: QueueItem, text: str, poster: str, zone: ZoneInfo) -> list[str]:
    return [
        post.date.isoformat(),
        WEEKDAYS[post.date.weekday()],
        post.group_name,
        f"{post.slot.sign} {post.slot.job}",
        f"{post.local:%H:%M}",
        _zone_in_words(post.group_zone, post.local),
        f"{post.goes_out_at.astimezone(zone):%Y-%m-%d %H:%M}",
        _zone_in_words(zone.key, post.goes_out_at.astimezone(zone)),
        _state_in_words(post.state),
        post.story_title,
        post.text,
        post.nickname or "",
        text,
        poster,
    ]


def _state_in_words(state: PostState) -> str:
    words = render(state.label, "zh")
    return f"{DRAFT} · {words}" if state in DRAFTS - {PostState.DRAFT} else words


def _zone_in_words(name: str, at: datetime) -> str:
    """Asia/Shanghai UTC+08:00: summer time makes one zone two."""
    return f"{name} UTC{at.isoformat()[-6:]}"


def _list(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(LIST_COLUMNS)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig", "replace")
