"""Posters: spec -> template -> page (typography, crop, fit) -> engine -> JPEG.

spec        a story and a submission choose template, palette and words: `compose`
photo       what is known of a photo before it is drawn: shape, pixels, calm sides, colour
suit        which templates can tell a slot, and how well each suits photos and words
choice      which of them a group sees, and in which palette, from what it saw before
canvas      3:4, 1:1 and 9:16
manifest    template.toml and palettes.toml, checked; variables: what people may turn without code
tuning      a template with its variables turned, and as a folder of its own
template    the folders of templates/posters: `load_templates`
sandbox     Jinja, kept from leading out or exploding
typography  the filters clean, zh, oneline, phrases, vertical
columns     long texts from top to bottom
ornament    pictures that a template brings itself
tokens      what stands in a line: words, numbers, tags, marks
breaks      where it may break
marks       punctuation squeezed, gaps, trimmed line ends
lines       the best lines for a width
block       a text fitted to its box
crop, tone  a photo cut about its focal point, gently corrected
keep        where it lies in its box so that no face is cut or covered; placed: how its faces fare
heads       faces with hair and chin; a crowd as one
plain, edge things before a ground of one colour, and that colour
text_boxes  what stands on a page: lines, seals, codes
logo        a brand's logo on any ground
looking     a spec with the facts of photos that nobody gathered
colour      palettes from one colour, or from a photo
code        QR codes
page        the template filled: html, css, images, and the layers beneath
ground      photos, areas, shadows and baked layers, put together
engine      what paints: `Engine`, `Takumi`; chromium: the second; engines: both by name
encode      a picture becomes a file within a limit of bytes
layout      where the lines of a page stand; report, set_texts: what a batch tells of them
draw        a spec becomes those bytes (import it as content.posters.draw: it needs Pillow and Jinja)
render      the stage: specs become files: `render_posters`
fonts       which files, and what to install
printed     the fields as printed, without signs that no font has
coverage    which characters they have: no empty box is printed
preview     a template drawn from its sample: `python -m content.posters NAME`

A poster is a pure function of its PosterSpec; its file carries the spec's hash. Importing this package is
cheap: what draws (Pillow, Jinja, budoux, pytakumi) is loaded where it is used.
"""

from content.posters.engine import TAKUMI, Engine, Takumi
from content.posters.fonts import missing_fonts
from content.posters.render import DrawnPoster, PosterPlaces, is_whole_jpeg, poster_file, render_posters
from content.posters.spec import PosterSubject, Style, compose
from content.posters.template import Template, load_templates

__all__ = [
    "TAKUMI",
    "DrawnPoster",
    "Engine",
    "PosterPlaces",
    "PosterSubject",
    "Style",
    "Takumi",
    "Template",
    "compose",
    "is_whole_jpeg",
    "load_templates",
    "missing_fonts",
    "poster_file",
    "render_posters",
]
