"""Erasing a member: words, originals, working copies and posters go; the audit stays under a pseudonym."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from content.posters import poster_file
from content.rights.inboxes import Wanted, lying_in, wanted
from content.rights.leave import delete
from content.rights.spare import copies
from content.store import OpenStore, Quarantined, Store
from content.store.redaction import Footprint
from content.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Erased:
    """`by_hand` are files of the inboxes, and exports made before, which are the user's: a person must delete
    them. Paths are relative to the workspace where they lie in it."""

    pseudonym: str
    submissions: int
    files: int
    by_hand: tuple[str, ...]


def erase(
    open_store: OpenStore, workspace: Workspace, member: str, pseudonym: str, *, at: datetime, by: str
) -> Erased:
    """Erase a member in one transaction. Files go last: where one cannot, nothing is said to be erased."""
    with open_store(reading=True) as store:
        footprint = store.erasure.footprint(member)
        inboxes = store.traces.inboxes_of(footprint.submissions)
    originals = [workspace.media.original(each.sha256, each.suffix) for each in footprint.media]
    found = wanted(footprint, originals)
    by_hand = tuple(_by_hand(workspace, footprint, found, inboxes))  # slow, so outside any transaction
    with open_store() as store:
        footprint = store.erasure.footprint(member)
        footprint = replace(footprint, quarantined=tuple(_refused(store, workspace, footprint, found)))
        store.erasure.forget_member(footprint, pseudonym, at=at, by=by)
        kept = {item.copy for item in store.traces.quarantine_of_all()}
        gone = sum(delete(file) for file in _files(workspace, footprint, kept))
    workspace.database.shred()
    return Erased(pseudonym, len(footprint.submissions), gone, by_hand)


def _by_hand(workspace: Workspace, footprint: Footprint, found: Wanted, inboxes: set[str]) -> Iterator[str]:
    """Files of the inboxes with the picture or the name, then rows of tables and messages, then exports."""
    inboxes = inboxes | {item.inbox for item in footprint.quarantined}
    inboxes |= {folder.as_posix() for folder in workspace.settings.inbox.folders}
    files = {
        f"{inbox}/{name}"
        for inbox in sorted(inboxes)
        if (workspace.root / inbox).is_dir()
        for name in lying_in(workspace.root / inbox, found)
    }
    refused = {f"{item.inbox}/{item.path}" for item in footprint.quarantined}
    yield from sorted(files | set(footprint.inbox) | refused)
    yield from (file for file, _ in footprint.exports if Path(file).exists() or not Path(file).is_absolute())


def _refused(
    store: Store, workspace: Workspace, footprint: Footprint, found: Wanted
) -> Sequence[Quarantined]:
    """What waits in quarantine of the member: as the store knows, and by what the copy or the item holds."""
    known = {(item.inbox, item.path): item for item in footprint.quarantined}
    for item in store.traces.quarantine_of_all():
        copy = workspace.var / "quarantine" / (item.copy or "-")
        file = workspace.root / item.inbox / item.path.partition("#")[0].partition("!/")[0]
        held = copy.read_bytes() if copy.is_file() else b""
        if found.has_picture(held) or (
            file.suffix == ".json" and file.is_file() and found.has_name(file.read_bytes())
        ):
            known[item.inbox, item.path] = item
    return [item for _, item in sorted(known.items())]


def _files(workspace: Workspace, footprint: Footprint, kept: set[str | None]) -> Iterator[Path]:
    for medium in footprint.media:
        yield from copies(medium, workspace.media)
    for key in footprint.posters:
        yield poster_file(workspace.posters, key)
    for item in footprint.quarantined:
        if item.copy and item.copy not in kept:
            yield workspace.var / "quarantine" / item.copy
    # made again from what is left
    yield from (workspace.var / name for name in ("thumbs", "sheets", "listings", "opened"))
