"""Posters drawn: whole ones for good, small ones while somebody types."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from content.errors import PictureTakenBack, PosterError, TextDoesNotFit
from content.media import MediaFolder
from content.model import Message, PosterSpec, PostState
from content.night import Drawn
from content.posters.draw import page_of, painted
from content.posters.encode import Out, encoded
from content.posters.engines import engine_of
from content.posters.render import PosterPlaces
from content.posters.stage import draw_posters
from content.posters.template import Template, load_templates
from content.review import amended_spec
from content.store.lists import QueueFilter
from content.workers import Completed
from services.composing import current_telling
from services.context import Context

SKETCH, TRAY = 540, 360  # px: width of a poster while typing, and of one to choose from
JPEG = Out("JPEG", 10_000_000)


def draw(context: Context, keys: Iterable[str]) -> Drawn:
    """Draw these posters for good, or find them drawn; posts that waited for them go on to review."""
    due, workspace = sorted(set(keys)), context.workspace
    if not due:
        return Drawn(0, 0)
    return draw_posters(
        context.open_store,
        due,
        PosterPlaces(
            root=workspace.root,
            folder=workspace.posters,
            templates=workspace.templates("posters"),
            media=workspace.media.root,
            fonts=workspace.fonts,
            out=Out(max_bytes=workspace.settings.posters.max_bytes),
        ),
        workers=context.workers,
        now=context.clock(),
    )


def sketch(context: Context, spec: PosterSpec, width: int = SKETCH) -> bytes:
    """A poster or a page `width` px wide as JPEG, kept nowhere. TextDoesNotFit names the field, or
    PosterError; PictureTakenBack where an author took back what it shows."""
    workspace = context.workspace
    with context.open_store(reading=True) as store:
        refused = store.withdrawn_pictures.taken_back_pictures(list(spec.photos.values()))
    if refused:
        raise PictureTakenBack(next(iter(refused.values())))
    return painted_in_worker(context, spec, width, workspace.media.root)


def painted_in_worker(context: Context, spec: PosterSpec, width: int, media: Path) -> bytes:
    """The same of photos that lie in a folder `media`, whoever sent them."""
    workspace = context.workspace
    folders = (*workspace.templates("posters"), *workspace.templates("pages"))
    (outcome,) = context.workers.map(_sketched, [_Job(spec, folders, media, workspace.fonts, width)])
    if not isinstance(outcome, Completed):
        raise PosterError(Message("desk_picture.not_drawn", why=outcome.why))
    if isinstance(outcome.value, _TooLong):
        raise TextDoesNotFit(outcome.value.box, outcome.value.chars, outcome.value.room)
    if isinstance(outcome.value, _Undrawn):
        raise PosterError(outcome.value.message)
    return outcome.value


def warm(context: Context) -> None:
    """Start the workers and load what drawing needs, so that the first poster is as quick as the others.

    Takes seconds: for a thread beside the start of the desk.
    """
    telling = current_telling(context)
    with context.open_store(reading=True) as store:
        coming = store.lists.queue_page(
            QueueFilter(states=(PostState.IN_REVIEW,)), most=context.workers.count
        ).items
        specs = store.queue.specs(card.post.poster for card in coming)
    for spec in specs:
        if spec.template in telling.templates:
            sketch(context, amended_spec(spec, {}, telling))


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
        templates = _templates(job.folders, job.spec.template, job.spec.template_version)
        engine = engine_of(job.spec.engine, job.fonts)
        scale = job.width / job.spec.width
        page = page_of(job.spec, templates, MediaFolder(job.media), engine, scale)
        return encoded(painted(page, engine), JPEG)
    except TextDoesNotFit as error:
        return _TooLong(error.box, error.chars, error.room)
    except PosterError as error:
        return _Undrawn(error.message)


@lru_cache(maxsize=16)
def _templates(folders: tuple[Path, ...], name: str, version: str) -> dict[str, Template]:  # noqa: ARG001 - the cache's
    return load_templates(*folders, aside=[])  # what is unfinished was said when the night composed
