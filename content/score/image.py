"""The image pass: one decode of a photo, every number about it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from content.media import DECODERS_RAISE, MAX_PIXELS, OPENED, UPRIGHT
from content.model import Features
from content.score.damage import UNHARMED, jpeg_quality
from content.score.face_search import NOBODY_LOOKS, FaceSearch
from content.score.faces import SURE, middle_of
from content.score.features import VERSION
from content.score.focus import detail, focus
from content.score.frame import WHOLE, Inside, inside_frame
from content.score.look import calm_sides, remembered_colour, subject_box
from content.score.phash import index_hashes
from content.score.photo_facts import facts_of, facts_version
from content.score.qr import has_code
from content.score.saliency import SIDE as MAP_SIDE
from content.score.saliency import crop_loss, focal_point_of, saliency, salient_mass
from content.score.texture import flatness, noise, top_colour
from content.score.thumbnail import COLOURS, SIDE, packed
from content.score.tone import colourfulness, tone

DECODED = 720  # px: the long side is decoded to at least this, by JPEG's own halving
LONG_SIDE = 512  # px of the picture that most is measured on ...
NEAR_ENOUGH = 1.06  # ... or so many times as much
SIDEWAYS = range(5, 9)  # Exif orientations that lie on their side
_SAMPLED = 96  # px, both ways, of the sample that small colours are averaged from
COLOUR_SIDE = 96  # px, both ways, of the sample whose colours are counted
ASPECTS = {"lost_3_4": 3 / 4, "lost_1_1": 1.0, "lost_9_16": 9 / 16}  # width over height, of posters

DECODE_ERRORS: tuple[type[Exception], ...] = DECODERS_RAISE


def measure(path: Path, original: Path | None = None, search: FaceSearch = NOBODY_LOOKS) -> Features:
    """Measure the photo at `path`; its JPEG tables are read from the `original` where that is another.

    The names, units and ranges of `values` are in content.score.features. Faces that the `search` finds are
    the focal point. Raises one of DECODE_ERRORS where the file cannot be decoded.
    """
    with Image.open(path, formats=OPENED) as file:
        if file.width * file.height > MAX_PIXELS:
            raise ValueError(
                f"it has {file.width} x {file.height} pixels; at most {MAX_PIXELS:,} are measured"
            )
        quality = jpeg_quality(file) if original is None else _quality_of(original)
        picture, (width, height) = _decode(file)
    larger = partial(_larger, path, max(picture.size)) if max(width, height) > max(picture.size) else None
    return _with_facts(features_of(picture, width, height, quality, larger), picture, search)


def features_of(
    picture: Image.Image,
    width: int,
    height: int,
    quality: float,
    larger: Callable[[], Image.Image] | None = None,
) -> Features:
    """Of a decoded upright RGB picture, whose file has `width` x `height` px; `larger` gives it with more."""
    whole = picture.convert("L")
    small = _about(whole, LONG_SIDE)
    grey = np.asarray(small)
    inside = inside_frame(grey)
    everything = _thumbnail(small, WHOLE)
    thumbnail = everything if inside == WHOLE else _thumbnail(small, inside)
    mass = salient_mass(saliency(_halved(everything)))
    focus = focal_point_of(mass)
    sizes = {"width": float(width), "height": float(height), "quality": quality}
    lost = {name: crop_loss(mass, focus, width / height, aspect) for name, aspect in ASPECTS.items()}
    shows_code = {"qr": float(has_code(picture, whole, larger))}
    return Features(
        version=VERSION,
        values={
            **sizes,
            **_values(grey, picture),
            **shows_code,
            **lost,
            **_named(inside),
            **subject_box(mass),
            **calm_sides(everything),
            **remembered_colour(
                np.asarray(picture.resize((COLOUR_SIDE, COLOUR_SIDE), Image.Resampling.NEAREST))
            ),
        },
        focus=focus,
        hashes=index_hashes(thumbnail),
        thumbnail=packed(thumbnail, _colours(picture, inside)),
    )


def photo_facts(path: Path, search: FaceSearch) -> Features:
    """What a poster needs of a photo that nobody measured: its facts, focal point and calm sides, no more."""
    with Image.open(path, formats=OPENED) as file:
        picture, _ = _decode(file)
    whole = picture.convert("L")
    grey = np.asarray(whole.resize((MAP_SIDE, MAP_SIDE), Image.Resampling.BOX), np.float32)
    calm = calm_sides(_thumbnail(_about(whole, LONG_SIDE), WHOLE))
    unmeasured = Features(VERSION, calm, focal_point_of(salient_mass(saliency(grey))), b"", b"")
    return _with_facts(unmeasured, picture, search)


def _with_facts(features: Features, picture: Image.Image, search: FaceSearch) -> Features:
    facts, detections = facts_of(picture, search)
    people = {"faces": float(sum(face.confidence >= SURE for face in detections))} if search.name else {}
    return replace(
        features,
        values={**features.values, **people},  # absent where nobody looked
        focus=middle_of(facts.faces) or features.focus,
        facts=facts,
        facts_version=facts_version(search),
    )


def _values(grey: NDArray[np.uint8], picture: Image.Image) -> dict[str, float]:
    colours = np.asarray(picture.resize((COLOUR_SIDE, COLOUR_SIDE), Image.Resampling.NEAREST))
    best, everywhere = focus(grey)
    fine, subject = detail(grey)
    flat, top = flatness(grey), top_colour(colours)
    return {
        "foc_best": best,
        "foc_all": everywhere,
        "detail": fine,
        "subject": subject,
        "noise": noise(grey),
        "flat": flat,
        "top_colour": top,
        "graphic": 0.6 * top + 0.4 * flat,
        **tone(grey),
        "colourful": colourfulness(colours),
    }


def _decode(file: Image.Image) -> tuple[Image.Image, tuple[int, int]]:
    """Upright RGB, smaller where the format offers that for free; and the size of the file itself."""
    full = file.size
    shrink = max(full) / DECODED
    file.draft("RGB", (max(1, int(full[0] / shrink)), max(1, int(full[1] / shrink))))
    orientation = _orientation(file)
    picture = _opaque(file)
    if orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[orientation])
    return picture, (full[1], full[0]) if orientation in SIDEWAYS else full


def _larger(path: Path, side: int) -> Image.Image:
    """The picture in grey, as it lies in the file, with twice as many pixels on its long `side` or more."""
    with Image.open(path, formats=OPENED) as file:
        wanted = 2 * side / max(file.size)
        if wanted < 1:
            file.draft("L", (int(file.width * wanted), int(file.height * wanted)))
        return file.convert("L")


def _orientation(file: Image.Image) -> int:
    """1 where nothing legible is said of it."""
    try:
        return int(file.getexif().get(ExifTags.Base.Orientation, 1))
    except (*DECODERS_RAISE, TypeError):  # torn metadata is no reason to refuse the picture
        return 1


def _opaque(picture: Image.Image) -> Image.Image:
    """RGB of eight bits; what is transparent lies on white."""
    if picture.mode in ("I", "I;16", "F"):
        return picture.convert("F").point(lambda level: level / 257).convert("RGB")
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        picture.load()
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    layered = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")


def _quality_of(original: Path) -> float:
    if original.suffix != ".jpg" or not original.is_file():
        return UNHARMED
    with Image.open(original) as file:
        return jpeg_quality(file)


def _about(grey: Image.Image, side: int) -> Image.Image:
    """At most `side` px long, or NEAR_ENOUGH times that where whole pixels can be averaged."""
    times = int(max(grey.size) / side * NEAR_ENOUGH)
    if times > 1:
        grey = grey.reduce(times)
    scale = side / max(grey.size)
    if scale * NEAR_ENOUGH >= 1:
        return grey
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.BOX)


def _thumbnail(grey: Image.Image, inside: Inside) -> NDArray[np.uint8]:
    """(96, 96) averages of what lies inside, whatever its aspect."""
    return np.asarray(grey.resize((SIDE, SIDE), Image.Resampling.BOX, box=_within(grey, inside)))


def _colours(picture: Image.Image, inside: Inside) -> NDArray[np.uint8]:
    """(12, 12, 2) of what lies inside."""
    samples = picture.resize((_SAMPLED, _SAMPLED), Image.Resampling.NEAREST, box=_within(picture, inside))
    cells = np.asarray(samples.convert("YCbCr"), np.float32)[..., 1:]
    step = _SAMPLED // COLOURS
    means = cells.reshape(COLOURS, step, COLOURS, step, 2).mean(axis=(1, 3))
    colours: NDArray[np.uint8] = means.round().astype(np.uint8)
    return colours


def _within(picture: Image.Image, inside: Inside) -> tuple[float, float, float, float]:
    width, height = picture.size
    return inside.left * width, inside.top * height, inside.right * width, inside.bottom * height


def _halved(thumbnail: NDArray[np.uint8]) -> NDArray[np.float32]:
    cells: NDArray[np.float32] = thumbnail.reshape(MAP_SIDE, 2, MAP_SIDE, 2).mean(
        axis=(1, 3), dtype=np.float32
    )
    return cells


def _named(inside: Inside) -> dict[str, float]:
    return {f"inside_{edge}": fraction for edge, fraction in inside._asdict().items()}
