"""The templates of the sheets and the parts they are made of."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from channels import charts

TemplateValues: TypeAlias = Mapping[str, object]  # what a template prints, by name
TEMPLATES = Path(__file__).parent.parent / "templates"


@cache
def template(name: str) -> Template:
    """The template `name` of channels/templates; whatever is printed through it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # nicknames and texts are hostile
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= charts.IN_TEMPLATES
    return environment.get_template(name)


@cache
def own_part(name: str) -> Markup:
    """A stylesheet or a drawing of channels/templates, printed as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704  our own file, no member's word


@cache
def own_sheet(name: str) -> Markup:
    """A stylesheet of channels/static, which the desk serves too."""
    return Markup((TEMPLATES.parent / "static" / name).read_text(encoding="utf-8"))  # noqa: S704  our own file


@cache
def drawings() -> dict[str, Markup]:
    """The inside of each icon by its name."""
    icons = re.findall(r'<symbol id="i-([a-z]+)"[^>]*>(.*?)</symbol>', own_part("icons.svg"))
    return {name: Markup(inside) for name, inside in icons}  # noqa: S704  our own file
