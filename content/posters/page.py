"""A spec becomes a page: the template filled in a sandbox, texts fitted and photos cut to their boxes."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from content.errors import PosterError, TextDoesNotFit
from content.model import PosterSpec
from content.posters import typography
from content.posters.crop import CENTRE, Crop, cut
from content.posters.engine import Engine
from content.posters.manifest import COLOUR
from content.posters.template import Template, base_css

SET = {"phrases": typography.phrases, "zh": typography.zh}
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9]*")


class Page:
    """One filled template: `html`, `css`, and the `images` it names, all that an engine needs."""

    def __init__(
        self, spec: PosterSpec, template: Template, working_copy: Callable[[str], Path], engine: Engine
    ) -> None:
        self._spec, self._template, self._engine = spec, template, engine
        self._working_copy = working_copy
        self.images: dict[str, bytes] = {}
        source, style = _split(template.source)
        self.css = base_css() + style
        self.html = self._in_canvas(self._filled(source))

    def asset(
        self, name: str, width: int, height: int, zoom: float = 1.0, at: tuple[float, float] = (0.5, 0.5)
    ) -> str:
        """For templates: what to put in `src` for the photo `name`, cut to a box of px as `Crop` says."""
        if name not in self._template.photos or name not in self._spec.photos:
            raise PosterError(
                f"Template {self._template.name!r} shows a photo {name!r} that it was not given."
            )
        crop = Crop(width, height, zoom, at)
        key = f"asset:{name}-{width}x{height}-{zoom:g}-{at[0]:g}-{at[1]:g}"
        if key not in self.images:
            photo = self._working_copy(self._spec.photos[name])
            self.images[key] = cut(photo, crop, self._spec.focus.get(name, CENTRE))
        return key

    def fitted(
        self,
        name: str,
        text: str,
        box: tuple[int, int],
        sizes: tuple[int, int],
        style: str = "",
        line: float = 1.3,
        set_as: str = "phrases",
        clamp: bool = False,
    ) -> Markup:
        """For templates: `text` as large as fits `box` (px), its size (px) between the two of `sizes`.

        What does not fit at the smallest size ends in an ellipsis if `clamp`, else it is TextDoesNotFit.
        """
        smallest, largest = sizes
        block = _Block(self._engine, self.css, box, style, line, set_as)
        size = block.largest_that_fits(text, smallest, largest)
        if size is None and not clamp:
            raise TextDoesNotFit(name, len(text), block.room(text, smallest))
        return block.html(text, size or smallest, clamp=size is None)

    def common_size(
        self,
        name: str,
        texts: Sequence[str],
        box: tuple[int, int],
        sizes: tuple[int, int],
        style: str = "",
        line: float = 1.3,
    ) -> int:
        """For templates: the size (px) at which each of `texts` fits a box of its own: rows look alike."""
        block = _Block(self._engine, self.css, box, style, line, "phrases")
        fitting = [block.largest_that_fits(text, *sizes) for text in texts]
        for text, size in zip(texts, fitting, strict=True):
            if size is None:
                raise TextDoesNotFit(name, len(text), block.room(text, sizes[0]))
        return min(size for size in fitting if size is not None)

    def _filled(self, source: str) -> str:
        fields = self._template.checked(self._spec.fields)
        names = {"look": self._spec.fields["look"], "photos": frozenset(self._spec.photos)}
        try:
            return _compiled(source).render(
                **fields, **names, asset=self.asset, fitted=self.fitted, common_size=self.common_size
            )
        except jinja2.TemplateError as error:
            raise PosterError(f"Template {self._template.name!r} cannot be filled: {error}.") from error

    def _in_canvas(self, html: str) -> str:
        style = f"{self._colours()};width:{self._spec.width}px;height:{self._spec.height}px"
        look = self._spec.fields["look"]
        return f'<div class="poster {look}" lang="zh-CN" style="{style}">{html}</div>'

    def _colours(self) -> str:
        for name, colour in self._spec.palette.items():
            if not _NAME.fullmatch(name) or not COLOUR.fullmatch(colour):
                raise PosterError(f"The palette's {name!r} is {colour!r}; write a colour as #rrggbb.")
        return ";".join(f"--{name}:{colour}" for name, colour in self._spec.palette.items())


class _Block:
    """A text in a box of px; `style` names classes of the template."""

    def __init__(
        self, engine: Engine, css: str, box: tuple[int, int], style: str, line: float, set_as: str
    ) -> None:
        self._engine, self._css, self._box = engine, css, box
        self._style, self._line, self._set_as = style, line, set_as

    def html(self, text: str, size: int, *, clamp: bool = False) -> Markup:
        lines = max(1, int(self._box[1] / (size * self._line)))
        style = f"width:{self._box[0]}px;font-size:{size}px;line-height:{round(size * self._line)}px"
        kind = "phrases" if self._set_as == "phrases" and not clamp else "running"
        clamped = (" clamp", f";-webkit-line-clamp:{lines};line-clamp:{lines}") if clamp else ("", "")
        inside = typography.zh(text) if clamp else SET[self._set_as](text)
        opened = f'<div class="{kind} {self._style}{clamped[0]}" style="{style}{clamped[1]}">'
        return Markup(opened) + inside + Markup("</div>")  # noqa: S704 - numbers and class names; the text is escaped

    def largest_that_fits(self, text: str, smallest: int, largest: int) -> int | None:
        """By halving between the two: six measures at most, 0.2 ms each."""
        if self._fits(text, largest):
            return largest
        if not self._fits(text, smallest):
            return None
        low, high = smallest, largest
        while high - low > 2:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(text, middle) else (low, middle)
        return low

    def room(self, text: str, size: int) -> int:
        """How many characters of `text` fit at `size`."""
        low, high = 0, len(text)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(text[:middle], size) else (low, middle)
        return low

    def _fits(self, text: str, size: int) -> bool:
        measured = self._engine.measure(str(self.html(text, size)), self._css, self._box[0])
        return measured.height <= self._box[1] + 1 and measured.width <= self._box[0] + 1


def _split(source: str) -> tuple[str, str]:
    """The template's page without its style sheets, and those."""
    return _STYLE.sub("", source), "".join(_STYLE.findall(source))


@lru_cache(maxsize=64)
def _compiled(source: str) -> jinja2.Template:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(SET, clean=typography.clean)
    return environment.from_string(source)
