"""The stage: specs become files, each drawn once and named by its key.

Drawing goes to supervised processes, because what goes in is hostile: a photo that kills its decoder, a text
that makes the engine hang or panic. The worker is killed and replaced, the spec tried once more (a crash may
have been another's fault), and what fails twice is NotRendered with the reason; the batch goes on.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from content.errors import PosterError
from content.files import write_whole
from content.model import Message, NotRendered, PosterSpec, Rendered
from content.posters.encode import Out
from content.posters.engines import engine_of
from content.posters.fonts import font_files
from content.posters.template import Template, load_templates
from content.workers import Completed, Failed, Workers


@dataclass(frozen=True, slots=True)
class DrawnPoster:
    """`reused` is True where the file was there already: then nobody looked what could look better."""

    rendered: Rendered
    reused: bool
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class PosterPlaces:
    """What posters are drawn from and where they go: `folder` holds them, their paths are told relative to
    `root`; `media` is the folder of photos, `fonts` the brand's own, `out` the format and size of the files.
    """

    root: Path
    folder: Path
    templates: tuple[Path, ...]
    media: Path
    fonts: Path | None = None
    out: Out = Out()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class _Job:
    spec: PosterSpec
    places: PosterPlaces

    @property
    def file(self) -> Path:
        return poster_file(self.places.folder, self.spec.key)


def render_posters(
    specs: Sequence[PosterSpec], places: PosterPlaces, workers: Workers
) -> list[DrawnPoster | NotRendered]:
    """The outcome for each spec, in their order; equal specs share one file.

    Files are `places.folder/<key[:2]>/<key>.jpg`. A file that is there and whole is reused without drawing.
    MissingFont if something must be drawn and a font is not installed.
    """
    jobs = {spec.key: _Job(spec, places) for spec in specs}
    there = {key for key, job in jobs.items() if is_whole_jpeg(job.file)}
    waiting = [job for key, job in jobs.items() if key not in there]
    if waiting:
        font_files()
    painted = {
        job.spec.key: _told(job, result)
        for job, result in zip(waiting, workers.map(_draw_to_file, waiting), strict=True)
    }
    outcomes = {key: _outcome(job, painted.get(key)) for key, job in jobs.items()}
    return [outcomes[spec.key] for spec in specs]


def poster_file(folder: Path, key: str) -> Path:
    """Where the poster of this key lies under the folder of all posters."""
    return folder / key[:2] / f"{key}.jpg"


def _outcome(job: _Job, painted: "_Told | None") -> DrawnPoster | NotRendered:
    spec = job.spec
    if painted is not None and painted.why:
        return NotRendered(spec.key, painted.why)
    data = job.file.read_bytes()
    path = job.file.relative_to(job.places.root).as_posix()
    rendered = Rendered(
        key=spec.key,
        path=path,
        sha256=sha256(data).hexdigest(),
        width=spec.width,
        height=spec.height,
        bytes=len(data),
        warnings=painted.warnings if painted else (),
    )
    return DrawnPoster(rendered, reused=painted is None)


def _told(job: _Job, result: "Completed[_Told] | Failed") -> "_Told":
    if isinstance(result, Completed):
        return result.value
    return _Told(Message("poster.not_drawn", template=job.spec.template, cause=result.why))


@dataclass(frozen=True, slots=True)
class _Told:
    """`why` it was not drawn, None if it was."""

    why: Message | None = None
    warnings: tuple[Message, ...] = ()


def _draw_to_file(job: _Job) -> _Told:
    """Runs in a worker process."""
    from content.media import MediaFolder  # here: the parent process needs neither Pillow nor Jinja
    from content.posters.draw import draw

    places = job.places
    templates = _templates(places.templates, job.spec.template, job.spec.template_version)
    try:
        engine = engine_of(job.spec.engine, places.fonts)
        poster = draw(job.spec, templates, MediaFolder(places.media), engine, places.out)
    except PosterError as error:
        return _Told(error.message)
    write_whole(job.file, poster.data)
    return _Told(warnings=poster.warnings)


@lru_cache(maxsize=16)
def _templates(folders: tuple[Path, ...], name: str, version: str) -> dict[str, Template]:  # noqa: ARG001 - what is new is read
    return load_templates(*folders, aside=[])  # what is unfinished was said when the night told


def is_whole_jpeg(file: Path) -> bool:
    """Whether `file` begins and ends as a JPEG does."""
    try:
        with file.open("rb") as stream:
            begin = stream.read(2)
            stream.seek(-2, os.SEEK_END)
            return begin == b"\xff\xd8" and stream.read(2) == b"\xff\xd9"
    except OSError:  # not there, or too short to seek in
        return False
