"""Stories out of files and back into them: tables (csv, xlsx, yaml, json), Markdown, and SOP sheets.

A file is taken whole or not at all; BadTable names every bad row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from channels.exports.files import safe_name
from channels.exports.rows import write_rows
from channels.exports.stories_markdown import write_markdown
from channels.imports import Reading, read
from channels.stories_markdown import SUFFIXES
from channels.story_table import STORIES
from content.errors import UnknownId, WrongInput
from content.model import Message, Story, Verb
from content.store import OpenStore, Store
from content.stories.sop_page import SopDay, sop_html
from services.context import Context
from services.table_shelf import RowOutcome, Shelf, filled_up, noted, shelve

KINDS = ("xlsx", "csv", "yaml", "md")  # what stories leave as
MOST_FILES = 200  # of one upload


@dataclass(frozen=True, slots=True)
class StoryImport:
    """What a file has, and what became of each of its rows."""

    reading: Reading[Story]
    outcomes: tuple[RowOutcome, ...]

    def ids(self, *outcomes: RowOutcome) -> list[str]:
        """Of which of its stories that became."""
        rows = zip(self.reading.entries, self.outcomes, strict=True)
        return [entry.item.id for entry, outcome in rows if outcome in outcomes]


def import_stories(open_store: OpenStore, reading: Reading[Story], *, actor: str = "") -> StoryImport:
    """Add or replace stories: they are in use at once, as they stand in the file. BadTable names the cells
    whose product nobody knows. With an `actor` each change goes into the audit."""
    at = datetime.now(UTC)
    with open_store() as store:
        reading = filled_up(STORIES, reading, _known(store), at.date())
        outcomes = shelve(store, reading, SHELF)
        reading = noted(store, reading, SHELF)
        taken = StoryImport(reading, tuple(outcomes))
        changed = taken.ids(RowOutcome.NEW, RowOutcome.CHANGED)
        for key in changed:
            store.note("story", key, at)
        if actor:
            _write_down(store, changed, actor, at)
    return taken


def read_upload(files: Sequence[tuple[str, IO[bytes]]]) -> Reading[Story]:
    """One table, or any number of Markdown files, as somebody sent them, by their names. BadTable,
    WrongInput."""
    if not files or len(files) > MOST_FILES:
        raise WrongInput(Message("story.no_upload", most=MOST_FILES))
    with TemporaryDirectory() as folder:
        paths = [_written(Path(folder), name, content) for name, content in files]
        together = len(paths) > 1
        if together and any(path.suffix.lower() not in SUFFIXES for path in paths):
            raise WrongInput(Message("story.one_table"))
        return read(STORIES, Path(folder) if together else paths[0])


def story_file(stories: Sequence[Story], kind: str) -> tuple[str, bytes]:
    """A name and the bytes of a file of `KINDS`; Markdown of several stories comes as a zip. WrongInput where
    there are no stories."""
    with TemporaryDirectory() as folder:
        if kind == "md":
            return _markdown(Path(folder), stories)
        file = Path(folder, f"stories.{kind}")
        write_rows(file, stories)
        return file.name, file.read_bytes()


def sop_sheet(context: Context, story_id: str, language: str) -> str:
    """The SOP of a story as a page to print. UnknownId."""
    with context.open_store(reading=True) as store:
        story = store.library.story(story_id)
        if story is None:
            raise UnknownId(Message("story.unknown", story=story_id))
        product = store.library.product_name(story.product)
    brand = context.workspace.brand
    return sop_html([SopDay(story, brand.voice.speaker(story), product)], brand=brand.name, language=language)


def _written(folder: Path, name: str, content: IO[bytes]) -> Path:
    file = folder / (safe_name(name.replace("\\", "/").rpartition("/")[2]) or "stories")
    if file.exists():
        raise WrongInput(Message("story.same_file_twice", file=file.name))
    file.write_bytes(content.read())
    return file


def _markdown(folder: Path, stories: Sequence[Story]) -> tuple[str, bytes]:
    if len(stories) == 1:
        file = folder / f"{safe_name(stories[0].id)}.md"
        write_markdown(file, stories)
        return file.name, file.read_bytes()
    write_markdown(folder / "stories", stories)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for file in sorted((folder / "stories").iterdir()):
            archive.write(file, f"stories/{file.name}")
    return "stories.zip", out.getvalue()


def _write_down(store: Store, ids: Sequence[str], actor: str, at: datetime) -> None:
    versions = store.library.story_versions()
    for key in ids:
        store.write_down(Verb.STORY, key, actor=actor, at=at, became=f"v{versions[key]}")


def _known(store: Store) -> dict[str, Story]:
    return {story.id: story for story in store.library.stories()}


def _of_no_product(store: Store, stories: Sequence[Story]) -> Mapping[int, tuple[str, Message]]:
    """The stories whose product is not known."""
    names = store.library.product_names()
    return {
        place: ("product", Message("product.unknown", unknown=(f"«{story.product}»",), known=names.known()))
        for place, story in enumerate(stories)
        if names.id_of(story.product) is None
    }


def _of_their_products(store: Store, stories: Sequence[Story]) -> list[Story]:
    """The stories with the ids of products that they name. WrongInput names those that mean none."""
    ids = store.library.products_meant(story.product for story in stories)
    return [replace(story, product=ids[story.product]) for story in stories]


SHELF: Shelf[Story] = Shelf(
    _known,
    lambda store, rows: store.library.put_stories(rows),
    lambda story: story.id,
    _of_their_products,
    strangers=_of_no_product,
)
