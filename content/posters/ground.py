"""What lies beneath a page: photos and baked layers, put together by Pillow.

A photo that goes through an engine is encoded, decoded and drawn once more; beneath the page it is only cut.
The engine paints type and ornament on a transparent canvas, which is laid over the ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from content.posters.canvas import Size
from content.posters.crop import turned_size
from content.posters.engine import Engine

SHADE = (40, 28, 16, 118)  # of shadows: a brown that darkens every palette, at most this strong of 255
SMOOTH = 4  # masks are drawn this much larger and averaged down: their edges have 17 shades

Corners = tuple[int, int, int, int]  # radii in px: top left, top right, bottom right, bottom left


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture with its top left corner at `at` (px), shown through its mask. RGBA is laid over."""

    picture: Image.Image
    at: tuple[int, int]
    mask: Image.Image | None = None


def photo_layer(
    picture: Image.Image, at: tuple[int, int], size: Size, corners: Corners, turn: float
) -> Layer:
    """A photo cut for the box of `size` at `at` (px), turned as its `Crop` was; `corners` round it off."""
    if not turn and not any(corners):
        return Layer(picture, at)
    left, top = at[0] - (picture.width - size[0]) // 2, at[1] - (picture.height - size[1]) // 2
    return Layer(picture, (left, top), _mask(size, corners, turn))


@lru_cache(maxsize=4)  # some 5 MB each
def shadow_layer(at: tuple[int, int], size: Size, blur: int, turn: float) -> Layer:
    """What a sheet of `size` at `at` (px) throws below it: brown, soft over `blur` px, a little lower.

    Drawn at an eighth: a shadow has no detail, and so it costs next to nothing.
    """
    small, room = 8, 2 * blur
    width, height = size[0] + 2 * room, size[1] + 2 * room
    mask = Image.new("L", (max(1, width // small), max(1, height // small)), 0)
    inset = blur // 2  # narrower than its sheet, as light from above has it
    box = (room + inset, room + inset, room + size[0] - inset, room + size[1])
    ImageDraw.Draw(mask).rectangle(tuple(edge // small for edge in box), fill=SHADE[3])
    if turn:
        mask = mask.rotate(turn, Image.Resampling.BILINEAR)
    soft = mask.filter(ImageFilter.GaussianBlur(blur / small / 2)).resize((width, height))
    shadow = Image.new("RGB", (width, height), SHADE[:3])
    return Layer(shadow, (at[0] - room, at[1] - room + blur // 2), soft)


def composed(size: Size, colour: str, layers: Sequence[Layer], page: Image.Image) -> Image.Image:
    """The poster as RGB: `colour`, the layers from below, and the page (RGBA) over all."""
    poster = Image.new("RGB", size, colour) if not _covers(layers, size) else layers[0].picture.copy()
    for layer in layers[1:] if _covers(layers, size) else layers:
        _lay(poster, layer)
    poster.paste(page, (0, 0), page)
    return poster


@dataclass(frozen=True, slots=True)
class Baked:
    """A page that never changes, `size` in px of the canvas, with the pictures that it names."""

    html: str
    css: str
    size: Size
    images: tuple[tuple[str, bytes], ...]


@lru_cache(maxsize=6)  # 3 MB each
def baked_picture(engine: Engine, page: Baked, scale: float) -> Image.Image:
    """What an engine makes of it; painted once a process."""
    return engine.paint(page.html, page.css, page.size, dict(page.images), scale)


def laid_in(corner: tuple[int, int], box: Size, colour: str, layers: Sequence[Layer]) -> Image.Image:
    """What these layers make of a box (px) at `corner`: RGB."""
    area = Image.new("RGB", box, colour)
    for layer in layers:
        _lay(area, replace(layer, at=(layer.at[0] - corner[0], layer.at[1] - corner[1])))
    return area


def _covers(layers: Sequence[Layer], size: Size) -> bool:
    """Whether the lowest layer leaves nothing of the ground's colour to be seen."""
    if not layers or layers[0].mask is not None:
        return False
    return (layers[0].picture.mode, layers[0].picture.size, layers[0].at) == ("RGB", size, (0, 0))


def _lay(poster: Image.Image, layer: Layer) -> None:
    picture = layer.picture
    poster.paste(picture, layer.at, layer.mask or (picture if picture.mode == "RGBA" else None))


@lru_cache(maxsize=8)
def _mask(size: Size, corners: Corners, turn: float) -> Image.Image:
    """255 inside, 0 outside, smooth between: in a box as large as the picture, turned with it."""
    mask = _rounded(size, corners)
    if not turn:
        return mask
    around = Image.new("L", turned_size(*size, turn), 0)
    around.paste(mask, ((around.width - mask.width) // 2, (around.height - mask.height) // 2))
    return around.rotate(turn, Image.Resampling.BILINEAR)


def _rounded(size: Size, corners: Corners) -> Image.Image:
    """Drawn corner by corner, so that arches are possible."""
    mask = Image.new("L", size, 255)
    width, height = size
    for radius, right, low in zip(corners, (0, 1, 1, 0), (0, 0, 1, 1), strict=True):
        if radius:
            mask.paste(_corner(radius, right, low), (right * (width - radius), low * (height - radius)))
    return mask


def _corner(radius: int, right: int, low: int) -> Image.Image:
    """A quarter of a disc, its middle towards the picture's."""
    side = radius * SMOOTH
    quarter = Image.new("L", (side, side), 0)
    left, top = -side * right, -side * low
    ImageDraw.Draw(quarter).ellipse((left, top, left + 2 * side - 1, top + 2 * side - 1), fill=255)
    return quarter.reduce(SMOOTH)
