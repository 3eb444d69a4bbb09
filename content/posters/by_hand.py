"""Posters outside the queue: a template, fields and photo files become a picture, one or thousands.

Each is drawn in a supervised process, as the queue's are. A batch names files by their spec's key, so what is
there already is not drawn again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from content.errors import PosterError, SishiError, WrongInput
from content.files import PICTURE_BYTES, cause_of, read_limited, read_text, write_whole
from content.formats import parse_json
from content.model import Media, Message, PosterSpec
from content.posters.canvas import size_named
from content.posters.encode import FORMATS, Out
from content.posters.engines import engine_of
from content.posters.keep import Box
from content.posters.set_texts import SetField, SetTexts
from content.posters.spec import Style
from content.posters.template import Template, load_templates
from content.score.face_search import FaceSearch
from content.workers import Failed, Workers

BESIDE_FIELDS = ("palette", "size")
REPORTS = ".reports"  # a folder beside the files of a batch


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `palette` is a name, four colours by name, one colour #rrggbb, or "photo"; no
    `size` is the studio's."""

    template: str
    fields: Mapping[str, Any]
    palette: str | Mapping[str, str] = ""
    photos: tuple[Path, ...] = ()
    size: str = ""
    name: str = ""


@dataclass(frozen=True)
class Studio:
    """Where and how wishes are drawn; `media` is a folder for working copies, `search` finds faces."""

    templates: tuple[Path, ...]
    media: Path
    engine: str  # with its version, as specs have it
    style: Style = field(default_factory=Style)
    fonts: Path | None = None
    out: Out = field(default_factory=Out)
    search: FaceSearch = FaceSearch()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class PosterReport:
    """What is on a poster: `faces` and `text_boxes` are left, top, width, height in px of the canvas, faces
    before clipping; `texts` how its fields are set; `palette` is its name, "photo", or "" for colours without
    one."""

    template: str
    palette: str
    warnings: tuple[Message, ...]
    faces: tuple[Box, ...]
    text_boxes: tuple[Box, ...]
    texts: SetTexts = SetTexts()  # noqa: RUF009 - frozen

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "PosterReport":
        """What `as_json` made. KeyError, TypeError or ValueError for anything else."""
        warnings = tuple(Message.from_json(warning) for warning in given["warnings"])
        faces, boxes = ([(a, b, c, d) for a, b, c, d in given[name]] for name in ("faces", "text_boxes"))
        fields = {
            name: SetField(tuple(text["lines"]), text["px"], tuple(text["dropped"]))
            for name, text in given["fields"].items()
        }
        texts = SetTexts(fields)
        return cls(given["template"], given["palette"], warnings, tuple(faces), tuple(boxes), texts)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "template": self.template,
            "palette": self.palette,
            "warnings": [warning.to_json() for warning in self.warnings],
            "faces": [list(box) for box in self.faces],
            "text_boxes": [list(box) for box in self.text_boxes],
            "fields": self.texts.as_json()["fields"],
        }


@dataclass(frozen=True, slots=True)
class MadePoster:
    """A file, and how long (ms) it took; `reused` if it was there. `sha256` is of the file's bytes.

    `report` says what is on it and what could look better.
    """

    file: Path
    sha256: str
    bytes: int
    ms: float
    reused: bool
    report: PosterReport


