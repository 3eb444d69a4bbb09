"""The second engine: Chromium paints the same page, through Playwright (`pip install 'sishi[chromium]'`).

It is what Takumi is compared with, the way out for CSS that Takumi lacks, and the other half of the preview.
"""

import asyncio
import atexit
import re
import tempfile
import threading
from base64 import b64encode
from collections.abc import Callable, Coroutine, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from content.errors import PosterError
from content.model import Message
from content.posters.browser import Browser, find_chromium, start, version
from content.posters.canvas import Size
from content.posters.engine import Measured, Takumi
from content.posters.fonts import FALLBACKS

if TYPE_CHECKING:
    from PIL.Image import Image

Answer = TypeVar("Answer")

SECONDS = 5.0  # for one paint or measure; a poster takes 0.1 to 0.3

_FALLBACKS = ",".join(f'"{family}"' for family in FALLBACKS)
# What Takumi does by itself: no punctuation is squeezed and no gap set but by our own marks, and a picture
# leaves no room for descenders below it.
GROUND = (
    "html,body{margin:0;padding:0;overflow:hidden}img{vertical-align:bottom}"
    f"body{{font-family:{_FALLBACKS};text-spacing-trim:space-all;text-autospace:no-autospace}}"
)
SHIM = ".clamp{display:-webkit-box;-webkit-box-orient:vertical}"

_FAMILIES = re.compile(r"(font-family:[^;}]+)")
_SRC = re.compile(r'src="(asset:[^"]*)"')


class Chromium:
    """One browser, started at the first paint and closed with the `with` block, or when the process ends.

    It may be called from any thread, and from within an event loop; calls take turns.
    """

    def __init__(
        self, fonts: Path | None = None, *, seconds: float = SECONDS, program: Path | None = None
    ) -> None:
        """`fonts` is a folder of more font files; `seconds` for each paint or measure.

        NotReady says what to install if there is no Chromium.
        """
        self.fonts = fonts
        self._seconds, self._program = seconds, program or find_chromium()
        self._turn = threading.Lock()
        self._running: _Running | None = None

    @property
    def name(self) -> str:
        """Such as "chromium-131.0.6778.85"; the program is asked once a process, without starting a page."""
        return f"chromium-{version(self._program)}"

    def paint(
        self, html: str, css: str, size: Size, images: Mapping[str, bytes], scale: float = 1.0
    ) -> "Image":
        """An RGBA picture, transparent where the page paints nothing; `size` in px of CSS, times `scale`.

        PosterError if the page takes longer than the limit or the browser crashes on it twice.
        """
        from PIL import Image  # here: planning and telling need no pixels

        page = _with_images(html, images)
        png = self._do(lambda browser: browser.paint(page, _for_chromium(css), size, scale))
        with Image.open(BytesIO(png)) as picture:
            # Where the scale leaves a fraction of a px, Chromium rounds up.
            return picture.convert("RGBA").crop((0, 0, round(size[0] * scale), round(size[1] * scale)))

    def measure(self, html: str, css: str, width: int) -> Measured:
        """One text block, laid out in a box of `width` px. Fails as `paint` does."""
        return Measured(*self._do(lambda browser: browser.measure(html, _for_chromium(css), width)))

    def widths(self, texts: Sequence[str], css: str, style: str, px: int) -> list[float]:
        """As Takumi measures them: both engines then set the same lines at the same size."""
        return Takumi(self.fonts).widths(texts, css, style, px)

    def close(self) -> None:
        """End the browser; the next paint would start another."""
        with self._turn:
            self._stop()

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, work: Callable[[Browser], Coroutine[Any, Any, Answer]]) -> Answer:
        """Within the limit; a crash is tried once more in a new browser, a page that took too long is not."""
        from playwright.async_api import Error

        with self._turn:
            try:
                return self._once(work)
            except Error:
                self._stop()
            try:
                return self._once(work)
            except Error as error:
                self._stop()
                why = error.message.partition("\n")[0]
                raise PosterError(Message("poster.browser_failed", cause=why)) from error

    def _once(self, work: Callable[[Browser], Coroutine[Any, Any, Answer]]) -> Answer:
        if self._running is None:
            self._running = _Running(self._program, self.fonts)
            atexit.register(self.close)
        try:
            return self._running.do(work(self._running.browser), self._seconds)
        except TimeoutError as error:
            self._stop()
            raise PosterError(Message("poster.browser_too_slow", seconds=self._seconds)) from error

    def _stop(self) -> None:
        if self._running is not None:
            self._running.end()
            self._running = None
            atexit.unregister(self.close)


class _Running:
    """A browser, its folder of fonts, and the thread with the event loop in which Playwright answers."""

    def __init__(self, program: Path, fonts: Path | None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sishi-chromium-")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chromium", daemon=True)
        self._thread.start()
        try:
            self.browser = self.do(start(program, Path(self._folder.name), fonts))
        except BaseException:
            self._end_loop()
            raise

    def do(self, work: Coroutine[Any, Any, Answer], seconds: float | None = None) -> Answer:
        """TimeoutError if it takes longer than `seconds`."""
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), self._loop).result()

    def end(self) -> None:
        self.do(self.browser.end())
        self._end_loop()

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()


def _for_chromium(css: str) -> str:
    """The sheet between ours; every list of families ends in the fallbacks, so that bold stays bold."""
    return GROUND + _FAMILIES.sub(rf"\1,{_FALLBACKS}", css) + SHIM


def _with_images(html: str, images: Mapping[str, bytes]) -> str:
    """Each `src` that names one of `images` as a data: URL, and every other asset: as nothing."""
    return _SRC.sub(lambda match: f'src="{_data_url(images.get(match[1], b""))}"', html)


def _data_url(image: bytes) -> str:
    kind = "png" if image.startswith(b"\x89PNG") else "svg+xml" if image.startswith(b"<") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(image).decode('ascii')}"
