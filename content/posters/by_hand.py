"""Posters outside the queue: a template, fields and photo files become a picture, one or thousands.

Each is drawn in a supervised process, as the queue's are. A batch names files by their spec's key, so what is
there already is not drawn again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from content.errors import PosterError, SishiError, WrongInput
from content.files import PICTURE_BYTES, cause_of, read_limited, write_whole
from content.model import Media, Message, PosterSpec
from content.posters.canvas import USUAL, size_named
from content.posters.encode import FORMATS, Out
from content.posters.engines import engine_of
from content.posters.spec import CENTRE, CUSTOMERS_WORDS, Style
from content.posters.template import Template, load_templates
from content.workers import Failed, Workers


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `palette` is a name, four colours by name, one colour #rrggbb, or "photo"."""

    template: str
    fields: Mapping[str, Any]
    palette: str | Mapping[str, str] = ""
    photos: tuple[Path, ...] = ()
    size: str = USUAL
    name: str = ""


@dataclass(frozen=True)
class Studio:
    """Where and how wishes are drawn; `media` is a folder for working copies."""

    templates: tuple[Path, ...]
    media: Path
    engine: str  # with its version, as specs have it
    style: Style = field(default_factory=Style)
    fonts: Path | None = None
    out: Out = field(default_factory=Out)


@dataclass(frozen=True, slots=True)
class MadePoster:
    """A file, and how long (ms) it took; `reused` if it was there. `sha256` is of the file's bytes."""

    file: Path
    sha256: str
    bytes: int
    ms: float
    reused: bool
    warnings: tuple[str, ...]


def wish_from(given: Any, folder: Path = Path(), *, size: str = USUAL, palette: str = "") -> Wish:
    """A wish as JSON: `template` (or `name`), `data`, `photos` (relative to `folder`), `size`.

    `data` has `fields` and `palette`, or just the fields. `size` and `palette` are of those that name none.
    WrongInput says what is missing or of a wrong type.
    """
    if not isinstance(given, dict):
        raise WrongInput(Message("poster.wish_no_object"))
    data = given.get("data", {})
    template = given.get("template") or given.get("name")
    photos = given.get("photos", [])
    if not isinstance(template, str) or not isinstance(data, dict):
        raise WrongInput(Message("poster.wish_name_and_data"))
    if not isinstance(photos, list) or not all(isinstance(photo, str) for photo in photos):
        raise WrongInput(Message("poster.wish_photos"))
    nested = isinstance(data.get("fields"), dict)
    fields = data["fields"] if nested else {name: data[name] for name in data if name != "palette"}
    return Wish(
        template=template,
        fields=fields,
        palette=data.get("palette") or given.get("palette") or palette,
        photos=tuple(folder / photo for photo in photos),
        size=str(given.get("size") or size),
        name=str(given.get("name") or template),
    )


def spec_of(wish: Wish, template: Template, photos: Sequence[str], studio: Studio) -> PosterSpec:
    """The spec of a wish; `photos` are sha256, in the order in which the template names its own.

    The slot's sign and the brand's words are filled in where the wish leaves them out.
    """
    slot, style = template.slots[0], studio.style
    usual = {
        "sign": slot.sign,
        "job": CUSTOMERS_WORDS[slot],
        "brand": style.brand,
        "sign_off": style.sign_off,
    }
    usual |= {"link": style.link}
    filled = {name: text for name, text in usual.items() if name in template.fields and text}
    if len(photos) > len(template.photos):
        raise WrongInput(
            Message(
                "template.too_many_photos", template=template.name, most=len(template.photos), n=len(photos)
            )
        )
    if wish.size not in template.sizes:
        raise WrongInput(Message("template.sizes", template=template.name, known=tuple(template.sizes)))
    width, height = size_named(wish.size)
    named = dict(zip(template.photos, photos, strict=False))
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=studio.engine,
        fields=filled | dict(wish.fields),
        palette=_palette(wish, template, style, bool(named)),
        photos=named,
        focus=dict.fromkeys(named, CENTRE),
        width=width,
        height=height,
        logo=style.logo,
        fonts=style.fonts,
        tone=style.tone and bool(named),
    )


def make(wish: Wish, file: Path, studio: Studio, workers: Workers) -> MadePoster:
    """Draw one wish into `file`. SishiError says what is wrong with it."""
    (made,) = _drawn([_Job(_spec(wish, studio), wish.photos, file, studio)], workers)
    if isinstance(made, Message):
        raise PosterError(made)
    return made


def make_batch(
    wishes: Sequence[Wish | Message], folder: Path, studio: Studio, workers: Workers
) -> Iterator[MadePoster | Message]:
    """The outcome of each wish, in their order: what was made, or why not. A wish may be an error already.

    Files are `folder/<name>-<key>.jpg`.
    """
    jobs = [_job(wish, folder, studio) for wish in wishes]
    drawn = _drawn([job for job in jobs if isinstance(job, _Job) and not job.there], workers)
    for job in jobs:
        if isinstance(job, Message):
            yield job
        elif job.there:
            yield _found(job.file)
        else:
            yield next(drawn)


