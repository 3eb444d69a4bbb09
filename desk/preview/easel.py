"""What the preview shows: posters, findings and templates, each drawn in a process that may be killed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from content.errors import NotReady, PosterError, SishiError, WrongInput
from content.model import Message, PosterSpec
from content.posters.canvas import USUAL
from content.posters.draw import page_of, painted
from content.posters.encode import Out, encoded
from content.posters.engines import engine_named
from content.posters.lint import TemplateFinding
from content.posters.lint.cases import hard_photos, longest_fields, shortest_fields
from content.posters.lint.fields import static_findings
from content.posters.lint.lint import SECONDS, examined, lint
from content.posters.looking import looked_at
from content.posters.preview import OnePicture, sample_spec
from content.posters.template import Template, load_templates
from content.score.face_search import FaceSearch
from content.workers import Failed, Workers

Answer = TypeVar("Answer")

SCALE = 0.5  # 540 px wide: what the page shows
DRAWING, STARTING = 5.0, 60.0  # seconds; a drawing takes 0.05, the first one by Chromium starts a browser
JPEG = Out("JPEG", 10_000_000)


class Ask(BaseModel):
    """What the page wants to see. Empty `fields` are the sample's."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(max_length=80)
    size: Literal["3:4", "1:1", "9:16"] = USUAL  # type: ignore[assignment] # it is one of them
    palette: str = Field(default="", max_length=40)
    photo: Literal["usual", "white", "black", "none"] = "usual"
    fields: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """A JPEG and the ms it took; `warnings` say what could look better."""

    jpeg: bytes
    ms: float
    engine: str
    warnings: tuple[Message, ...]


@dataclass(frozen=True)
class _Room:
    """What a worker process needs; `edition` counts the changes on disk, so that caches know."""

    folders: tuple[Path, ...]
    photos: tuple[tuple[str, Path], ...]
    edition: int


@dataclass(frozen=True)
class _Job:
    room: _Room
    ask: Ask
    engine: str = "takumi"


class Easel:
    """Templates of some folders with one photo. A context manager; it may be called from any thread."""

    def __init__(self, folders: tuple[Path, ...], photo: Path, scratch: Path) -> None:
        """`photo` is shown wherever a template shows one; `scratch` takes a white and a black photo."""
        photos = hard_photos(scratch) | {"usual": photo}
        self.folders, self._photos, self.edition = folders, tuple(photos.items()), 0
        preload = ("content.posters.lint.lint",)
        self._drawing = Workers(1, seconds=DRAWING, preload=preload)
        self._linting = Workers(1, seconds=SECONDS, preload=preload)
        self._browsing = Workers(1, seconds=STARTING, preload=preload)

    def __enter__(self) -> "Easel":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for workers in (self._drawing, self._linting, self._browsing):
            workers.__exit__(kind, error, trace)

    def changed(self) -> int:
        """The files are others now; the number of their edition."""
        self.edition += 1
        return self.edition

    def catalogue(self) -> dict[str, Any]:
        """Every template with its fields, sizes, palettes and sample. WrongInput if a file cannot be read."""
        templates = _templates(self._room)
        return {
            "edition": self.edition,
            "templates": [_described(template) for _, template in sorted(templates.items())],
        }

    def draw(self, ask: Ask) -> PreviewImage:
        """By Takumi, 540 px wide. A SishiError says what is wrong."""
        return self._do(self._drawing, _draw, _Job(self._room, ask))

    def draw_by_chromium(self, ask: Ask) -> PreviewImage:
        """The same by Chromium; NotReady says what to install."""
        return self._do(self._browsing, _draw, _Job(self._room, ask, "chromium"))

    def findings(self, ask: Ask) -> list[TemplateFinding]:
        """What is wrong with the poster as it is asked for."""
        return self._do(self._linting, _look, _Job(self._room, ask))

    def lint(self, name: str) -> list[TemplateFinding]:
        """What `sishi poster lint NAME` says."""
        return self._do(self._linting, _lint, _Job(self._room, Ask(name=name)))

    @property
    def _room(self) -> _Room:
        return _Room(self.folders, self._photos, self.edition)

    def _do(self, workers: Workers, work: "Callable[[_Job], Answer | _NoAnswer]", job: _Job) -> Answer:
        (result,) = workers.map(work, [job])
        if isinstance(result, Failed):
            raise PosterError(Message("desk_picture.sample_not_drawn", why=result.why))
        if isinstance(result.value, _NoAnswer):
            raise PosterError(result.value.message)
        return result.value


