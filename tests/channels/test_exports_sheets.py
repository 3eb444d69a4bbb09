"""Contact sheets: every post and gap in its place, nothing fetched, nothing of a member's words run."""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from channels.exports.board import boards
from channels.exports.contact_sheet import write_html
from channels.exports.item import PosterRef, QueueItem
from channels.exports.marks import LOOKS, mark
from channels.exports.paper import drawings
from channels.exports.sheet import SheetOptions, write_sheet
from channels.exports.thumbnails import thumbnail
from channels.exports.words import EN, ZH, words
from content.errors import WrongInput
from content.model import Gap, Message, PostState, Slot, own_words
from content.posters.engine import Measured
from content.posters.fonts import missing_fonts
from content.sanitize import clean

MONDAY = date(2026, 11, 23)
POST = QueueItem(
    id="p",
    group="g001",
    group_name="好好吃饭",
    group_zone="Asia/Shanghai",
    date=MONDAY,
    slot=Slot.MORNING,
    goes_out_at=datetime(2026, 11, 23, 0, tzinfo=UTC),
    state=PostState.APPROVED,
    story="s1",
    story_title="一杯醒神",
    product="coffee",
    product_name="咖啡",
    submission=None,
    member=None,
    nickname=None,
    text="早！先看一眼再出门。",
    poster=None,
    version=1,
    reasons=[],
)
HOSTILE = "</style><script>alert(1)</script><img src=x onerror=y>\"'\u202e{{ 7*7 }}"


def a_day(n: int, **changes: object) -> list[QueueItem]:
    """The four posts of day `n` after Monday."""
    return [
        replace(
            POST,
            id=f"{n}-{slot}",
            date=MONDAY + timedelta(days=n),
            slot=slot,
            goes_out_at=POST.goes_out_at + timedelta(days=n, hours=4 * hour),
            **changes,
        )
        for hour, slot in enumerate(Slot)
    ]


def a_gap(n: int, slot: Slot | None = None) -> Gap:
    return Gap(
        "g001",
        MONDAY + timedelta(days=n),
        slot,
        (),
        Message("legacy.text", zh="没有授权照片", en="no photo may be shown"),
    )


def a_poster(
    path: Path, key: str = "k1", colour: str = "#C88A00", size: tuple[int, int] = (540, 720)
) -> PosterRef:
    Image.new("RGB", size, colour).save(path)
    return PosterRef(key, path, sha256(path.read_bytes()).hexdigest(), *size, "hook")


def as_drawn(items: list[QueueItem], gaps: list[Gap]) -> list[str]:
    """Each board as lines: a letter a post (its state's first), o a gap, | a whole day's gap, . nothing."""
    return [
        "\n".join("".join(_letter(day, row) for day in board.days) for row in range(len(board.slots)))
        for board in boards(items, gaps)
    ]


def _letter(day, row: int) -> str:
    cell = day.cells[row]
    if day.gap:
        return "|"
    return cell.state.value[0] if isinstance(cell, QueueItem) else "o" if cell else "."


