"""A spec becomes a page: the template filled in a sandbox, texts fitted, photos cut to their boxes."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

import regex
from markupsafe import Markup
from PIL import Image

from content.errors import PosterError, TextDoesNotFit
from content.model import Message, PosterSpec
from content.posters.block import Block, TextStyle, check_classes
from content.posters.canvas import Size, css_class, name_of
from content.posters.code import qr_png
from content.posters.colour import TYPE, mix, palette_of, readable, seed_of, worst_contrast
from content.posters.columns import LEADING, ColumnStyle, UprightText, fitting_columns
from content.posters.coverage import printable
from content.posters.crop import CENTRE, Crop, Cut, as_jpeg, cut, size_of
from content.posters.engine import Engine
from content.posters.fonts import ROLES
from content.posters.ground import Corners, Layer, laid_in, photo_layer, shadow_layer
from content.posters.lint.allowed import BLURRIEST, LONGEST
from content.posters.lint.guard import guard
from content.posters.manifest import COLOUR
from content.posters.ornament import drawn_ornament
from content.posters.pictures import PosterMedia
from content.posters.sandbox import filled
from content.posters.template import Template, base_css
from content.posters.tone import toned
from content.posters.typography import initial

MOST_ENLARGED = 1.5  # px of the poster a px of the photo; beyond it a photo looks soft on a phone
OFFERED = (
    "asset",
    "under",
    "whole",
    "aspect",
    "facts",
    "sheet",
    "plate",
    "shade",
    "ink",
    "ornament",
    "baked",
    "fitted",
    "common_size",
    "upright",
    "qr",
    "logo",
)  # what templates may call
WHITE = "#FFFDF8"  # of words on a dark photo
PALETTE = frozenset({"deep", "paper", "acc", "acc2"})
_LETTER = regex.compile(r"[\p{L}\p{N}\p{Extended_Pictographic}].*", regex.DOTALL)
NOBODY = "群友"  # who is named where nothing of a name can be printed
_NAME = re.compile(r"[a-z][a-z0-9]*")
_FAMILY = re.compile(r"[\w .-]{1,60}")


class PosterPage:
    """One filled template, all that is needed to paint it.

    `html`, `css` and the `images` it names are for an engine; `layers` lie beneath, on the colour `ground`,
    in px of the canvas times `scale`; `warnings` are sentences about what could look better.
    """

    def __init__(
        self, spec: PosterSpec, template: Template, pictures: PosterMedia, engine: Engine, scale: float = 1.0
    ) -> None:
        self.scale = scale
        self._spec, self._template, self._engine, self._pictures = spec, template, engine, pictures
        self.size: Size = (spec.width, spec.height)
        self.images: dict[str, bytes] = {}
        self.layers: list[Layer] = []
        self.warnings: list[str] = []
        self._palette = self._colours()
        self.ground = self._palette[template.ground]
        self.css = base_css() + template.css + self._fonts()
        self.html = self._in_canvas(self._filled(), opaque=not self.layers)

    def asset(
        self, name: str, width: int, height: int, zoom: float = 1.0, at: tuple[float, float] = (0.5, 0.5)
    ) -> str:
        """For templates: what to put in `src` for the photo `name`, cut to a box of px as `Crop` says."""
        key = f"asset:{name}-{width}x{height}-{zoom:g}-{at[0]:g}-{at[1]:g}"
        if key not in self.images:
            _, size = self._scaled(0, 0, width, height)
            self.images[key] = as_jpeg(self._cut(name, Crop(*size, zoom, at)).picture)
        return key

    def under(
        self,
        name: str,
        left: int,
        top: int,
        width: int,
        height: int,
        zoom: float = 1.0,
        at: tuple[float, float] = (0.5, 0.5),
        corners: int | Corners = 0,
        turn: float = 0.0,
    ) -> str:
        """For templates: lay the photo `name` beneath the page, in a box of px; nothing is put in the page.

        `corners` rounds it (one radius, or four clockwise from the top left), `turn` turns it by degrees,
        counter-clockwise. Half the work of an <img>, and not compressed twice.
        """
        corner, box = self._scaled(left, top, width, height)
        picture = self._cut(name, Crop(*box, zoom, at, turn)).picture
        self.layers.append(photo_layer(picture, corner, box, self._rounded(corners), turn))
        return ""

    def baked(
        self, left: int, top: int, width: int, height: int, caller: Callable[[], Markup], plain: bool = False
    ) -> str:
        """For templates, as a call block: what costs much and never changes, painted once, laid beneath.

        A `plain` one uses no colour of the palette: one painting serves them all.
        """
        html = self._in_canvas(str(caller()), opaque=False, size=(width, height), plain=plain)
        corner, _ = self._scaled(left, top, width, height)
        self.layers.append(Layer(_baked(self._engine, html, self.css, (width, height), self.scale), corner))
        return ""

    def fitted(
        self,
        name: str,
        text: str,
        box: tuple[float, float],
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
        block = Block(self._engine, self.css, box, TextStyle(style, line, set_as))
        size = block.largest_that_fits(text, smallest, largest)
        if size is None and not clamp:
            raise TextDoesNotFit(name, len(text), block.room(text, smallest))
        return block.html(text, size or smallest, clamp=size is None)

    def common_size(
        self,
        name: str,
        texts: Sequence[str],
        box: tuple[float, float],
        sizes: tuple[int, int],
        style: str = "",
        line: float = 1.3,
    ) -> int:
        """For templates: the size (px) at which each of `texts` fits a box of its own: rows look alike."""
        block = Block(self._engine, self.css, box, TextStyle(style, line))
        fitting = [block.largest_that_fits(text, *sizes) for text in texts]
        for text, size in zip(texts, fitting, strict=True):
            if size is None:
                raise TextDoesNotFit(name, len(text), block.room(text, sizes[0]))
        return min(size for size in fitting if size is not None)

    def whole(self, name: str, width: float, height: float) -> Size:
        """For templates: the largest box (px) within `width` x `height` that shows the photo uncropped.

        What is laid there with `under` or `asset` loses nothing.
        """
        across, down = self._measures(name)
        scale = min(width / across, height / down)
        return max(1, round(across * scale)), max(1, round(down * scale))

    def aspect(self, name: str) -> float:
        """For templates: width over height of the photo `name`."""
        width, height = self._measures(name)
        return width / height

    def facts(self, name: str) -> Mapping[str, Any]:
        """For templates: `calm`, the share of the photo `name` that is calm, by side."""
        return {"calm": {}, **self._spec.facts.get(name, {})}

    def sheet(self, colour: str) -> str:
        """For templates: the colour (#rrggbb) of the canvas, where it is none of the palette."""
        if not COLOUR.fullmatch(colour):
            raise PosterError(Message("poster.palette_no_colour", name="sheet", colour=colour))
        self.ground = colour
        return ""

    def plate(
        self, left: int, top: int, width: int, height: int, colour: str, corners: int | Corners = 0
    ) -> str:
        """For templates: an area of one colour (#rrggbb) beneath the page, above what was laid before."""
        if not COLOUR.fullmatch(colour):
            raise PosterError(Message("poster.palette_no_colour", name="plate", colour=colour))
        corner, box = self._scaled(left, top, width, height)
        self.layers.append(photo_layer(Image.new("RGB", box, colour), corner, box, self._rounded(corners), 0))
        return ""

    def shade(self, left: int, top: int, width: int, height: int, blur: int = 30, turn: float = 0.0) -> str:
        """For templates: the soft shadow (`blur` px) that a sheet throws on what was laid before."""
        corner, box = self._scaled(left, top, width, height)
        self.layers.append(shadow_layer(corner, box, max(1, round(min(blur, BLURRIEST) * self.scale)), turn))
        return ""

    def ink(self, left: int, top: int, width: int, height: int) -> str:
        """For templates: deep or white, whichever reads better on what was laid beneath a box of px so far.

        A warning says where neither reaches 4.5:1 on nine tenths of the box.
        """
        corner, box = self._scaled(left, top, width, height)
        area = laid_in(corner, box, self.ground, self.layers).resize((24, 24), Image.Resampling.BOX)
        contrasts = {colour: worst_contrast(colour, area) for colour in (self._palette["deep"], WHITE)}
        best = max(contrasts, key=lambda colour: contrasts[colour])
        if contrasts[best] < TYPE:
            self.warnings.append("Words stand where the photo is too lively to read them; use another one.")
        return best

    def ornament(self, name: str, width: int, height: int, colour: str = "") -> str:
        """For templates: what to put in `src` for a picture that the template brings, drawn for a box of px.

        `colour` (#rrggbb) stands where an SVG says currentColor.
        """
        if name not in self._template.ornaments:
            known = tuple(self._template.ornaments)
            raise PosterError(
                Message("template.unknown_ornament", path=self._template.name, name=name, known=known)
            )
        self._scaled(0, 0, width, height)
        key = f"asset:ornament-{name}-{width}x{height}-{colour[1:]}"
        self.images[key] = drawn_ornament(self._template.ornaments[name], width, height, colour)
        return key

    def upright(
        self,
        name: str,
        words: str,
        box: tuple[float, float],
        sizes: tuple[int, int],
        style: str = "",
        most: int = 4,
        leading: float = LEADING,
    ) -> UprightText:
        """For templates: `words` from top to bottom in at most `most` columns, as large as fits `box` (px).

        `.html` is what to print, `.width` the px it takes. TextDoesNotFit where it does not at the smallest.
        """
        check_classes(style)
        columns = fitting_columns(words, box, sizes, most, ColumnStyle(leading=leading, classes=style))
        if columns is None:
            raise TextDoesNotFit(name, len(words), most * int(box[1] // (sizes[0] * leading)))
        return columns

    def qr(self, link: str, px: int) -> str:
        """For templates: what to put in `src` for the QR code of `link`, `px` wide with its quiet zone."""
        key = f"asset:qr-{len(self.images)}"
        self.images[key] = qr_png(link, px)
        return key

    def logo(self, width: int, height: int) -> dict[str, object] | None:
        """For templates: src, width and height (px) of the brand's logo within a box; None if it has none."""
        if not self._spec.logo:
            return None
        with Image.open(self._pictures.logo(self._spec.logo)) as picture:
            scale = min(width / picture.width, height / picture.height)
            size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
            small = picture.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
        out = BytesIO()
        small.save(out, "PNG", compress_level=1)
        key = f"asset:logo-{size[0]}x{size[1]}"
        self.images[key] = out.getvalue()
        return {"src": key, "width": size[0], "height": size[1]}

    def _rounded(self, corners: int | Corners) -> Corners:
        """Radii in px of the picture."""
        radii = corners if isinstance(corners, tuple) else (corners,) * 4
        top_left, top_right, bottom_right, bottom_left = (round(radius * self.scale) for radius in radii)
        return top_left, top_right, bottom_right, bottom_left

    def _measures(self, name: str) -> Size:
        """Width and height of a photo in px; only its head is read."""
        self._check_given(name)
        return size_of(self._pictures.working(self._spec.photos[name]))

    def _check_given(self, name: str) -> None:
        if name not in self._template.photos or name not in self._spec.photos:
            raise PosterError(Message("poster.photo_not_given", template=self._template.name, photo=name))

    def _scaled(self, left: int, top: int, width: int, height: int) -> tuple[tuple[int, int], Size]:
        """The box in px of the picture: neighbours still meet after rounding. PosterError for a vast one."""
        if max(map(abs, (left, top, width, height))) > LONGEST or min(width, height) < 1:
            raise PosterError(
                Message(
                    "poster.box_out_of_bounds",
                    template=self._template.name,
                    width=width,
                    height=height,
                    left=left,
                    top=top,
                    most=LONGEST,
                )
            )
        corner = (round(left * self.scale), round(top * self.scale))
        right, low = round((left + width) * self.scale), round((top + height) * self.scale)
        return corner, (max(1, right - corner[0]), max(1, low - corner[1]))

    def _cut(self, name: str, crop: Crop) -> Cut:
        self._check_given(name)
        focus = self._spec.focus.get(name, CENTRE)
        piece = cut(self._pictures.working(self._spec.photos[name]), crop, focus)
        if piece.enlarged > MOST_ENLARGED * self.scale:
            self.warnings.append(
                f"The photo {name!r} is enlarged {piece.enlarged:.1f} times; use one with more pixels."
            )
        return Cut(toned(piece.picture), piece.enlarged) if self._spec.tone else piece

    def _filled(self) -> str:
        template, spec = self._template, self._spec
        given = self._printed(template.checked(spec.fields))
        room = {
            "size": name_of(self.size),
            "W": spec.width,
            "H": spec.height,
            "photos": frozenset(spec.photos),
            "mix": mix,
            **{name: self._palette[name] for name in PALETTE},
        }
        return filled(template, {**given, **room, **{name: getattr(self, name) for name in OFFERED}})

    def _printed(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The fields without what would be empty boxes, since no font has it. A warning names them."""
        printed = {name: _printable(value) for name, value in fields.items()}
        if changed := sorted(name for name, value in fields.items() if printed[name] != value):
            listed = ", ".join(changed)
            self.warnings.append(f"No font has some characters of {listed}; they are left out.")
        author = printed.get("by")
        if "by" in changed and not str(author).strip():
            printed["by"] = author = NOBODY
        if "initial" in changed and not str(printed["initial"]).strip():
            letter = _LETTER.search(str(author or NOBODY))
            printed["initial"] = initial(letter[0] if letter else NOBODY)
        return printed

    def _in_canvas(self, html: str, *, opaque: bool, size: Size | None = None, plain: bool = False) -> str:
        colours = "".join(f"--{name}:{colour};" for name, colour in self._palette.items() if not plain)
        width, height = size or self.size
        ground = f";background-color:{self.ground}" if opaque else ""
        style = f"{colours}width:{width}px;height:{height}px{ground}"
        page = f'<div class="poster {css_class(self.size)}" lang="zh-CN" style="{style}">{html}</div>'
        guard(page, self.css)
        return page

    def _colours(self) -> dict[str, str]:
        palette = dict(self._spec.palette) or self._of_the_photo()
        for name, colour in palette.items():
            if not _NAME.fullmatch(name) or not COLOUR.fullmatch(colour):
                raise PosterError(Message("poster.palette_no_colour", name=name, colour=colour))
        if palette.keys() >= PALETTE:
            palette["acc2"] = readable(palette["acc2"], palette["paper"], palette["deep"])
        return palette

    def _of_the_photo(self) -> dict[str, str]:
        """A spec without a palette takes its colours from its first photo."""
        if not self._spec.photos:
            raise PosterError(Message("poster.no_palette"))
        first = next(iter(self._spec.photos))
        return palette_of(seed_of(self._cut(first, Crop(96, 96)).picture)).colours()

    def _fonts(self) -> str:
        """The brand's own faces, before ours: what they lack falls back."""
        rules = ""
        for role, family in self._spec.fonts.items():
            if role not in ROLES or not _FAMILY.fullmatch(family):
                raise PosterError(
                    Message("poster.unknown_font_role", role=role, family=family, known=tuple(ROLES))
                )
            selector, families = ROLES[role]
            rules += f'{selector}{{font-family:"{family}",{families}}}'
        return rules


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    return [_printable(part) for part in value] if isinstance(value, list) else value


@lru_cache(maxsize=6)  # 3 MB each
def _baked(engine: Engine, html: str, css: str, size: Size, scale: float) -> Image.Image:
    return engine.paint(html, css, size, {}, scale)
