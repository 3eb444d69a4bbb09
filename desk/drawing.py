"""Where the desk has posters drawn: small ones while somebody types, whole ones after a change."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.compose.copy_templates import load_copy
from content.compose.post import Telling
from content.errors import PosterError, TextDoesNotFit
from content.media import MediaFolder
from content.model import NO_LONGER_SHOWN, ConsentState, Message, PosterSpec, PostState
from content.posters.draw import page_of, painted
from content.posters.encode import Out, encoded
from content.posters.engines import engine_of, version_of
from content.posters.stage import draw_posters
from content.posters.template import Template, load_templates
from content.review import amended_spec
from content.store.lists import QueueFilter
from content.text.book import read_words
from content.workers import Completed
from content.workspace import open_workspace
from desk.context import Office
from desk.errors import Refusal

SKETCH, TRAY = 540, 360  # px: width of a poster while typing, and of one to choose from
JPEG = Out("JPEG", 10_000_000)


def telling_of(office: Office) -> Telling:
    """What is told with, as it stands in the workspace now; read anew when a file of it changed."""
    workspace = office.workspace
    folders = (*workspace.templates("posters"), *workspace.templates("copy"))
    root = workspace.root
    changed = [at for folder in (*folders, root / "days") for at in _changed(folder)]
    changed += [
        (root / name).stat().st_mtime_ns
        for name in ("brand.toml", "sishi.toml", "words.toml")
        if (root / name).is_file()
    ]
    return _telling(root, max(changed), len(changed))


def _changed(folder: Path) -> Iterator[int]:
    """When each file below was changed, in ns; for every page, so it is done in a third of pathlib's time."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _changed(Path(entry.path))
            else:
                yield entry.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _telling(root: Path, newest: int, files: int) -> Telling:
    workspace = open_workspace(root)
    return Telling(
        voice=workspace.brand.voice,
        style=workspace.style,
        copy=load_copy(workspace.templates("copy")),
        templates=load_templates(*workspace.templates("posters"), aside=[]),
        engine_name=version_of(workspace.settings.posters.engine),
        holidays=workspace.days.holidays,
        words=read_words(workspace.root).person,
    )


def draw_due(office: Office, keys: Iterable[str]) -> tuple[str, ...]:
    """Draw these posters for good; posts that waited for them go on to review. Sentences about those that
    could not be drawn."""
    workspace = office.workspace
    due = sorted(set(keys))
    if not due:
        return ()
    drawn = draw_posters(
        office.open_store,
        due,
        root=workspace.root,
        folder=workspace.posters,
        templates=workspace.templates("posters"),
        media=workspace.media,
        workers=office.workers,
        now=office.clock(),
        fonts=workspace.fonts,
        out=Out(max_bytes=workspace.settings.posters.max_bytes),
    )
    return drawn.failed


def sketch(office: Office, spec: PosterSpec, width: int = SKETCH) -> bytes:
    """A poster `width` px wide as JPEG, kept nowhere. TextDoesNotFit names the field, or PosterError."""
    workspace = office.workspace
    with office.open_store(reading=True) as store:
        refused = store.withdrawn_pictures.taken_back_pictures(list(spec.photos.values()))
    if refused:
        raise taken_back(next(iter(refused.values())))
    job = _Job(spec, workspace.templates("posters"), workspace.media.root, workspace.fonts, width)
    (outcome,) = office.workers.map(_sketched, [job])
    if not isinstance(outcome, Completed):
        raise PosterError(Message("desk_picture.not_drawn", why=outcome.why))
    if isinstance(outcome.value, _TooLong):
        raise TextDoesNotFit(outcome.value.box, outcome.value.chars, outcome.value.room)
    if isinstance(outcome.value, _Undrawn):
        raise PosterError(outcome.value.message)
    return outcome.value


def taken_back(state: ConsentState) -> Refusal:
    """What is answered instead of a picture that its author took back."""
    return Refusal(410, "taken_back", NO_LONGER_SHOWN[state])


def warm(office: Office) -> None:
    """Start the workers and load what drawing needs, so that the first poster is as quick as the others.

    Takes seconds: for a thread beside the start of the desk.
    """
    telling = telling_of(office)
    with office.open_store(reading=True) as store:
        coming = store.lists.queue_page(
            QueueFilter(states=(PostState.IN_REVIEW,)), most=office.workers.count
        ).items
        specs = store.queue.specs(card.post.poster for card in coming)
    for spec in specs:
        if spec.template in telling.templates:
            sketch(office, amended_spec(spec, {}, telling))


@dataclass(frozen=True, slots=True)
class _Job:
    spec: PosterSpec
    folders: tuple[Path, ...]
    media: Path
    fonts: Path | None
    width: int


@dataclass(frozen=True, slots=True)
class _TooLong:
    """A TextDoesNotFit as it travels between processes."""

    box: str
    chars: int
    room: int


@dataclass(frozen=True, slots=True)
class _Undrawn:
    """A PosterError as it travels between processes."""

    message: Message | str


def _sketched(job: _Job) -> bytes | _TooLong | _Undrawn:
    """Runs in a worker process: the JPEG, or why there is none."""
    try:
        templates = _templates(job.folders, job.spec.template_version)
        engine = engine_of(job.spec.engine, job.fonts)
        scale = job.width / job.spec.width
        page = page_of(job.spec, templates, MediaFolder(job.media), engine, scale)
        return encoded(painted(page, engine), JPEG)
    except TextDoesNotFit as error:
        return _TooLong(error.box, error.chars, error.room)
    except PosterError as error:
        return _Undrawn(error.message)


@lru_cache(maxsize=16)
def _templates(folders: tuple[Path, ...], version: str) -> dict[str, Template]:
    return load_templates(*folders, aside=[])  # what is unfinished was said when the night told
