"""A spec becomes a page: the template filled in a sandbox, texts fitted, photos cut to their boxes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup
from PIL import Image

from content.errors import PosterError, TextDoesNotFit
from content.model import Message, PhotoFacts, PosterSpec
from content.model.photo_facts import FactsJson
from content.posters.block import Block, TextStyle, check_classes
from content.posters.breaks import Break
from content.posters.canvas import Size, css_class, name_of
from content.posters.code import qr_png
from content.posters.colour import (
    TYPE,
    better_on,
    luminance,
    mix,
    palette_of,
    readable,
    seed_of,
    worst_contrast,
)
from content.posters.columns import LEADING, ColumnStyle, UprightText, fitting_columns
from content.posters.crop import CENTRE, Crop, Cut, as_jpeg, cut, size_of
from content.posters.edge import ground_of
from content.posters.engine import Engine
from content.posters.fonts import ROLES, role_of
from content.posters.ground import Baked, Corners, Layer, baked_picture, laid_in, photo_layer, shadow_layer
from content.posters.heads import heads_of, kept_faces
from content.posters.keep import (
    NECKED,
    Box,
    Keep,
    in_photo,
    inside,
    kept_window,
    lost_faces,
    placed_faces,
)
from content.posters.lint.allowed import BLURRIEST, LONGEST
from content.posters.lint.guard import guard
from content.posters.logo import DARK, logo_png
from content.posters.manifest import COLOUR
from content.posters.marks import SQUEEZES, squeeze_of_family
from content.posters.ornament import drawn_ornament
from content.posters.pictures import PosterMedia
from content.posters.placed import Known, PlacedPhoto
from content.posters.plain import is_plain
from content.posters.printed import printed_fields
from content.posters.sandbox import filled
from content.posters.set_texts import FittedText
from content.posters.template import Template, base_css
from content.posters.tone import toned
from content.posters.variables import values_in

MOST_ENLARGED = 1.5  # px of the poster a px of the photo; beyond it a photo looks soft on a phone
# What templates may call.
_OFFERED = """asset under clear whole aspect facts ground_of sheet plate shade ends ink ornament baked fitted
common_size upright qr logo"""
OFFERED = frozenset(_OFFERED.split())
WHITE = "#FFFDF8"  # of words on a dark photo
PALETTE = frozenset({"deep", "paper", "acc", "acc2"})
CALM_ENOUGH = 3.4  # of 9: how busy a photo may be where words stand on it; docs/measures/posters.md
KEEP_NOTHING = Keep()
_NAME = re.compile(r"[a-z][a-z0-9]*")
_FAMILY = re.compile(r"[\w .-]{1,60}")


class PosterPage:
    """One filled template, all that is needed to paint it.

    `html`, `css` and the `images` it names are for an engine; `layers` lie beneath, on the colour `ground`,
    in px of the canvas times `scale`; `warnings` are about what could look better. `fitted_texts` tells the
    lines of each text that was fitted, `printed` the fields as shown, `dropped` the signs of each that
    no font has. `placed` are the photos that
    lie beneath, with their faces; those shall not lie under `covers` (px of the canvas).
    """

    def __init__(
        self,
        spec: PosterSpec,
        template: Template,
        pictures: PosterMedia,
        engine: Engine,
        scale: float = 1.0,
        covers: Sequence[Box] = (),
    ) -> None:
        self.scale = scale
        self.placed: list[PlacedPhoto] = []
        self._covers = covers
        self._spec, self._template, self._engine, self._pictures = spec, template, engine, pictures
        self.size: Size = (spec.width, spec.height)
        self.fonts = engine.fonts
        self.images: dict[str, bytes] = {}
        self.layers: list[Layer] = []
        self.warnings: list[Message] = []
        self.fitted_texts: list[FittedText] = []
        self.dropped: dict[str, tuple[str, ...]] = {}
        self.printed: Mapping[str, Any] = {}
        self._squeezes = dict(SQUEEZES)
        self._palette = self._colours()
        self.ground = self._palette[template.ground]
        self.css = base_css() + template.css + self._fonts() + self._seal()
        self.html = self._in_canvas(self._filled(), opaque=not self.layers)

    def asset(
        self, name: str, width: int, height: int, zoom: float = 1.0, at: tuple[float, float] = (0.5, 0.5)
    ) -> str:
        """For templates: what to put in `src` for the photo `name`, cut to a box of px as `Crop` says."""
        key = f"asset:{name}-{width}x{height}-{zoom:g}-{at[0]:g}-{at[1]:g}"
        if key not in self.images:
            _, size = self._scaled(0, 0, width, height)
            keep = Keep(kept_faces(self.facts_of(name).faces))
            self.images[key] = as_jpeg(self._cut(name, Crop(*size, zoom, at), keep).picture)
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
        crop, radii = Crop(*box, zoom, at, turn), self._rounded(corners)
        keep = self._keep(name, corner, box, radii, self._covers)
        piece = self._cut(name, crop, keep)
        self.layers.append(photo_layer(piece.picture, corner, box, radii, turn))
        known = Known(name, keep, self.facts_of(name))
        self.placed.append(PlacedPhoto.of(corner, crop, piece, known))
        return ""

    def clear(
        self,
        name: str,
        box: tuple[int, int, int, int],
        words: Sequence[tuple[float, float, float, float]],
        zoom: float = 1.0,
        at: tuple[float, float] = (0.5, 0.5),
    ) -> bool:
        """For templates: whether `words` may stand on the photo `name` in this box (left, top, width, height
        in px, as each of the words has one): it is calm there, and no face is in the way or cut off for it.

        Where nothing is known of the photo they may not.
        """
        source = self._photo(name)
        corner, room = self._scaled(*box)
        covers = [(x, y, x + across, y + down) for x, y, across, down in words]
        keep = self._keep(name, corner, room, (0, 0, 0, 0), covers)
        crop, photo = Crop(*room, zoom, at), source
        size, focus = size_of(photo), self._spec.focus.get(name, CENTRE)
        part = kept_window(size, crop, focus, keep)
        heads = placed_faces(size, crop, part, heads_of(keep.faces))
        if not inside(part, size) or any(lost > NECKED for lost in lost_faces(heads, keep, room)):
            return False
        facts = self.facts_of(name)
        zones = (in_photo(cover, part, size, room) for cover in keep.covers)
        return all(facts.busyness(*zone) <= CALM_ENOUGH for zone in zones)

    def baked(
        self, left: int, top: int, width: int, height: int, caller: Callable[[], Markup], plain: bool = False
    ) -> str:
        """For templates, as a call block: what costs much and never changes, painted once, laid beneath.

        A `plain` one uses no colour of the palette: one painting serves them all.
        """
        others = dict(self.images)
        html = self._in_canvas(str(caller()), opaque=False, size=(width, height), plain=plain)
        images = tuple((name, data) for name, data in self.images.items() if f'"{name}"' in html)
        self.images = others
        corner, _ = self._scaled(left, top, width, height)
        page = Baked(html, self.css, (width, height), images)
        self.layers.append(Layer(baked_picture(self._engine, page, self.scale), corner))
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
        block = Block(self._engine, self.css, box, self._style(style, line, set_as))
        # What may be cut is rather cut than broken inside a word.
        worst = Break.WORD if clamp else Break.ANYWHERE
        set_text = block.largest_that_fits(text, smallest, largest, worst)
        if set_text is None:
            if not clamp:
                raise TextDoesNotFit(name, len(text), block.room(text, smallest))
            set_text = block.shortened(text, smallest)
        self.fitted_texts.append(FittedText(name, set_text.lines, set_text.px))
        return block.html(set_text)

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
        block = Block(self._engine, self.css, box, self._style(style, line, "phrases"))
        fitting = [block.largest_that_fits(text, *sizes) for text in texts]
        for text, set_text in zip(texts, fitting, strict=True):
            if set_text is None:
                raise TextDoesNotFit(name, len(text), block.room(text, sizes[0]))
        return min(set_text.px for set_text in fitting if set_text is not None)

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
        return {"calm": self._spec.facts.get(name, FactsJson()).get("calm", {})}

    def ground_of(self, name: str) -> str:
        """For templates: the colour (#rrggbb) about the photo `name`; "" where that is not plain."""
        photo = self._photo(name)
        return ground_of(photo, tone=self._spec.tone) if is_plain(self.facts_of(name)) else ""

    def ends(self, height: int) -> str:
        """For templates of long pages: where the page ends (px from its top)."""
        self._scaled(0, 0, self.size[0], height)
        self.size = (self.size[0], height)
        return ""

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
            self._warn(Message("poster.words_on_lively"))
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
        self.fitted_texts.append(FittedText(name, tuple(map("".join, columns.cells)), columns.px))
        return columns

    def qr(self, link: str, px: int) -> str:
        """For templates: what to put in `src` for the QR code of `link`, `px` wide with its quiet zone."""
        key = f"asset:qr-{len(self.images)}"
        self.images[key] = qr_png(link, px)
        return key

    def logo(self, width: int, height: int) -> dict[str, object] | None:
        """For templates: src, width and height (px) of the brand's logo within a box; None if it has none.

        On a dark ground it is the one for dark grounds; one that cannot be told from its ground gets a plate.
        """
        ground, sha = self.ground, self._spec.logo
        if self._spec.logo_on_dark and (luminance(ground) < DARK or not sha):
            sha = self._spec.logo_on_dark
        if not sha:
            return None
        drawn, data = logo_png(self._pictures.logo(sha), (width, height), ground)
        key = f"asset:logo-{drawn[0]}x{drawn[1]}"
        self.images[key] = data
        return {"src": key, "width": drawn[0], "height": drawn[1]}

    def _rounded(self, corners: int | Corners) -> Corners:
        """Radii in px of the picture."""
        radii = corners if isinstance(corners, tuple) else (corners,) * 4
        top_left, top_right, bottom_right, bottom_left = (round(radius * self.scale) for radius in radii)
        return top_left, top_right, bottom_right, bottom_left

    def _measures(self, name: str) -> Size:
        """Width and height of a photo in px; only its head is read."""
        return size_of(self._photo(name))

    def _photo(self, name: str) -> Path:
        """The working copy of a photo. PosterError where the spec has none of that name."""
        if name not in self._template.photos or name not in self._spec.photos:
            raise PosterError(Message("poster.photo_not_given", template=self._template.name, photo=name))
        return self._pictures.working(self._spec.photos[name])

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

    def facts_of(self, name: str) -> PhotoFacts:
        """What the spec says of the photo."""
        return PhotoFacts.from_json(self._spec.facts.get(name, {}))

    def _keep(
        self,
        name: str,
        corner: tuple[int, int],
        box: Size,
        radii: Corners,
        standing: Sequence[Box],
    ) -> Keep:
        """What a cut for a box (px of the picture) must respect; `standing` is px of the canvas."""
        covers = tuple(
            (left * self.scale - corner[0], top * self.scale - corner[1],
             right * self.scale - corner[0], low * self.scale - corner[1])
            for left, top, right, low in standing
        )  # fmt: skip
        canvas = (self.size[0] * self.scale, self.size[1] * self.scale)
        visible = (
            float(max(0, -corner[0])),
            float(max(0, -corner[1])),
            float(min(box[0], canvas[0] - corner[0])),
            float(min(box[1], canvas[1] - corner[1])),
        )
        return Keep(kept_faces(self.facts_of(name).faces), visible, radii, covers)

    def _cut(self, name: str, crop: Crop, keep: Keep = KEEP_NOTHING) -> Cut:
        focus = self._spec.focus.get(name, CENTRE)
        place = partial(kept_window, crop=crop, focus=focus, keep=keep) if keep.faces else None
        piece = cut(self._photo(name), crop, focus, place)
        if piece.enlarged > MOST_ENLARGED * self.scale:
            times = round(piece.enlarged / self.scale, 1)
            self._warn(Message("poster.photo_enlarged", photo=name, times=times))
        return replace(piece, picture=toned(piece.picture)) if self._spec.tone else piece

    def _filled(self) -> str:
        template, spec = self._template, self._spec
        printed = printed_fields(template.checked(spec.fields))
        self.printed, self.dropped, given = printed.fields, printed.dropped, printed.fields
        self.warnings += printed.warnings
        room = {
            "size": name_of(self.size),
            "W": spec.width,
            "H": spec.height,
            "photos": frozenset(spec.photos),
            "mix": mix,
            "on": partial(better_on, self._palette["deep"], self._palette["paper"]),
            "vars": SimpleNamespace(**values_in(template.variables, self._palette)),
            **{name: self._palette[name] for name in PALETTE},
        }
        return filled(template, {**given, **room, **{name: getattr(self, name) for name in OFFERED}})

    def _warn(self, warning: Message) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _style(self, classes: str, line: float, set_as: str) -> TextStyle:
        return TextStyle(classes, line, set_as, self._squeezes[role_of(classes)])

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

    def _seal(self) -> str:
        """The slot's seal in the brand's colour, where it has one."""
        colour = self._spec.seal
        if colour and not COLOUR.fullmatch(colour):
            raise PosterError(Message("poster.palette_no_colour", name="seal", colour=colour))
        return f".seal.seal{{background-color:{colour}}}" if colour else ""

    def _fonts(self) -> str:
        """The brand's own faces, before ours: what they lack falls back. Their marks give up what is free."""
        rules = ""
        for role, family in self._spec.fonts.items():
            if role not in ROLES or not _FAMILY.fullmatch(family):
                raise PosterError(
                    Message("poster.unknown_font_role", role=role, family=family, known=tuple(ROLES))
                )
            selector, families = ROLES[role]
            squeeze = self._squeezes[role] = squeeze_of_family(family, self._engine.fonts)
            rules += f'{selector}{{font-family:"{family}",{families}}}'
            rules += f"{selector} .sq{{letter-spacing:{-squeeze.marks:g}em}}"
            rules += f"{selector} .sqq{{letter-spacing:{-squeeze.quotes:g}em}}"
        return rules
