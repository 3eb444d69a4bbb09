"""Pictures that a template brings itself: SVG with a colour put in, and PNG with alpha.

They lie in the template's own folder, or in `_ornaments` beside the templates for all of them. An SVG may
hold shapes and nothing else: no script, no style, no text, no address. Nothing outside these folders is read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from content.errors import PosterError, WrongInput
from content.files import read_limited
from content.model import Message
from content.posters.manifest import COLOUR

FOLDER = "_ornaments"
KEPT = "expected.png"  # the picture of the template itself, which is no ornament
MOST_BYTES = 300_000  # of a file
MOST_SIDE = 2160  # px of a PNG: twice the canvas
MOST_SHAPES = 1_500  # elements of an SVG; a torn edge has three
SVG = "http://www.w3.org/2000/svg"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "mask",
        "clipPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "title",
        "desc",
    ]
)
ATTRIBUTES = frozenset(
    [
        "id",
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "width",
        "height",
        "points",
        "viewBox",
        "version",
        "transform",
        "opacity",
        "fill",
        "fill-opacity",
        "fill-rule",
        "clip-rule",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "stroke-dasharray",
        "stroke-miterlimit",
        "mask",
        "clip-path",
        "offset",
        "stop-color",
        "stop-opacity",
        "gradientUnits",
        "gradientTransform",
        "maskUnits",
        "clipPathUnits",
        "spreadMethod",
        "preserveAspectRatio",
    ]
)
_LOCAL = re.compile(r"url\(#[\w-]+\)")
_CURRENT = "currentColor"


def files_of(folder: Path) -> dict[str, Path]:
    """The ornaments that lie directly in a folder, by name; links that lead out of it count as none."""
    return {
        path.stem: path
        for path in sorted(folder.glob("*"))
        if path.suffix in (".svg", ".png") and path.name != KEPT and path.resolve().parent == folder.resolve()
    }


def read_ornament(file: Path) -> bytes:
    """The file, checked. WrongInput says what may not be in it."""
    if not NAME.fullmatch(file.stem):
        raise WrongInput(Message("ornament.bad_name", file=str(file)))
    try:
        content = read_limited(file, MOST_BYTES)
    except (OSError, ValueError) as error:
        raise WrongInput(Message("file.unreadable", file=str(file), cause=str(error))) from error
    problems = _svg_problems(content) if file.suffix == ".svg" else _png_problems(content)
    for problem in problems:
        raise WrongInput(Message("ornament.unusable", file=str(file), problem=problem))
    return content


@lru_cache(maxsize=128)
def drawn_ornament(content: bytes, width: int, height: int, colour: str) -> bytes:
    """An ornament for an engine: an SVG stretched to a box of px, `colour` (#rrggbb) for currentColor.

    A PNG stays as it is: the engine scales it.
    """
    if not content.lstrip().startswith(b"<"):
        return content
    if colour and not COLOUR.fullmatch(colour):
        raise PosterError(Message("poster.palette_no_colour", name="ornament", colour=colour))
    root = ET.fromstring(content)  # noqa: S314 - checked when read: no entities
    root.set("width", str(width))
    root.set("height", str(height))
    root.set("preserveAspectRatio", "none")
    ET.register_namespace("", SVG)
    return ET.tostring(root).replace(_CURRENT.encode(), (colour or "#000000").encode())


def _svg_problems(content: bytes) -> Iterator[Message]:
    if b"<!" in content or b"<?xml-" in content:
        yield Message("ornament.declarations")
        return
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities were refused above
    except ET.ParseError as error:
        yield Message("ornament.no_svg", cause=str(error))
        return
    shapes = list(root.iter())
    if len(shapes) > MOST_SHAPES:
        yield Message("ornament.too_many_shapes", n=len(shapes), most=MOST_SHAPES)
    if root.tag != f"{{{SVG}}}svg" or not root.get("viewBox"):
        yield Message("ornament.no_view_box")
    for shape in shapes:
        yield from _shape_problems(str(shape.tag).removeprefix(f"{{{SVG}}}"), shape.attrib)


def _shape_problems(name: str, attributes: Mapping[str, str]) -> Iterator[Message]:
    if name not in ELEMENTS:
        yield Message("ornament.unknown_element", name=name)
    for attribute, text in attributes.items():
        if attribute not in ATTRIBUTES or "url" in _LOCAL.sub("", text).lower():
            yield Message("ornament.unknown_attribute", name=name, attribute=attribute)


def _png_problems(content: bytes) -> Iterator[Message]:
    from PIL import Image  # here: who only plans needs no pixels

    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as picture:
            if max(picture.size) > MOST_SIDE:
                width, height = picture.size
                yield Message("ornament.too_large", width=width, height=height, most=MOST_SIDE)
            else:
                picture.verify()
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow's decoder raises on a broken file
        yield Message("ornament.no_png", cause=str(error))
