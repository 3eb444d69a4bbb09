"""One group's week as a picture: the contact sheet for a report, a chat or the page of a run."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL.Image import Image

from channels.exports.board import GroupWeek, boards
from channels.exports.files import write_bytes
from channels.exports.item import QueueItem
from channels.exports.page import SheetPage
from channels.exports.paper import drawings, own_part, template
from channels.exports.thumbnails import thumbnails
from channels.exports.words import words
from content.errors import WrongInput
from content.model import Gap, Message
from content.posters.engine import Engine, Takumi
from content.sanitize import clean

POSTER_WIDTH = 192  # px, as in templates/sheet.css
MARGINS, COLUMN = (
    180,
    260,
)  # px across: two margins and the row heads; a day with its space. Seven days make 2000
HEADS, ROW = 262, 318  # px down: the margins, the head and the day heads; a slot with its space
FEWEST_COLUMNS = 5  # narrower, the head would not fit
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
TONES = {"ok": "#2B6A4C", "wait": "#8A5A00", "chg": "#A83A26", "info": "#414C9E", "quiet": "#766D61"}


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """Whose week it is, and in which language; `brand` stands above it."""

    group: str
    brand: str = ""
    language: str = "zh"


def write_sheet(
    items: Sequence[QueueItem],
    gaps: Sequence[Gap],
    out: Path,
    sheet: SheetOptions,
    engine: Engine | None = None,
) -> None:
    """The first week of a group as a .jpg or .png, 2000 px wide for seven days.

    WrongInput for another suffix or a group without posts and gaps; MissingFont if a font is not installed.
    """
    if out.suffix.lower() not in FORMATS:
        raise WrongInput(Message("export.sheet_suffix", file=out.name))
    made = boards(
        [item for item in items if item.group == sheet.group],
        [gap for gap in gaps if gap.group == sheet.group],
    )
    if not made:
        raise WrongInput(Message("export.nothing_of_group", group=sheet.group))
    picture = io.BytesIO()
    _paint(made[0], sheet.brand, sheet.language, engine or Takumi()).save(
        picture, FORMATS[out.suffix.lower()], quality=90
    )
    write_bytes(out, picture.getvalue())


def _paint(board: GroupWeek, brand: str, language: str, engine: Engine) -> Image:
    small = thumbnails(board.posts, POSTER_WIDTH)
    page = SheetPage([board], list(small), words(language), brand)
    width = MARGINS + COLUMN * max(FEWEST_COLUMNS, len(board.days))
    height = HEADS + ROW * len(board.slots)
    html = template("sheet.html.j2").render(
        page=page.as_values(),
        words=page.words,
        brand=clean(brand),
        drawings=drawings(),
        tones=TONES,
        width=width,
        height=height,
        whole=ROW * len(board.slots) - 10,
    )
    pictures = {page.classes[key]: data for key, data in small.items()}
    return engine.paint(html, own_part("sheet.css"), (width, height), pictures).convert("RGB")
