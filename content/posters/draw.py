"""A PosterSpec becomes a picture, and the bytes of a file: the same spec, the same bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from content.errors import PosterError
from content.model import Message, PosterSpec
from content.posters.encode import Out, encoded
from content.posters.engine import Engine
from content.posters.ground import composed
from content.posters.page import PosterPage
from content.posters.pictures import PosterMedia
from content.posters.report import read_texts
from content.posters.set_texts import SetTexts
from content.posters.template import Template


@dataclass(frozen=True, slots=True)
class Poster:
    """A finished file; `warnings` say what could look better, `texts` how its texts are set."""

    data: bytes
    warnings: tuple[Message, ...] = ()
    texts: SetTexts = SetTexts()  # noqa: RUF009 - frozen


def draw(
    spec: PosterSpec,
    templates: Mapping[str, Template],
    pictures: PosterMedia,
    engine: Engine,
    out: Out = Out(),  # noqa: B008 - frozen
    *,
    report: bool = False,
) -> Poster:
    """The poster as a file, JPEG unless `out` says otherwise; with a `report` of its texts, 2 ms.

    PosterError if the template is another than the spec was made for, a photo is missing or a field is wrong;
    TextDoesNotFit if a text that must not be cut is too long.
    """
    page = page_of(spec, templates, pictures, engine)
    texts = read_texts(page, templates[spec.template]) if report else SetTexts()
    return Poster(encoded(painted(page, engine), out), tuple(page.warnings), texts)


def page_of(
    spec: PosterSpec,
    templates: Mapping[str, Template],
    pictures: PosterMedia,
    engine: Engine,
    scale: float = 1.0,
) -> PosterPage:
    """The filled page of a spec; `scale` below 1 for previews."""
    return PosterPage(spec, _template(spec, templates, engine), pictures, engine, scale)


def painted(page: PosterPage, engine: Engine) -> Image.Image:
    """The page as RGB."""
    picture = engine.paint(page.html, page.css, page.size, page.images, page.scale)
    if not page.layers:
        return picture.convert("RGB")
    return composed(picture.size, page.ground, page.layers, picture)


def _template(spec: PosterSpec, templates: Mapping[str, Template], engine: Engine) -> Template:
    template = templates.get(spec.template)
    if template is None:
        raise PosterError(
            Message("template.unknown_there_are", template=spec.template, known=tuple(sorted(templates)))
        )
    if (template.version, engine.name) != (spec.template_version, spec.engine):
        raise PosterError(
            Message(
                "poster.other_version",
                template=spec.template,
                version=spec.template_version,
                engine=spec.engine,
                template_now=template.version,
                engine_now=engine.name,
            )
        )
    return template
