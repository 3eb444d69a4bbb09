"""Each built-in template looks as when somebody last looked: `python -m content.posters NAME --expected`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from content.posters import Template
from content.posters.draw import draw
from content.posters.engine import Takumi
from content.posters.preview import preview, sample_spec, thumbnail

# Mean absolute difference of the worst channel, in levels of 255. On one machine it is 0; another release of
# a font or of libjpeg moves edges by a fraction of a level, while another headline moves 1.2 (share, the
# smallest type) to 5.2 (hook).
TOLERANCE = 0.8
HEADLINES = {"hook": "hook", "quiz": "question", "share": "line", "solution": "title"}


def _difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def _expected(template: Template) -> Image.Image:
    with Image.open(template.folder / "expected.png") as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize("name", HEADLINES)
def test_the_sample_looks_as_expected(
    name: str, templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    drawn = thumbnail(preview(name, templates, engine, photo))
    assert _difference(drawn, _expected(templates[name])) <= TOLERANCE


@pytest.mark.parametrize("name, field", HEADLINES.items())
def test_the_tolerance_would_notice_another_headline(
    name: str, field: str, templates: Mapping[str, Template], engine: Takumi, photo: Path
) -> None:
    spec = sample_spec(templates[name], engine.name)
    other = replace(spec, fields={**spec.fields, field: "………………"})
    drawn = thumbnail(draw(other, templates, lambda _: photo, engine))
    assert _difference(drawn, _expected(templates[name])) > TOLERANCE


def test_every_template_keeps_a_small_picture(templates: Mapping[str, Template]) -> None:
    for template in templates.values():
        assert _expected(template).size == (template.width // 4, template.height // 4)
        assert (template.folder / "expected.png").stat().st_size < 150_000