def wish_from(given: Any, folder: Path = Path(), *, size: str = "", palette: str = "") -> Wish:
    """A wish as JSON: `template` (or `name`), `data`, `photos` (relative to `folder`), `size`.

    `data` has `fields`, `palette` and `size`, or just the fields. `size` and `palette` are of those that name
    none. WrongInput says what is missing or of a wrong type.
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
    fields = data["fields"] if nested else {name: data[name] for name in data if name not in BESIDE_FIELDS}
    return Wish(
        template=template,
        fields=fields,
        palette=data.get("palette") or given.get("palette") or palette,
        photos=tuple(folder / photo for photo in photos),
        size=str(given.get("size") or data.get("size") or size),
        name=str(given.get("name") or template),
    )


def spec_of(wish: Wish, template: Template, photos: Sequence[str], studio: Studio) -> PosterSpec:
    """The spec of a wish; `photos` are sha256, in the order in which the template names its own.

    The slot's sign and the brand's words are filled in where the wish leaves them out.
    """
    slot, style = template.slots[0], studio.style
    filled = {name: text for name, text in style.words(slot).items() if name in template.fields and text}
    if len(photos) > len(template.photos):
        raise WrongInput(
            Message(
                "template.too_many_photos", template=template.name, most=len(template.photos), n=len(photos)
            )
        )
    width, height = size_named(_size(wish, template, style))
    named = dict(zip(template.photos, photos, strict=False))
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=studio.engine,
        fields=filled | dict(wish.fields),
        palette=_palette(wish, template, style, bool(named))[1],
        photos=named,
        facts={name: {"by": studio.search.name} for name in named},  # found when it is drawn
        width=width,
        height=height,
        logo=style.logo,
        fonts=style.fonts,
        tone=style.tone and bool(named),
        logo_on_dark=style.logo_on_dark,
        seal=style.seal_colour(slot),
    )


def _size(wish: Wish, template: Template, style: Style) -> str:
    """The wish's canvas; else the brand's, or the first where the template has not that one."""
    if wish.size and wish.size not in template.sizes:
        raise WrongInput(Message("template.sizes", template=template.name, known=tuple(template.sizes)))
    return wish.size or (style.size if style.size in template.sizes else template.sizes[0])


def make(wish: Wish, file: Path, studio: Studio, workers: Workers) -> MadePoster:
    """Draw one wish into `file`. SishiError says what is wrong with it."""
    (made,) = _drawn([_job_of(wish, file, studio)], workers)
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
    there = {job.file: made for job in jobs if isinstance(job, _Job) and (made := _found(job))}
    drawn = _drawn([job for job in jobs if isinstance(job, _Job) and job.file not in there], workers)
    for job in jobs:
        if isinstance(job, Message):
            yield job
        else:
            yield there[job.file] if job.file in there else next(drawn)


@dataclass(frozen=True)
class _Job:
    spec: PosterSpec
    photos: tuple[Path, ...]
    palette: str
    file: Path
    studio: Studio
    of_batch: bool = False

    @property
    def report_file(self) -> Path:
        """What is said of a file of a batch, for when it is found there."""
        return self.file.parent / REPORTS / f"{self.file.name}.json"


def _job(wish: Wish | Message, folder: Path, studio: Studio) -> "_Job | Message":
    if isinstance(wish, Message):
        return wish
    try:
        job = _job_of(wish, folder, studio)
    except SishiError as error:
        return error.message
    suffix = next(ending for ending, form in FORMATS.items() if form == studio.out.format)
    return replace(job, file=folder / f"{_safe(wish.name)}-{job.spec.key[:16]}{suffix}", of_batch=True)


def _job_of(wish: Wish, file: Path, studio: Studio) -> _Job:
    template = _template(wish, studio)
    spec = spec_of(wish, template, [_sha(photo) for photo in wish.photos], studio)
    palette, _ = _palette(wish, template, studio.style, bool(wish.photos))
    return _Job(spec, wish.photos, palette, file, studio)


def _template(wish: Wish, studio: Studio) -> Template:
    templates = _templates(studio.templates)
    if wish.template not in templates:
        load_templates(*studio.templates)  # says what is wrong with an unfinished one
        raise WrongInput(
            Message("template.unknown_among", template=wish.template, known=tuple(sorted(templates)))
        )
    return templates[wish.template]


def _drawn(jobs: Sequence[_Job], workers: Workers) -> Iterator[MadePoster | Message]:
    for job, result in zip(jobs, workers.map(_make, jobs), strict=True):
        yield _failure(job, result) if isinstance(result, Failed) else result.value


def _failure(job: _Job, result: Failed) -> Message:
    return Message("poster.wish_not_drawn", template=job.spec.template, cause=result.why)


def _make(job: _Job) -> MadePoster | Message:
    """Runs in a worker process."""
    from content.media import MediaFolder, ToShelve, shelve  # here: the parent decodes nothing
    from content.posters.draw import draw
    from content.posters.looking import looked_at
    from content.posters.report import read_texts
    from content.posters.text_boxes import sized, standing_on

    began = perf_counter()
    media = MediaFolder(job.studio.media)
    for photo in job.photos:
        outcome = shelve(ToShelve(photo, media.root, "UTC"))
        if not isinstance(outcome, Media):
            return Message("photo.cannot_be_used", photo=str(photo), cause=outcome.why)
    engine = engine_of(job.spec.engine, job.studio.fonts)
    templates = _templates(job.studio.templates)
    try:
        spec = looked_at(job.spec, media, job.studio.search)
        poster = draw(spec, templates, media, engine, job.studio.out)
    except SishiError as error:
        return error.message
    report = PosterReport(
        job.spec.template,
        job.palette,
        poster.warnings,
        sized(face for photo in poster.page.placed for face in photo.on_canvas),
        sized(standing_on(poster.page).lines),
        SetTexts(read_texts(poster.page, templates[spec.template]).fields),
    )
    write_whole(job.file, poster.data)
    if job.of_batch:
        write_whole(job.report_file, json.dumps(report.as_json(), ensure_ascii=False).encode())
    ms = round((perf_counter() - began) * 1000, 1)
    return MadePoster(job.file, sha256(poster.data).hexdigest(), len(poster.data), ms, False, report)


def _found(job: _Job) -> MadePoster | None:
    """The file of a batch that is there already with what was said of it."""
    try:
        data = job.file.read_bytes()
        report = PosterReport.from_json(parse_json(read_text(job.report_file)))
    except (OSError, ValueError, KeyError, TypeError):  # not there, or no longer whole: it is drawn again
        return None
    return MadePoster(job.file, sha256(data).hexdigest(), len(data), 0.0, True, report)


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


def _palette(wish: Wish, template: Template, style: Style, has_photo: bool) -> tuple[str, dict[str, str]]:
    """Its name, "photo" for the photo's own, "" for colours without one; and the colours."""
    if isinstance(wish.palette, Mapping):
        return "", dict(wish.palette)
    if wish.palette == "photo":
        return "photo", {}
    if wish.palette.startswith("#"):
        from content.posters.colour import palette_of  # here: names are the usual way

        return wish.palette, palette_of(_colour(wish.palette)).colours()
    palettes = {**template.palettes, **style.palettes}
    if not wish.palette and style.photo_colours and has_photo:
        return "photo", {}
    name = wish.palette or sorted(style.palettes or palettes)[0]
    if name not in palettes:
        raise WrongInput(
            Message("poster.unknown_palette", palette=wish.palette, known=tuple(sorted(palettes)))
        )
    return name, palettes[name].colours()


def _colour(text: str) -> str:
    from content.posters.manifest import COLOUR

    if not COLOUR.fullmatch(text):
        raise WrongInput(Message("poster.no_colour", colour=text))
    return text


def wishes_of(
    lines: Sequence[str], folder: Path, *, size: str = "", palette: str = ""
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
