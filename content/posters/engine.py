"""What paints: the Protocol, and Takumi behind it. A second engine needs nothing but these methods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

from content.files import FONT_BYTES, read_limited
from content.posters.canvas import Size
from content.posters.coverage import borrowing
from content.posters.fonts import FALLBACKS, FONTS, font_files, own_fonts

if TYPE_CHECKING:
    from PIL.Image import Image
    from pytakumi import Renderer

TAKUMI = "takumi-0.1.5"  # the pinned release of pytakumi; part of every poster's key
GLYPH_CACHE = 64 << 20  # bytes a process; some 20,000 glyphs
IMAGE_CACHE = 32 << 20
WIDEST = 100_000  # px of a line that is only measured
SPACE = 0.15  # of a run's height: the width of a space in Noto Sans CJK (224 of 1448 units)


@dataclass(frozen=True, slots=True)
class Measured:
    """The laid-out text: its height, the right edge of its widest line (both px), its number of lines."""

    height: float
    width: float
    lines: int


class Engine(Protocol):
    """HTML and CSS in, pixels out. Images come only from `images`, by their name in `src`."""

    @property
    def name(self) -> str:
        """Name and version, such as "takumi-0.1.5"."""

    @property
    def fonts(self) -> Path | None:
        """The folder of a brand's own font files."""

    def paint(
        self, html: str, css: str, size: Size, images: Mapping[str, bytes], scale: float = 1.0
    ) -> "Image":
        """An RGBA picture, transparent where the page paints nothing; `size` in px of CSS, times `scale`."""

    def measure(self, html: str, css: str, width: int) -> Measured:
        """One text block, laid out in a box of `width` px."""

    def widths(self, texts: Sequence[str], css: str, style: str, px: int) -> list[float]:
        """How wide (px) each text is on a line of its own, in the classes `style` at `px`.

        Every engine answers as Takumi does: what is laid out by these widths is laid out alike.
        """

    def __hash__(self) -> int:
        """Engines are keys of caches."""


class Takumi:
    """Rust layout and raster by `pytakumi`; one renderer a process, its fonts registered once (0.2 s)."""

    name = TAKUMI

    def __init__(self, fonts: Path | None = None) -> None:
        """`fonts` is a folder of more font files, a brand's own."""
        self._renderer = _renderer(fonts)
        self.fonts = fonts

    def _borrow_fonts(self, html: str) -> None:
        """Fonts of signs that few names have are read when one comes: 60 of them would be 15 MB."""
        borrowed = _borrowed(self.fonts)
        for family in sorted(borrowing(html) - borrowed):
            self._renderer.register_font(read_limited(font_files()[family], FONT_BYTES))
            borrowed.add(family)

    def paint(
        self, html: str, css: str, size: Size, images: Mapping[str, bytes], scale: float = 1.0
    ) -> "Image":
        from PIL import Image  # here: planning and telling need no pixels

        size = (round(size[0] * scale), round(size[1] * scale))
        self._borrow_fonts(html)
        pixels = self._renderer.render_html(
            html,
            width=size[0],
            height=size[1],
            format="raw",
            stylesheets=[css],
            font_families=FALLBACKS,
            lang="zh-CN",
            device_pixel_ratio=scale,
            images=[{"src": name, "data": data, "cache": "none"} for name, data in images.items()],
        )
        return Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1)

    def measure(self, html: str, css: str, width: int) -> Measured:
        box = self.layout(html, css, width)
        runs = box["runs"]
        return Measured(box["height"], max((_right(run) for run in runs), default=0.0), _lines(runs))

    def widths(self, texts: Sequence[str], css: str, style: str, px: int) -> list[float]:
        """One layout of 20 us a text."""
        rows = Markup("").join(Markup("<div>{}</div>").format(text) for text in texts)
        # From the left, however the class aligns: a run's right end is then the text's width.
        measured = f"text-align:left;font-size:{px}px;line-height:{2 * px}px"
        html = f'<div class="lines {style}" style="{measured}">{rows}</div>'
        boxes = self.layout(html, css, WIDEST)["children"]
        return [max((_right(run) for run in box["runs"]), default=0.0) for box in boxes]

    def layout(self, html: str, css: str, width: int, height: int | None = None) -> Any:
        """Where everything of a page stands: nested boxes with their runs of text, as pytakumi tells it."""
        from pytakumi import from_html

        self._borrow_fonts(html)
        return self._renderer.measure(
            from_html(html),
            width=width,
            height=height,
            stylesheets=[css],
            font_families=FALLBACKS,
            lang="zh-CN",
        )


def _right(run: Mapping[str, Any]) -> float:
    """Where the ink of a run ends: a space at the end of a line takes no room there."""
    spaces = len(run["text"]) - len(run["text"].rstrip(" "))
    return float(run["x"] + run["width"] - spaces * SPACE * run["height"])


def _lines(runs: Sequence[Mapping[str, Any]]) -> int:
    """Runs of several fonts stand on one line though their boxes begin at different heights."""
    lines, top, middle = 0, 0.0, float("-inf")
    for run in runs:
        if run["y"] > middle or run["y"] + run["height"] < top:
            lines, top, middle = lines + 1, run["y"], run["y"] + run["height"] / 2
    return lines


@cache
def _renderer(fonts: Path | None) -> "Renderer":
    import pytakumi  # here: only who draws pays for it

    pytakumi.set_glyph_cache_max_bytes(GLYPH_CACHE)
    renderer = pytakumi.Renderer(cache_max_bytes=IMAGE_CACHE)
    files = font_files()
    usual = (files[font.family] for font in FONTS if font.needed)
    for path in (*usual, *own_fonts(fonts)):
        renderer.register_font(read_limited(path, FONT_BYTES))
    return renderer


@cache
def _borrowed(fonts: Path | None) -> set[str]:  # noqa: ARG001 - one set for each renderer
    """The families that were registered later."""
    return set()
