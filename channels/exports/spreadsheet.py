"""The queue as a spreadsheet: .csv for programs and Excel, .xlsx for the team with a second sheet of gaps."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from channels.exports.files import write_bytes, write_workbook
from channels.exports.item import QueueItem
from channels.exports.rights import DRAFTS
from channels.exports.words import DRAFT, WEEKDAYS, in_order
from channels.tables import guarded
from content.messages import render
from content.model import Gap, PostState, Slot

LONGEST_CELL = 32_767  # characters; Excel's limit
LINE = 16.0  # points a line of 11-point text takes
CSV_COLUMNS = (
    *("id", "group", "group_name", "date", "slot", "goes_out_at", "state", "story", "story_title"),
    *("product", "product_name", "submission", "member", "nickname", "text", "poster", "version", "reasons"),
)
POSTS = {  # header: width in characters
    "日期": 12,
    "星期": 7,
    "时段": 11,
    "时间": 8,
    "社群": 18,
    "状态": 11,
    "剧情线": 22,
    "产品": 12,
    "文案": 52,
    "成员": 14,
    "为什么": 36,
    "版本": 6,
    "海报": 34,
    "时区": 16,
    "编号": 24,
}
GAPS = {"日期": 12, "星期": 7, "时段": 11, "社群": 18, "原因": 80, "怎么补": 36}
WRAPPED = {"社群", "剧情线", "文案", "成员", "为什么", "原因", "怎么补"}
TINTS = {Slot.MORNING: "FBEAE5", Slot.NOON: "FAF0D4", Slot.AFTERNOON: "DFF0ED", Slot.EVENING: "E7E9F7"}
INKS = {Slot.MORNING: "A33C25", Slot.NOON: "7C5600", Slot.AFTERNOON: "1B6258", Slot.EVENING: "3C469A"}
INK, PAPER = "211C17", "F7F4EE"
HAIRLINE = Border(bottom=Side(style="thin", color="E6E0D5"))


def write_csv(items: Sequence[QueueItem], out: Path) -> None:
    """One line a post, the keys of the queue list as columns; UTF-8 with a mark, so that Excel reads it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows([guarded(str(fact)) for fact in _facts(item)] for item in in_order(items))
    write_bytes(out, text.getvalue().encode("utf-8-sig", "replace"))


def _facts(item: QueueItem) -> list[Any]:
    facts: dict[str, Any] = {name: getattr(item, name) for name in CSV_COLUMNS}
    facts["goes_out_at"] = item.local.isoformat()
    facts["poster"] = item.poster.path if item.poster else None
    facts["reasons"] = "\n".join(item.reasons)
    return ["" if fact is None else fact for fact in facts.values()]


def write_xlsx(items: Sequence[QueueItem], gaps: Sequence[Gap], out: Path) -> None:
    """A workbook for the team: 待发队列 with one row a post in the slots' colours, and 空位 with the gaps."""
    book = Workbook()
    names = {item.group: item.group_name for item in items}
    posts = book.worksheets[0]
    posts.title = "待发队列"
    _fill(posts, POSTS, ((item.slot, _post_row(item)) for item in in_order(items)))
    order = sorted(
        gaps, key=lambda gap: (gap.group, gap.day, gap.slot is not None and list(Slot).index(gap.slot))
    )
    _fill(book.create_sheet("空位"), GAPS, ((gap.slot, _gap_row(gap, names)) for gap in order))
    write_workbook(out, book)


def put_text(cell: Cell | MergedCell, value: Any) -> None:
    """`value` into `cell`; a text is a text even where it begins like a formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # so it stays a text when someone edits it
    else:
        cell.value = value


def _post_row(item: QueueItem) -> list[Any]:
    return [
        item.date,
        WEEKDAYS[item.date.weekday()],
        f"{item.slot.sign} · {item.slot.job}",
        f"{item.local:%H:%M}",
        item.group_name,
        _state(item.state),
        item.story_title,
        item.product_name,
        item.text,
        item.nickname or "",
        "\n".join(item.reasons),
        item.version,
        item.poster.path.name if item.poster and item.poster.path else "",
        item.group_zone,
        item.id,
    ]


def _state(state: PostState) -> str:
    words = render(state.label, "zh")
    return f"{DRAFT} · {words}" if state in DRAFTS - {PostState.DRAFT} else words


def _gap_row(gap: Gap, names: dict[str, str]) -> list[Any]:
    slot = f"{gap.slot.sign} · {gap.slot.job}" if gap.slot else "全天"
    fix = render(gap.fix, "zh") if gap.fix else ""
    return [
        gap.day,
        WEEKDAYS[gap.day.weekday()],
        slot,
        names.get(gap.group, gap.group),
        render(gap.sentence, "zh"),
        fix,
    ]


def _fill(page: Worksheet, columns: dict[str, int], rows: Iterable[tuple[Slot | None, list[Any]]]) -> None:
    for across, (name, width) in enumerate(columns.items(), start=1):
        page.column_dimensions[get_column_letter(across)].width = width
        _dress_head(page.cell(1, across), name)
    down = 1
    for down, (slot, row) in enumerate(rows, start=2):
        page.row_dimensions[down].height = LINE * _lines(columns, row) + 6
        for across, (name, value) in enumerate(zip(columns, row, strict=True), start=1):
            _dress(page.cell(down, across), name, value, slot)
    page.row_dimensions[1].height = 26
    page.freeze_panes = "E2" if "时间" in columns else "D2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{down}"
    _for_paper(page)


def _dress_head(cell: Cell | MergedCell, name: str) -> None:
    cell.value = name
    cell.font = Font(bold=True, color=PAPER)
    cell.fill = PatternFill("solid", fgColor=INK)
    cell.alignment = Alignment(vertical="center")


def _dress(cell: Cell | MergedCell, name: str, value: Any, slot: Slot | None) -> None:
    put_text(cell, value)
    cell.border = HAIRLINE
    cell.alignment = Alignment(vertical="top", wrap_text=name in WRAPPED)
    if name == "日期":
        cell.number_format = "yyyy-mm-dd"
    if name == "时段" and slot:
        cell.fill = PatternFill("solid", fgColor=TINTS[slot])
        cell.font = Font(bold=True, color=INKS[slot])


def _lines(columns: dict[str, int], row: list[Any]) -> int:
    """How many lines the tallest wrapped cell needs; a Chinese character is two columns wide."""
    return max(
        sum(max(1, math.ceil(2 * len(line) / width)) for line in str(value).split("\n"))
        for (name, width), value in zip(columns.items(), row, strict=True)
        if name in WRAPPED
    )


def _for_paper(page: Worksheet) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    page.print_title_rows = "1:1"
