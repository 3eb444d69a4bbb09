"""A PosterSpec becomes the bytes of a JPEG: the same spec, the same bytes."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from content.errors import PosterError
from content.model import PosterSpec
from content.posters.engine import Engine
from content.posters.page import Page
from content.posters.template import Template

QUALITY = 90  # JPEG 4:2:0: 90 to 200 kB a poster, under every channel's 2 MB; PNG costs 15 times the CPU


def draw(
    spec: PosterSpec, templates: Mapping[str, Template], working_copy: Callable[[str], Path], engine: Engine
) -> bytes:
    """The poster as JPEG. `working_copy` gives the upright copy of a medium by its sha256.

    PosterError if the template is another than the spec was made for, a photo is missing or a field is wrong;
    TextDoesNotFit if a text that must not be cut is too long.
    """
    template = _template(spec, templates, engine)
    page = Page(spec, template, working_copy, engine)
    out = BytesIO()
    engine.paint(page.html, page.css, (spec.width, spec.height), page.images).save(
        out, "JPEG", quality=QUALITY, subsampling="4:2:0"
    )
    return out.getvalue()


def _template(spec: PosterSpec, templates: Mapping[str, Template], engine: Engine) -> Template:
    template = templates.get(spec.template)
    if template is None:
        raise PosterError(
            f"There is no template {spec.template!r}. There are: {', '.join(sorted(templates))}."
        )
    if (template.version, engine.name) != (spec.template_version, spec.engine):
        raise PosterError(
            f"The poster was told for {spec.template} {spec.template_version} on {spec.engine}; "
            f"here are {template.version} on {engine.name}. Tell it again."
        )
    return template
