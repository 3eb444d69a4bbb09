"""The weekly report: one A4 page as HTML, a picture 750 px wide for a chat, a workbook with the tables.

All three are made of the same WeeklyReport. The picture is painted by the engine that paints posters, so that
nothing but the program's own fonts is needed; the page has everything in it and fetches nothing.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from babel.dates import format_date
from markupsafe import Markup
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from channels import charts
from channels.exports.files import write_bytes, write_workbook
from channels.exports.item import PosterRef
from channels.exports.paper import own_part, own_sheet, template
from channels.exports.spreadsheet import put_text
from channels.exports.thumbnails import data_uri, thumbnail
from content.errors import WrongInput
from content.messages import render
from content.model import DataTable, FormEstimate, Message, WeekInsight
from content.posters.engine import Engine, Takumi

WIDTH, MARGIN = 750, 32  # px of the long picture
KINDS = (".html", ".jpg", ".jpeg", ".xlsx")
LOCALES = {"zh": "zh_CN", "en": "en_GB"}
SMALL, LARGE = 206, 330  # px of posters in the long picture
WORKS, OPEN = ("works", "use_less", "above", "below"), ("open",)
LISTED = 4  # lines of what works, and of what cannot be told
CHART = """<style>.ax{stroke:#E6E0D5;stroke-width:2}.ref{stroke:#A0968A;stroke-width:2}
.wh{stroke:#5A5248;stroke-width:5}.pt{fill:#211C17}.band{fill:#E9E3D8}
.ln{fill:none;stroke:#5A5248;stroke-width:2}.end{fill:#211C17}.goal{stroke:#2B6A4C;stroke-width:2}</style>"""


@dataclass(frozen=True, slots=True)
class ReportPoster:
    """A poster of the week, with who answered; `nickname` and `group` are credit, where one is due."""

    poster: PosterRef
    day: date
    title: str
    people: int
    nickname: str = ""
    group: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """`planned` and `sent` count posts; `noons` are those of the group `of`; `photos` the best by members, of
    those whose rights stand; `ahead` says what comes next."""

    brand: str
    week: WeekInsight
    made_at: datetime
    planned: int
    sent: int
    of: str
    noons: tuple[ReportPoster, ...]
    photos: tuple[ReportPoster, ...]
    ahead: tuple[Message, ...]
    tables: Sequence[DataTable]
    form_label: Callable[[str], Message | str]
    verdict_words: Callable[[FormEstimate], Message]

    @property
    def sure(self) -> list[FormEstimate]:
        """What works and what does not, the strongest first."""
        return _by_strength([row for row in self._forms if row.verdict.value in WORKS])[:LISTED]

    @property
    def open(self) -> list[FormEstimate]:
        """What cannot be told yet."""
        waits = [row for row in self._forms if row.verdict.value in OPEN]
        return sorted(waits, key=lambda row: (row.weeks_needed or 99, row.form, row.slot))[:LISTED]

    @property
    def _forms(self) -> list[FormEstimate]:
        return [*self.week.forms.cells.values(), *self.week.promo]


def _by_strength(rows: Sequence[FormEstimate]) -> list[FormEstimate]:
    return sorted(rows, key=lambda row: abs((row.ratio.value if row.ratio else 1.0) - 1), reverse=True)


def write_report(report: WeeklyReport, out: Path, language: str, engine: Engine | None = None) -> None:
    """By its suffix: .html, .jpg or .xlsx. WrongInput for another, or a place that cannot be written."""
    match out.suffix.lower():
        case ".html":
            write_bytes(out, as_html(report, language).encode(errors="replace"))
        case ".jpg" | ".jpeg":
            write_bytes(out, as_picture(report, language, engine or Takumi()))
        case ".xlsx":
            write_workbook(out, as_workbook(report, language))
        case _:
            raise WrongInput(Message("weekly.suffix", file=out.name, known=KINDS))


def as_html(report: WeeklyReport, language: str) -> str:
    """The page by itself: prints on one sheet of A4."""
    pictures = {
        shown.poster.key: data_uri(small)
        for shown in (*report.noons, *report.photos)
        if (small := thumbnail(shown.poster))
    }
    sheets = [own_sheet(name) for name in ("weekly-page.css", "charts.css", "weekly.css")]
    return template("weekly_page.html.j2").render(
        css=Markup("\n").join(sheets),
        html_lang={"zh": "zh-CN"}.get(language, language),
        **report_values(report, language, pictures.get),
    )


def as_picture(report: WeeklyReport, language: str, engine: Engine) -> bytes:
    """A JPEG 750 px wide, as long as it must be."""
    sizes = {**{n.poster.key: SMALL for n in report.noons}, **{p.poster.key: LARGE for p in report.photos}}
    refs = {shown.poster.key: shown.poster for shown in (*report.noons, *report.photos)}
    images = {key: small for key, width in sizes.items() if (small := thumbnail(refs[key], width))}
    html = template("weekly_long.html.j2").render(
        width=WIDTH,
        inner=WIDTH - 2 * MARGIN,
        chart=Markup(CHART),  # noqa: S704  our own rules
        **report_values(report, language, lambda key: key if key in images else None),
    )
    css = own_part("weekly_long.css")
    height = ceil(engine.measure(html, css, WIDTH).height)
    picture = io.BytesIO()
    engine.paint(html, css, (WIDTH, height), images).convert("RGB").save(picture, "JPEG", quality=88)
    return picture.getvalue()


def as_workbook(report: WeeklyReport, language: str) -> Workbook:
    """A sheet for each table; numbers stay numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in report.tables:
        page = book.create_sheet(render(table.title, language)[:31])
        for across, column in enumerate(table.columns, start=1):
            cell = page.cell(1, across)
            put_text(cell, render(column.name, language))
            cell.font = Font(bold=True)
            page.column_dimensions[get_column_letter(across)].width = 16
        for down, row in enumerate(table.rows, start=2):
            for across, value in enumerate(row, start=1):
                plain = render(value, language) if isinstance(value, Message) else value
                put_text(page.cell(down, across), plain)
        page.freeze_panes = "A2"
    return book


def report_values(
    report: WeeklyReport, language: str, picture: Callable[[str], str | None]
) -> Mapping[str, Any]:
    """What the templates of the report see; `picture` gives the address of a poster, or None."""

    def worded(message: Message | str) -> str:
        return render(message, language) if isinstance(message, Message) else message

    def t(code: str, **params: Any) -> str:
        return render(Message(f"weekly.{code}", **params), language)

    return {
        "report": report,
        "week": report.week,
        "picture": picture,
        "worded": worded,
        "t": t,
        "day": lambda day: format_date(day, t("day_pattern"), locale=LOCALES[language]),
        "weekday": lambda day: format_date(day, "EEE", locale=LOCALES[language]),
        "figures": [figure_values(found.figure, t) for found in report.week.findings],
        "letter": lambda slot: slot.value[0],
        "number": charts.number,
        "last_day": report.week.monday + timedelta(days=6),
    }


def figure_values(figure: Any, t: Callable[..., str]) -> dict[str, Any]:
    """A figure in a few words: its number, last week's, and its doubt."""
    key = figure.name.rpartition(".")[2]
    estimate, before = figure.estimate, next((one for one in reversed(figure.before) if one), None)
    value = charts.percent(estimate.value) if estimate else "–"
    change = figure.change
    doubt = "" if change is None else "may_be_chance" if change.low <= 0 <= change.high else "is_real"
    return {
        "key": key,
        "name": t(f"figure_{key}"),
        "value": value,
        "before": t("before", share=charts.percent(before.value)) if before else "",
        "doubt": t(doubt) if doubt else (t("no_data") if estimate is None else ""),
        "series": (*figure.before, estimate),
    }
