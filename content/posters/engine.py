"""What paints: the Protocol, and Takumi behind it. A second engine needs nothing but these two methods."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from content.posters.fonts import FALLBACKS, font_files

if TYPE_CHECKING:
    from PIL.Image import Image
    from pytakumi import Renderer

Size = tuple[int, int]  # width and height in px

TAKUMI = "takumi-0.1.5"  # the pinned release of pytakumi; part of every poster's key
GLYPH_CACHE = 64 << 20  # bytes a process; some 20,000 glyphs
IMAGE_CACHE = 32 << 20


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

    def paint(self, html: str, css: str, size: Size, images: Mapping[str, bytes]) -> "Image":
        """An RGB picture of `size`."""

    def measure(self, html: str, css: str, width: int) -> Measured:
        """One text block, laid out in a box of `width` px."""


class Takumi:
    """Rust layout and raster by `pytakumi`; one renderer a process, its fonts registered once (0.2 s)."""

    name = TAKUMI

    def __init__(self) -> None:
        self._renderer = _renderer()

    def paint(self, html: str, css: str, size: Size, images: Mapping[str, bytes]) -> "Image":
        from PIL import Image  # here: planning and telling need no pixels

        pixels = self._renderer.render_html(
            html,
            width=size[0],
            height=size[1],
            format="raw",
            stylesheets=[css],
            font_families=FALLBACKS,
            lang="zh-CN",
            images=[{"src": name, "data": data, "cache": "none"} for name, data in images.items()],
        )
        return Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")

    def measure(self, html: str, css: str, width: int) -> Measured:
        from pytakumi import from_html

        box = self._renderer.measure(
            from_html(html), width=width, stylesheets=[css], font_families=FALLBACKS, lang="zh-CN"
        )
        runs = box["runs"]
        right = max((run["x"] + run["width"] for run in runs), default=0.0)
        return Measured(box["height"], right, len({round(run["y"]) for run in runs}))


@cache
def _renderer() -> "Renderer":
    import pytakumi  # here: only who draws pays for it

    pytakumi.set_glyph_cache_max_bytes(GLYPH_CACHE)
    renderer = pytakumi.Renderer(cache_max_bytes=IMAGE_CACHE)
    for path in font_files().values():
        renderer.register_font(Path(path).read_bytes())
    return renderer