class Page(HTMLParser):
    """The tags, attributes and words of a page, as a browser sees them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.source = path.read_text(encoding="utf-8")
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]


@pytest.fixture
def page(tmp_path: Path):
    """Writes the contact sheet and reads it as a browser does."""

    def write(items: list[QueueItem], gaps: list[Gap] = [], **options: str) -> Page:  # noqa: B006  never changed
        write_html(items, gaps, tmp_path / "week.html", **options)
        return Page(tmp_path / "week.html")

    return write


# The board


def test_a_week_is_drawn_with_its_gaps() -> None:
    sent, review = a_day(0, state=PostState.SENT), a_day(1, state=PostState.IN_REVIEW)
    assert as_drawn([*sent, *review[:2], review[3]], [a_gap(1, Slot.AFTERNOON), a_gap(3)]) == [
        "si.|\nsi.|\nso.|\nsi.|"
    ]


def test_more_than_seven_days_make_more_than_one_board() -> None:
    items = [post for n in range(9) for post in a_day(n)]
    assert as_drawn(items, []) == ["\n".join(["aaaaaaa"] * 4), "\n".join(["aa"] * 4)]


def test_a_group_with_two_slots_has_two_rows() -> None:
    (board,) = boards([post for post in a_day(0) if post.slot in (Slot.NOON, Slot.EVENING)], [])
    assert board.slots == {Slot.NOON: "12:00", Slot.EVENING: "20:00"}


def test_a_cancelled_post_gives_way_to_its_successor_and_to_a_gap() -> None:
    gone = a_day(0, state=PostState.CANCELLED)
    new = replace(gone[0], id="new", state=PostState.IN_REVIEW)
    assert as_drawn([new, *gone], [a_gap(0, Slot.NOON)]) == ["i\no\nc\nc"]
    assert as_drawn(gone, [a_gap(0)]) == ["|\n|\n|\n|"]


def test_no_posts_make_no_board() -> None:
    assert boards([], []) == []


# The page


def test_the_page_fetches_nothing_and_runs_nothing(page, tmp_path: Path) -> None:
    made = page(a_day(0, poster=a_poster(tmp_path / "a.jpg")), [a_gap(1)], brand="春日小家")
    bare = re.sub(r"base64,[^)]+", "", made.source)
    assert not re.search(r"https?:|//[a-z]|@import|<script|<link|<iframe|javascript:", bare)
    assert not [
        attrs for _, attrs in made.tags if "src" in attrs or any(name.startswith("on") for name in attrs)
    ]
    assert set(re.findall(r"url\((.{5})", made.source)) == {"data:"}
    assert {attrs["href"][0] for _, attrs in made.tags if attrs.get("href")} == {"#"}
    assert "default-src 'none'" in made.source


def test_the_words_of_members_stay_words(page) -> None:
    calm = page(a_day(0, nickname="x", reasons=["x"]), [a_gap(1)], brand="x")
    wild = page(
        a_day(0, nickname=HOSTILE, text=HOSTILE, story_title=HOSTILE, group_name=HOSTILE, reasons=[HOSTILE]),
        [replace(a_gap(1), why=own_words(HOSTILE))],
        brand=HOSTILE,
    )
    assert [tag for tag, _ in wild.tags] == [tag for tag, _ in calm.tags]
    assert [set(attrs) for _, attrs in wild.tags] == [set(attrs) for _, attrs in calm.tags]
    assert "{{ 7*7 }}" in wild.source
    assert "\u202e" not in wild.source


def test_every_post_opens_large_and_leads_to_its_neighbours(page) -> None:
    made = page([*a_day(0), *a_day(1)])
    large = [attrs["id"] for attrs in made.of_class("big")]
    opened = [attrs["popovertarget"] for tag, attrs in made.tags if tag == "button"]
    assert len(large) == 8
    assert set(opened) == set(large)
    assert opened[:8] == large  # the cells, in order
    assert [opened.count(anchor) for anchor in large] == [3, 4, 4, 4, 4, 4, 4, 3]


def test_every_anchor_is_there_once(page) -> None:
    items = [*a_day(0), *a_day(8), *(replace(post, group="g002", id=f"x{post.id}") for post in a_day(0))]
    made = page(items)
    ids = [attrs["id"] for _, attrs in made.tags if attrs.get("id")]
    linked = {attrs["href"][1:] for _, attrs in made.tags if attrs.get("href")}
    assert len(ids) == len(set(ids))
    assert linked <= set(ids)
    assert len(made.of_class("week")) == 3


def test_a_poster_that_groups_share_is_in_the_file_once(page, tmp_path: Path) -> None:
    shared = a_poster(tmp_path / "a.jpg")
    items = [
        replace(post, group=f"g{n}", id=f"{n}{post.id}", poster=shared) for n in range(3) for post in a_day(0)
    ]
    pictures = re.findall(
        r"\.(b\d+)\{background-image:url\(data:image/jpeg;base64,([^)]+)\)", page(items).source
    )
    assert [name for name, _ in pictures] == ["b0"]
    assert Image.open(BytesIO(b64decode(pictures[0][1]))).size == (360, 480)


def test_a_post_without_a_poster_shows_its_text_instead(page, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    broken = PosterRef("k", tmp_path / "broken.jpg", None, 1, 1, "hook")
    gone = PosterRef("l", tmp_path / "gone.jpg", None, 1, 1, "hook")
    first, second, third, _ = a_day(0)
    made = page([first, replace(second, poster=broken), replace(third, poster=gone)])
    assert made.words.count("海报还没画好") == 2  # in the cell and large
    assert made.words.count("海报文件读不出来") == 4
    assert made.words.count(POST.text) == 3 * 4  # in its place and beside it, small and large


@pytest.mark.parametrize("how", ["emptied", "half", "a flipped byte"])
def test_a_torn_poster_is_in_no_sheet(page, tmp_path: Path, how: str) -> None:
    poster = a_poster(tmp_path / "a.jpg")
    whole = poster.path.read_bytes()
    assert "data:image/jpeg" in page([replace(a_day(0)[0], poster=poster)]).source
    torn = {"emptied": b"", "half": whole[: len(whole) // 2]}
    flipped = whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]
    poster.path.write_bytes(torn.get(how, flipped))
    made = page([replace(a_day(0)[0], poster=poster)])
    assert "data:image/jpeg" not in made.source
    assert "海报文件读不出来" in made.words


def test_the_head_counts_and_the_labels_change_with_the_language(page) -> None:
    items, gaps = [*a_day(0, state=PostState.SENT), *a_day(1)], [a_gap(2)]
    zh, en = page(items, gaps, brand="春日小家"), page(items, gaps, language="en")
    assert {
        "春日小家 · 四时周览",
        "11 月 23 – 25 日",
        "第 48 周",
        "已发",
        "埋梗",
        "周一",
        "没有授权照片",
    } <= set(zh.words)
    assert {"Sishi week", "Nov 23 – 25", "Week 48", "Sent", "hook", "Mon", "no photo may be shown"} <= set(
        en.words
    )
    assert [attrs["lang"] for tag, attrs in (*zh.tags, *en.tags) if tag == "html"] == ["zh-CN", "en"]
    with pytest.raises(WrongInput, match="speak zh and en, not 'fr'"):
        words("fr")


def test_an_empty_queue_says_so(page) -> None:
    assert "这里还没有推送。" in page([]).words


def test_a_twelve_group_week_stays_small_enough_to_send(page, tmp_path: Path) -> None:
    posters = [a_poster(tmp_path / f"{n}.jpg", f"k{n}", f"hsl({n * 50}, 60%, 50%)") for n in range(4)]
    items = [
        replace(post, group=f"g{g}", id=f"{g}{post.id}", poster=posters[g % 4])
        for g in range(12)
        for n in range(7)
        for post in a_day(n)
    ]
    made = page(items)
    assert len(made.of_class("card")) == 12 * 28
    assert len(made.source) < 1_500_000  # and 324 posters of their own measured 9.4 MB


# Words and looks


def test_every_state_has_an_icon_a_word_and_a_tone_in_both_languages() -> None:
    assert LOOKS.keys() == set(PostState)
    assert {icon for icon, _ in LOOKS.values()} <= drawings().keys()
    assert len({icon for icon, _ in LOOKS.values()}) == len(PostState)
    assert [mark(PostState.IN_REVIEW, tongue).word for tongue in (ZH, EN)] == ["待审", "In review"]


@pytest.mark.parametrize(
    "first, last, zh, en",
    [
        (date(2026, 11, 23), date(2026, 11, 29), "11 月 23 – 29 日", "Nov 23 – 29"),
        (date(2026, 11, 30), date(2026, 12, 6), "11 月 30 日 – 12 月 6 日", "Nov 30 – Dec 6"),
        (date(2026, 11, 23), date(2026, 11, 23), "11 月 23 日", "Nov 23"),
    ],
)
def test_a_span_of_days_is_said_shortly(first: date, last: date, zh: str, en: str) -> None:
    assert (ZH.span(first, last), EN.span(first, last)) == (zh, en)


def test_clean_keeps_what_is_seen() -> None:
    assert clean("a\u202eb\x00\nc👩‍🍳") == "ab\nc👩‍🍳"


def test_a_thumbnail_keeps_the_shape_of_its_poster(tmp_path: Path) -> None:
    small = thumbnail(a_poster(tmp_path / "a.png", size=(1080, 1920)))
    assert Image.open(BytesIO(small)).size == (360, 640)


# The picture


class Canvas:
    """An engine that paints nothing and remembers what it was asked."""

    name = "canvas"

    def paint(self, html: str, css: str, size: tuple[int, int], images: dict[str, bytes]) -> Image.Image:
        self.html, self.css, self.size, self.images = html, css, size, images
        return Image.new("RGB", size)

    def measure(self, html: str, css: str, width: int) -> Measured:
        raise AssertionError(f"a sheet measures nothing: {html} {css} {width}")


def test_a_week_is_two_thousand_pixels_wide(tmp_path: Path) -> None:
    canvas = Canvas()
    items = [
        post for n in range(9) for post in a_day(n, poster=a_poster(tmp_path / "a.jpg"), nickname=HOSTILE)
    ]
    write_sheet(items, [], tmp_path / "sheet.png", SheetOptions("g001", "春日小家"), canvas)
    assert Image.open(tmp_path / "sheet.png").size == canvas.size == (2000, 1534)
    assert list(canvas.images) == ["b0"]
    assert canvas.html.count('<img src="b0">') == 28
    assert "<script" not in canvas.html


def test_a_picture_shows_one_known_group_in_a_picture_format(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"Name it \.jpg or \.png"):
        write_sheet(a_day(0), [], tmp_path / "sheet.gif", SheetOptions("g001"), Canvas())
    with pytest.raises(WrongInput, match="'g009' has neither posts nor gaps"):
        write_sheet(a_day(0), [], tmp_path / "sheet.jpg", SheetOptions("g009"), Canvas())


@pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of the posters are not installed")
def test_the_posters_are_in_the_picture_where_their_cells_are(tmp_path: Path) -> None:
    red, blue = (a_poster(tmp_path / f"{n}.png", n, n) for n in ("red", "blue"))
    morning, noon, *_ = a_day(0)
    week = [replace(morning, poster=red), replace(noon, poster=blue)]
    write_sheet(week, [], tmp_path / "s.png", SheetOptions("g001"))
    with Image.open(tmp_path / "s.png") as sheet:
        seen = [
            sheet.convert("RGB").getpixel((36 + 96 + 10 + 125, 208 + 128 + row * 318)) for row in range(2)
        ]
    assert [max(range(3), key=pixel.__getitem__) for pixel in seen] == [0, 2]
