"""A template drawn from its own sample.json: for template makers, and for the golden tests."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from content.model import PosterSpec
from content.posters.draw import draw
from content.posters.engine import Engine
from content.posters.template import Template

if TYPE_CHECKING:
    from PIL.Image import Image


def sample_spec(template: Template, engine_name: str) -> PosterSpec:
    """The spec that sample.json stands for; its photos carry their names as sha256."""
    sample = json.loads(template.sample)
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=engine_name,
        fields=sample["fields"],
        palette=template.palettes[sample["palette"]].colours(),
        photos={name: name for name in sample.get("photos", [])},
        width=template.width,
        height=template.height,
    )


def preview(name: str, templates: Mapping[str, Template], engine: Engine, photo: Path) -> bytes:
    """JPEG of the template's sample, with `photo` wherever it shows one."""
    return draw(sample_spec(templates[name], engine.name), templates, lambda _: photo, engine)


def thumbnail(poster: bytes) -> "Image":
    """A quarter of the poster each way: what expected.png keeps."""
    from PIL import Image

    with Image.open(BytesIO(poster)) as picture:
        return picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)


def stand_in(width: int = 810, height: int = 1080) -> "Image":
    """A picture for previews where no photo is given: a bowl of light on a table, drawn with four shapes."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), "#D9DDD6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, height * 0.58, width, height), fill="#D8B27A")
    pen.ellipse((width * 0.2, height * 0.74, width * 0.9, height * 0.82), fill="#B98F57")
    pen.ellipse((width * 0.28, height * 0.42, width * 0.72, height * 0.8), fill="#F4F1EA")
    pen.ellipse((width * 0.36, height * 0.16, width * 0.64, height * 0.38), fill="#E0793F")
    return picture
