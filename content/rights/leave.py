"""What a no leaves on disk: posters, small pictures and working copies go, the original stays as a record."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from content.errors import NotReady
from content.files import cause_of
from content.media import ToShelve
from content.model import Message
from content.posters import poster_file
from content.store import OpenStore
from content.workspace import Workspace

Shelve = Callable[[list[ToShelve]], object]


def clear_taken_back(open_store: OpenStore, workspace: Workspace) -> int:
    """Delete what shows a picture that its author took back; how many files went.

    Posters that show it go whichever group they are for, and thumbnails, proofs and contact sheets with them.
    The original stays: docs/rights.md says why. NotReady names a file that cannot be deleted.
    """
    with open_store(reading=True) as store:
        posters = store.withdrawn_pictures.taken_back_posters()
        recorded = store.queue.rendered(posters)
        pictures = store.withdrawn_pictures.taken_back_pictures()
    # also what a run that was killed drew and could not record
    gone = sum(delete(poster_file(workspace.posters, key)) for key in posters)
    gone += sum(delete(workspace.media.working(sha256)) for sha256 in pictures)
    thumbs = workspace.var / "thumbs"
    names = [*(f"p-{key}" for key in posters), *(f"m-{sha256}" for sha256 in pictures)]
    gone += sum(delete(file) for name in names for file in (thumbs / name[2:4]).glob(f"{name}-*.jpg"))
    if gone:  # made again from what may still be shown
        for folder in (thumbs / "proofs", thumbs / "templates", workspace.var / "sheets"):
            delete(folder)
    if recorded:
        with open_store() as store:
            store.withdrawn_pictures.undraw({key: posters[key] for key in recorded})
    return gone


def bring_back(open_store: OpenStore, workspace: Workspace, shelve: Shelve) -> int:
    """Make the working copies of pictures whose authors agreed again after all; how many those are."""
    with open_store(reading=True) as store:
        jobs = list(_lacking(store.withdrawn_pictures.pictures_given_back(), workspace))
    if jobs:
        shelve(jobs)
    return len(jobs)


def _lacking(pictures: list[tuple[str, str]], workspace: Workspace) -> Iterator[ToShelve]:
    for sha256, suffix in pictures:
        original = workspace.media.original(sha256, suffix)
        if original.is_file() and not workspace.media.working(sha256).exists():
            yield ToShelve(original, workspace.media.root, workspace.settings.zone)


def delete(path: Path) -> bool:
    """Delete a file, or a folder with all in it; whether it was a file that was there. NotReady names it."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
            return True
    except OSError as error:
        raise NotReady(
            Message("file.cannot_be_deleted", path=str(error.filename or path), cause=cause_of(error))
        ) from error
    return False
