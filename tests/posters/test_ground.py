"""What lies beneath a page."""

from collections.abc import Mapping

from content.posters import Template
from content.posters.draw import page_of
from content.posters.engine import Takumi
from content.posters.preview import OnePicture, sample_spec


def test_a_baked_layer_shows_the_pictures_that_its_template_brings(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    spec = sample_spec(templates["day-notice"], engine.name)
    page = page_of(spec, templates, pictures, engine, 0.25)
    assert page.layers[0].picture.getextrema()[3][1] > 0
    assert not any(name.startswith("asset:ornament") for name in page.images)
