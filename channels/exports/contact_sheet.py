"""The queue as one HTML file: a contact sheet per group and week, with everything in it and nothing fetched.

Posters are drawn small, once each, as classes of the stylesheet; a click opens one large, without any script.
"""

from collections.abc import Sequence
from pathlib import Path

from channels.exports.board import boards
from channels.exports.files import write_bytes
from channels.exports.item import QueueItem
from channels.exports.page import SheetPage
from channels.exports.paper import own_part, template
from channels.exports.thumbnails import data_uri, thumbnails
from channels.exports.words import words
from content.model import Gap


def write_html(
    items: Sequence[QueueItem], gaps: Sequence[Gap], out: Path, *, brand: str = "", language: str = "zh"
) -> None:
    """The contact sheets of all groups in one self-contained file; its labels in "zh" or "en"."""
    small = thumbnails(items)
    page = SheetPage(boards(items, gaps), list(small), words(language), brand)
    text = template("contact_sheet.html.j2").render(
        page=page.as_values(),
        pictures=[(page.classes[key], data_uri(data)) for key, data in small.items()],
        words=page.words,
        css=own_part("contact_sheet.css"),
        icons=own_part("icons.svg"),
    )
    write_bytes(out, text.encode(errors="replace"))
