"""A PosterSpec becomes a picture, and the bytes of a file: the same spec, the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image

from content.errors import PosterError
from content.model import Message, PosterSpec
from content.posters.encode import Out, encoded
from content.posters.engine import Engine
from content.posters.ground import composed
from content.posters.keep import Box
from content.posters.page import PosterPage
from content.posters.pictures import PosterMedia
from content.posters.template import Template
from content.posters.text_boxes import StandingBoxes, standing_on


@dataclass(frozen=True, slots=True)
class Poster:
    """A finished file; `warnings` say what could look better, `page` is what was painted."""

    data: bytes
    warnings: tuple[Message, ...]
    page: PosterPage


def draw(
    spec: PosterSpec,
    templates: Mapping[str, Template],
    pictures: PosterMedia,
    engine: Engine,
    out: Out = Out(),  # noqa: B008 - frozen
) -> Poster:
    """The poster as a file, JPEG unless `out` says otherwise.

    PosterError if the template is another than the spec was made for, a photo is missing or a field is wrong;
    TextDoesNotFit if a text that must not be cut is too long.
    """
    page = page_of(spec, templates, pictures, engine)
    return Poster(encoded(painted(page, engine), out), tuple(page.warnings), page)


def page_of(
    spec: PosterSpec,
    templates: Mapping[str, Template],
    pictures: PosterMedia,
    engine: Engine,
    scale: float = 1.0,
) -> PosterPage:
    """The filled page of a spec; `scale` below 1 for previews.

    Where words come to lie on a face, it is filled once more with the photo cut beside them; what cannot be
    helped is a warning.
    """
    template = _template(spec, templates, engine)
    page = PosterPage(spec, template, pictures, engine, scale)
    if not any(photo.is_known for photo in page.placed):
        return page
    covers = standing_on(page).all
    if any(photo.is_near(_in_picture(page, covers)) for photo in page.placed):
        page = PosterPage(spec, template, pictures, engine, scale, covers)
    page.warnings += lost_subjects(page)
    return page


def lost_subjects(page: PosterPage) -> list[Message]:
    """What is said of faces cut off or covered, and of words that stand on what a photo shows."""
    standing = standing_on(page)
    codes = ("poster.face_cut", "poster.face_covered")
    lost = [Message(code, n=n) for code, n in zip(codes, _lost_faces(page, standing), strict=True) if n]
    lines = _in_picture(page, standing.lines)
    hidden = [photo.name for photo in page.placed if photo.hides_subject(lines)]
    return lost + [Message("poster.subject_covered", photo=name) for name in hidden]


def _lost_faces(page: PosterPage, standing: StandingBoxes) -> tuple[int, int]:
    """How many faces are cut, and how many covered."""
    covers = _in_picture(page, standing.all)
    cut = sum(photo.cut for photo in page.placed)
    return cut, sum(photo.covered(covers) for photo in page.placed)


def _in_picture(page: PosterPage, boxes: Sequence[Box]) -> list[Box]:
    """Boxes of the canvas in px of the picture."""
    by = page.scale
    return [(left * by, top * by, right * by, low * by) for left, top, right, low in boxes]


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