@dataclass(frozen=True)
class _Job:
    spec: PosterSpec
    photos: tuple[Path, ...]
    file: Path
    studio: Studio
    there: bool = False


def _job(wish: Wish | Message, folder: Path, studio: Studio) -> "_Job | Message":
    if isinstance(wish, Message):
        return wish
    try:
        spec = _spec(wish, studio)
    except SishiError as error:
        return error.message
    suffix = next(ending for ending, form in FORMATS.items() if form == studio.out.format)
    file = folder / f"{_safe(wish.name)}-{spec.key[:16]}{suffix}"
    return _Job(spec, wish.photos, file, studio, file.exists())


def _spec(wish: Wish, studio: Studio) -> PosterSpec:
    templates = _templates(studio.templates)
    if wish.template not in templates:
        load_templates(*studio.templates)  # says what is wrong with an unfinished one
        raise WrongInput(
            Message("template.unknown_among", template=wish.template, known=tuple(sorted(templates)))
        )
    return spec_of(wish, templates[wish.template], [_sha(photo) for photo in wish.photos], studio)


def _drawn(jobs: Sequence[_Job], workers: Workers) -> Iterator[MadePoster | Message]:
    for result in workers.map(_make, jobs):
        yield _failure(result) if isinstance(result, Failed) else result.value


def _failure(result: Failed) -> Message:
    return Message("poster.wish_not_drawn", cause=result.why)


def _make(job: _Job) -> MadePoster | Message:
    """Runs in a worker process."""
    from content.media import MediaFolder, ToShelve, shelve  # here: the parent decodes nothing
    from content.posters.draw import draw

    began = perf_counter()
    media = MediaFolder(job.studio.media)
    for photo in job.photos:
        outcome = shelve(ToShelve(photo, media.root, "UTC"))
        if not isinstance(outcome, Media):
            return Message("photo.cannot_be_used", photo=str(photo), cause=outcome.why)
    engine = engine_of(job.spec.engine, job.studio.fonts)
    try:
        poster = draw(job.spec, _templates(job.studio.templates), media, engine, job.studio.out)
    except SishiError as error:
        return error.message
    write_whole(job.file, poster.data)
    ms = round((perf_counter() - began) * 1000, 1)
    return MadePoster(job.file, sha256(poster.data).hexdigest(), len(poster.data), ms, False, poster.warnings)


def _found(file: Path) -> MadePoster:
    data = file.read_bytes()
    return MadePoster(file, sha256(data).hexdigest(), len(data), 0.0, True, ())


@lru_cache(maxsize=4)
def _templates(folders: tuple[Path, ...]) -> dict[str, Template]:
    return load_templates(*folders, aside=[])


@lru_cache(maxsize=10_000)
def _sha(photo: Path) -> str:
    try:
        return sha256(read_limited(photo, PICTURE_BYTES)).hexdigest()
    except OSError as error:
        raise WrongInput(Message("photo.file_unreadable", photo=str(photo), cause=cause_of(error))) from error


def _safe(name: str) -> str:
    """A file's name from anybody's words: letters, digits and hyphens, at most 60."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:60] or "poster"


def _palette(wish: Wish, template: Template, style: Style, has_photo: bool) -> dict[str, str]:
    if isinstance(wish.palette, Mapping):
        return dict(wish.palette)
    if wish.palette == "photo":
        return {}
    if wish.palette.startswith("#"):
        from content.posters.colour import palette_of  # here: names are the usual way

        return palette_of(_colour(wish.palette)).colours()
    palettes = {**template.palettes, **style.palettes}
    if not wish.palette and style.photo_colours and has_photo:
        return {}
    if not wish.palette:
        return palettes[sorted(style.palettes or palettes)[0]].colours()
    if wish.palette not in palettes:
        raise WrongInput(
            Message("poster.unknown_palette", palette=wish.palette, known=tuple(sorted(palettes)))
        )
    return palettes[wish.palette].colours()


def _colour(text: str) -> str:
    from content.posters.manifest import COLOUR

    if not COLOUR.fullmatch(text):
        raise WrongInput(Message("poster.no_colour", colour=text))
    return text


def wishes_of(
    lines: Sequence[str], folder: Path, *, size: str = USUAL, palette: str = ""
) -> list[Wish | Message]:
    """A wish a line of JSON; what cannot be read is a sentence instead. A line's own size and palette win."""
    return [_wish(line, folder, size, palette) for line in lines]


def _wish(line: str, folder: Path, size: str, palette: str) -> Wish | Message:
    try:
        return wish_from(json.loads(line), folder, size=size, palette=palette)
    except json.JSONDecodeError as error:
        return Message("poster.line_no_json", cause=str(error))
    except WrongInput as error:
        return Message("poster.line_unusable", cause=error.message)
