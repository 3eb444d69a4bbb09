"""Posters: spec -> template -> page (typography, crop, fit) -> engine -> JPEG.

spec        a story and a submission choose template, look, palette and words: `compose`
manifest    template.toml and palettes.toml, checked
template    the folders of templates/posters: `load_templates`
typography  the filters clean, zh, phrases
crop        a photo cut about its focal point
page        the template filled; texts fitted to their boxes
engine      what paints: `Engine`, `Takumi`
draw        a spec becomes JPEG bytes (import it as content.posters.draw: it needs Pillow and Jinja)
render      the stage: specs become files: `render_posters`
fonts       which files, and what to install
preview     a template drawn from its sample: `python -m content.posters NAME`

A poster is a pure function of its PosterSpec; its file carries the spec's hash. Importing this package is
cheap: what draws (Pillow, Jinja, budoux, pytakumi) is loaded where it is used.
"""

from content.posters.engine import TAKUMI, Engine, Takumi
from content.posters.fonts import missing_fonts
from content.posters.render import Drawn, poster_file, render_posters
from content.posters.spec import compose
from content.posters.template import Template, load_templates

__all__ = [
    "TAKUMI",
    "Drawn",
    "Engine",
    "Takumi",
    "Template",
    "compose",
    "load_templates",
    "missing_fonts",
    "poster_file",
    "render_posters",
]