# What runs in a worker process gives its answer, or says why there is none.


@dataclass(frozen=True, slots=True)
class _NoAnswer:
    message: Message | str


def _draw(job: _Job) -> PreviewImage | _NoAnswer:
    begun = perf_counter()
    try:
        spec, templates = _spec(job)
        engine = engine_named(job.engine)
        spec = replace(spec, engine=engine.name)
        pictures = OnePicture(_photo(job))
        page = page_of(looked_at(spec, pictures, FaceSearch()), templates, pictures, engine, SCALE)
        jpeg = encoded(painted(page, engine), JPEG)
    except NotReady:
        raise
    except SishiError as error:
        return _NoAnswer(error.message)
    return PreviewImage(jpeg, (perf_counter() - begun) * 1000, engine.name, tuple(page.warnings))


def _look(job: _Job) -> list[TemplateFinding] | _NoAnswer:
    try:
        spec, templates = _spec(job)
        return examined(spec, templates, OnePicture(_photo(job)), engine_named("takumi"), cuts=True)[1]
    except SishiError as error:
        return _NoAnswer(error.message)


def _lint(job: _Job) -> list[TemplateFinding] | _NoAnswer:
    try:
        templates = _templates(job.room)
        return lint(_named(job.ask.name, templates), templates, engine_named("takumi"))
    except SishiError as error:
        return _NoAnswer(error.message)


def _spec(job: _Job) -> tuple[PosterSpec, Mapping[str, Template]]:
    ask, templates = job.ask, _templates(job.room)
    template = _named(ask.name, templates)
    for finding in static_findings(template):
        raise PosterError(finding.what)
    spec = sample_spec(template, engine_named("takumi").name, ask.size)
    if ask.palette:
        if ask.palette not in template.palettes:
            raise WrongInput(Message("desk_missing.palette_gone", name=ask.palette))
        spec = replace(spec, palette=template.palettes[ask.palette].colours())
    photos = {name: name for name in template.photos if ask.photo != "none"}
    fields = {name: value for name, value in ask.fields.items() if name in template.fields}
    return replace(spec, photos=photos, fields=fields or spec.fields), templates


def _named(name: str, templates: Mapping[str, Template]) -> Template:
    if name not in templates:
        known = ", ".join(sorted(templates))
        raise WrongInput(Message("desk_missing.template_gone", name=name, known=known))
    return templates[name]


def _photo(job: _Job) -> Path:
    photos = dict(job.room.photos)
    return photos.get(job.ask.photo, photos["usual"])


@lru_cache(maxsize=4)
def _templates(room: _Room) -> dict[str, Template]:
    return load_templates(*room.folders)


def _described(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "title": template.title,
        "title_en": template.title_en,
        "slots": [slot.value for slot in template.slots],
        "sizes": template.sizes,
        "photos": list(template.photos),
        "palettes": {name: palette.colours() for name, palette in template.palettes.items()},
        "fields": [
            {
                "name": name,
                "type": field.type.value,
                "min": field.min,
                "max": field.max,
                "items": field.items,
                "optional": field.optional,
            }
            for name, field in template.fields.items()
        ],
        **_samples(template),
    }


def _samples(template: Template) -> dict[str, Any]:
    """The sample's palette, and three fillings; empty where sample.json is being written just now."""
    try:
        sample = json.loads(template.sample)
        return {
            "palette": str(sample["palette"]),
            "sample": dict(sample["fields"]),
            "longest": longest_fields(template),
            "shortest": shortest_fields(template),
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"palette": "", "sample": {}, "longest": {}, "shortest": {}}
