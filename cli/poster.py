"""Posters by hand: one from a template, a JSON file and photos, or a batch of them."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.common import say
from content.brand import read_brand
from content.errors import WrongInput
from content.files import DATA_BYTES, read_text
from content.formats import parse_json
from content.media import MediaFolder
from content.messages import render as worded
from content.model import Message
from content.posters.by_hand import MadePoster, Studio, Wish, make, make_batch, wish_from, wishes_of
from content.posters.encode import ROBOT, Out, out_for
from content.posters.engines import version_of
from content.posters.fonts import font_files
from content.posters.spec import Style
from content.posters.template import Template, load_templates
from content.score.face_search import FaceSearch
from content.settings import Settings, read_settings
from content.shipped import shipped
from content.workers import MEMORY, Workers
from content.workspace import SETTINGS, face_search_of, style_of

SECONDS = 20.0  # longest for one poster
OF_A_BRAND = ("brand", "sign", "job", "sign_off", "link")  # fields of a sample that a brand says otherwise
AHEAD = 64  # lines of a batch handed to the processes at a time, so that reports come as they are done


def render(
    name: str | None = None,
    *,
    out: Annotated[Path, Parameter(name=["--out", "-o"])],
    data: Path | None = None,
    photo: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
    batch: Path | None = None,
    size: str = "",
    palette: str = "",
    engine: str = "takumi",
    max_bytes: int = ROBOT,
    workers: int = 2,
    templates: list[Path] | None = None,
    brand: Path | None = None,
) -> int:
    """Draw one poster from a template, a JSON file and photos; or many, one a line of a file.

    A batch prints a JSON line for each poster: file, sha256, bytes, ms, warnings, and where faces and texts
    are, or the error. Size and palette not given are those of the data, then the brand's.

    Example: `sishi poster render quiz-dark --data quiz.json --photo mug.jpg -o quiz.jpg`
    """
    if (name is None) == (batch is None):
        raise WrongInput(Message("cli_poster.template_or_batch"))
    font_files()
    memory = MEMORY if engine == "takumi" else None  # Chromium reserves terabytes
    with _studio(engine, templates or [], brand) as studio:
        if batch is not None:
            kind = Out("JPEG", max_bytes)
            usual = {"size": size, "palette": palette}
            with Workers(workers, seconds=SECONDS, memory=memory) as pool:
                return _render_batch(batch, out, replace(studio, out=kind), pool, usual)
        wish = _wish(name or "", data, studio)
        photos, size, colours = tuple(photo or ()), size or wish.size, palette or wish.palette
        wish = replace(wish, photos=photos, size=size, palette=colours)
        with Workers(1, seconds=SECONDS, memory=memory) as pool:
            made = make(wish, out, replace(studio, out=out_for(out, max_bytes)), pool)
    say(Message("cli_poster.made", file=str(made.file), size=made.bytes // 1024))
    for warning in made.report.warnings:
        say(warning)
    return 0


@contextmanager
def _studio(engine: str, templates: list[Path], brand: Path | None) -> Iterator[Studio]:
    own = [brand / "templates/posters"] if brand else []
    folders = (shipped("templates/posters"), *(folder for folder in (*own, *templates) if folder.is_dir()))
    for folder in templates:
        if not folder.is_dir():
            raise WrongInput(Message("cli_poster.no_folder", folder=str(folder)))
    with tempfile.TemporaryDirectory(prefix="sishi-") as media:
        yield Studio(
            templates=folders,
            media=Path(media),
            engine=version_of(engine),
            style=_style(brand, MediaFolder(Path(media))) if brand else Style(),
            fonts=brand / "fonts" if brand else None,
            search=_search(brand),
        )


def _style(brand: Path, media: MediaFolder) -> Style:
    """As the night has it: the brand's looks, and what sishi.toml says of posters where there is one."""
    settings = _settings(brand)
    return style_of(read_brand(brand), settings.posters, brand, media)


def _search(brand: Path | None) -> FaceSearch:
    return face_search_of(_settings(brand).posters, brand) if brand else FaceSearch()


def _settings(brand: Path) -> Settings:
    file = brand / SETTINGS
    return read_settings(file) if file.is_file() else Settings()


def _wish(name: str, data: Path | None, studio: Studio) -> Wish:
    """What the JSON says, the template's own sample where there is none."""
    known = load_templates(*studio.templates, aside=[])
    if name not in known:
        load_templates(*studio.templates)  # says what is wrong with an unfinished one
        raise WrongInput(Message("cli_poster.unknown_template", name=name, names=tuple(sorted(known))))
    given = _read(data) if data else _sample(known[name], studio)
    wanted: dict[str, Any] = {"name": name, "data": {key: given[key] for key in given if key != "photos"}}
    try:
        return wish_from(wanted)
    except WrongInput as error:
        raise WrongInput(Message("cli_poster.unfit", file=str(data), why=error.message)) from error


def _sample(template: Template, studio: Studio) -> dict[str, Any]:
    """The template's own sample; what is a brand's in it is the studio's brand's, if it has one."""
    sample: dict[str, Any] = json.loads(template.sample)
    if not studio.style.brand:
        return sample
    fields = {name: text for name, text in sample["fields"].items() if name not in OF_A_BRAND}
    palette = {} if studio.style.palettes else {"palette": sample["palette"]}
    return {"fields": fields, **palette}


def _read(file: Path) -> dict[str, Any]:
    try:
        contents = parse_json(read_text(file))
    except (OSError, ValueError) as error:
        raise WrongInput(Message("cli_poster.no_json", file=str(file), why=str(error))) from error
    if not isinstance(contents, dict):
        raise WrongInput(Message("cli_poster.no_object", file=str(file)))
    return contents


def _render_batch(file: Path, folder: Path, studio: Studio, workers: Workers, usual: dict[str, str]) -> int:
    try:
        lines = [line for line in read_text(file, DATA_BYTES).splitlines() if line.strip()]
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(Message("cli_poster.no_batch", why=str(error))) from error
    failed = 0
    ahead = AHEAD * workers.count
    for start in range(0, len(lines), ahead):
        wishes = wishes_of(lines[start : start + ahead], file.parent, **usual)
        for number, made in enumerate(make_batch(wishes, folder, studio, workers), start + 1):
            failed += isinstance(made, Message)
            print(json.dumps({"line": number} | _entry(made), ensure_ascii=False), flush=True)
    drawn = len(lines) - failed
    say(Message("cli_poster.batch", drawn=drawn, total=len(lines), folder=str(folder)))
    return 1 if failed else 0


def _entry(made: MadePoster | Message) -> dict[str, Any]:
    if isinstance(made, Message):
        return {"error": worded(made, "en")}
    report = made.report
    return {
        "file": str(made.file),
        "sha256": made.sha256,
        "bytes": made.bytes,
        "ms": made.ms,
        "reused": made.reused,
        "template": report.template,
        "palette": report.palette,
        "warnings": [worded(warning, "en") for warning in report.warnings],
        "faces": [list(box) for box in report.faces],
        **report.texts.as_json(),
        "text_boxes": [list(box) for box in report.text_boxes],
    }
