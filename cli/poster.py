"""Posters by hand: one from a template, a JSON file and photos."""

import json
import tempfile
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.common import say
from content.errors import WrongInput
from content.files import write_whole
from content.media import MediaFolder, ToShelve, shelve
from content.model import Media, PosterSpec
from content.posters import Takumi, load_templates
from content.posters.draw import draw
from content.posters.template import Template
from content.workspace import shipped


def render(
    name: str,
    *,
    data: Annotated[
        Path | None, Parameter(help="JSON with `fields` and `palette`; else the sample's.")
    ] = None,
    photo: Annotated[
        list[Path] | None, Parameter(help="A photo; again for templates that show several.")
    ] = None,
    out: Annotated[Path, Parameter(name=["--out", "-o"], help="The JPEG to write.")],
    templates: Annotated[list[Path] | None, Parameter(help="Folders of templates of your own.")] = None,
) -> None:
    """Draw one poster from a template, a JSON file and a photo.

    Example: `sishi poster render quiz --data quiz.json --photo mug.jpg -o quiz.jpg`
    """
    known = load_templates(shipped("templates/posters"), *(templates or []))
    if name not in known:
        raise WrongInput(f"There is no template {name!r}; there are: {', '.join(sorted(known))}.")
    template, engine = known[name], Takumi()
    said = _data(data, template)
    with tempfile.TemporaryDirectory() as folder:
        media = MediaFolder(Path(folder))
        names = sorted(template.photos) if photo else []
        photos = dict(zip(names, (_taken(file, media).sha256 for file in photo or []), strict=False))
        spec = _spec(template, said, photos, engine.name)
        poster = draw(spec, known, media.working, engine)
    write_whole(out, poster)
    say(f"{out}: {len(poster) // 1024} kB")


def _data(file: Path | None, template: Template) -> dict[str, Any]:
    text = template.sample
    try:
        text = file.read_text(encoding="utf-8") if file else text
        said = json.loads(text)
        return {"palette": said.get("palette", ""), "fields": said["fields"]}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise WrongInput(f"{file} needs an object with `fields` and `palette`: {error}.") from error


def _spec(template: Template, said: dict[str, Any], photos: dict[str, str], engine_name: str) -> PosterSpec:
    palette = said["palette"] or sorted(template.palettes)[0]
    if isinstance(palette, str):
        if palette not in template.palettes:
            raise WrongInput(
                f"There is no palette {palette!r}; there are: {', '.join(sorted(template.palettes))}."
            )
        palette = template.palettes[palette].colours()
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=engine_name,
        fields=said["fields"],
        palette=palette,
        photos=photos,
        width=template.width,
        height=template.height,
    )


def _taken(file: Path, media: MediaFolder) -> Media:
    outcome = shelve(ToShelve(file, media.root, "UTC"))
    if not isinstance(outcome, Media):
        raise WrongInput(f"{file}: {outcome.why}.")
    return outcome
