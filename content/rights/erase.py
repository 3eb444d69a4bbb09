"""Erasing a member: words, originals, working copies and posters go; the audit stays under a pseudonym."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from content.rights.leave import delete
from content.rights.spare import copies
from content.store import OpenStore
from content.store.unsaid import Footprint
from content.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Erased:
    """`by_hand` are files of the inboxes, which are the user's: a person must delete them."""

    pseudonym: str
    submissions: int
    files: int
    by_hand: tuple[str, ...]


def erase(
    open_store: OpenStore, workspace: Workspace, member: str, pseudonym: str, *, at: datetime, by: str
) -> Erased:
    """Erase a member in one transaction. Files go last: where one cannot, nothing is said to be erased."""
    with open_store() as store:
        footprint = store.footprint(member)
        store.forget_member(footprint, pseudonym, at=at, by=by)
        gone = sum(delete(file) for file in _files(workspace, footprint))
    workspace.database.shred()
    return Erased(pseudonym, len(footprint.submissions), gone, footprint.inbox)


def _files(workspace: Workspace, footprint: Footprint) -> Iterator[Path]:
    for medium in footprint.media:
        yield from copies(medium, workspace.media)
    for path in footprint.posters:
        yield workspace.root / path
    yield from (workspace.var / "thumbs", workspace.var / "sheets")  # made again from what is left
