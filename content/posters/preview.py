"""A template drawn from its own sample.json: for template makers, and for the golden tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from content.model import PosterSpec
from content.posters.canvas import USUAL, size_named
from content.posters.draw import draw, page_of, painted
from content.posters.encode import Out
from content.posters.engine import Engine
from content.posters.looking import looked_at
from content.posters.template import Template
from content.score.face_search import NOBODY_LOOKS

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class OnePicture:
    """Stands in for a media folder: one file for every photo and logo."""

    file: Path

    def working(self, sha: str) -> Path:  # noqa: ARG002 - any photo
        return self.file

    def logo(self, sha: str) -> Path:  # noqa: ARG002 - any logo
        return self.file


def sample_spec(template: Template, engine_name: str, size: str = USUAL) -> PosterSpec:
    """The spec that sample.json stands for; its photos carry their names as sha256."""
    sample = json.loads(template.sample)
    width, height = size_named(size)
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=engine_name,
        fields=sample["fields"],
        palette=template.palettes[sample["palette"]].colours(),
        photos={name: name for name in sample.get("photos", [])},
        width=width,
        height=height,
    )


def preview(
    name: str, templates: Mapping[str, Template], engine: Engine, photo: Path, size: str = USUAL
) -> bytes:
    """PNG of the template's sample, with `photo` wherever it shows one."""
    pictures = OnePicture(photo)
    spec = looked_at(sample_spec(templates[name], engine.name, size), pictures, NOBODY_LOOKS)
    return draw(spec, templates, pictures, engine, Out("PNG", 50_000_000)).data


def small_preview(
    spec: PosterSpec, templates: Mapping[str, Template], engine: Engine, photo: Path, across: int
) -> "Image":
    """A sample painted `across` px wide: a sixth of the time of the whole poster and its PNG."""
    pictures = OnePicture(photo)
    spec = looked_at(spec, pictures, NOBODY_LOOKS)
    return painted(page_of(spec, templates, pictures, engine, across / spec.width), engine)


def thumbnail(poster: bytes) -> "Image":
    """A quarter of the poster each way: what expected.png keeps."""
    from PIL import Image

    with Image.open(BytesIO(poster)) as picture:
        return picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)


def stand_in(width: int = 1080, height: int = 1440) -> "Image":
    """A picture for previews where no photo is given: a bowl of light on a table, drawn with four shapes."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), "#D9DDD6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, height * 0.58, width, height), fill="#D8B27A")
    pen.ellipse((width * 0.2, height * 0.74, width * 0.9, height * 0.82), fill="#B98F57")
    pen.ellipse((width * 0.28, height * 0.42, width * 0.72, height * 0.8), fill="#F4F1EA")
    pen.ellipse((width * 0.36, height * 0.16, width * 0.64, height * 0.38), fill="#E0793F")
    return picture
