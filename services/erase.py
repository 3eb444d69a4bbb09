"""Erasing a member: words, originals, working copies and posters go; the audit stays under a pseudonym."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from content.files import read_limited
from content.model import Member
from content.posters import poster_file
from content.rights.erasure import forget_member, forget_submissions
from content.rights.inboxes import MOST, InboxSearch, SearchTerms, Unsearched, search_inboxes, search_terms
from content.rights.leave import delete
from content.rights.signature import Signature
from content.rights.spare import copies
from content.store import Quarantined, Store
from content.store.redaction import Footprint
from content.workspace import Workspace
from services.upload_traces import uploaded_files


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done and what is left: `files` is how many were deleted.

    `by_hand` are files of the inboxes, and exports made before, which are the user's: a person must delete
    them. `unsearched` are files of the inboxes that a person must look into. Paths are relative to the
    workspace where they lie in it. `namesakes` are others of the group with the same nickname.
    """

    pseudonym: str
    submissions: int
    files: int
    by_hand: tuple[str, ...]
    unsearched: tuple[Unsearched, ...]
    namesakes: tuple[Member, ...]


def erase_member(workspace: Workspace, member: str, *, at: datetime, by: str) -> Erased:
    """Erase a member for good, in one transaction, while nothing else runs. UnknownId; Busy; NotReady names a
    file that cannot be deleted.

    Files go last: where one cannot, nothing counts as erased.
    """
    pseudonym = f"erased-{secrets.token_hex(4)}"
    with workspace.only_run():
        with workspace.open_store(reading=True) as store:
            footprint = store.erasure.footprint(member)
            namesakes = tuple(store.erasure.called_alike(member))
            inboxes = store.traces.inboxes_of(footprint.submissions)
        originals = [workspace.media.original(medium.sha256, medium.suffix) for medium in footprint.media]
        terms = search_terms(footprint, originals)
        search = _search(workspace, footprint, terms, inboxes)  # slow, so outside any transaction
        by_hand = tuple(_by_hand(footprint, search))
        deleted = _forget(workspace, member, terms, pseudonym, Signature(at, by))
        workspace.database.shred()
    unsearched = tuple(search.unsearched)
    return Erased(pseudonym, len(footprint.submissions), deleted, by_hand, unsearched, namesakes)


def erase_submissions(workspace: Workspace, ids: Sequence[str], *, at: datetime, by: str) -> tuple[str, ...]:
    """Erase the photos and words of these submissions for good, in one transaction; the files of the inboxes
    and the exports that a person must delete. The caller sees to it that nothing else runs. UnknownId;
    NotReady names a file that cannot be deleted."""
    pseudonym = f"erased-{secrets.token_hex(4)}"
    with workspace.open_store() as store:
        footprint = store.erasure.footprint_of(ids, pseudonym)
        uploaded = uploaded_files(workspace, store, footprint.submissions, footprint.media)
        forget_submissions(store, footprint, at=at, by=by)
        kept = {item.copy for item in store.traces.quarantine_of_all()}
        for file in (*_files(workspace, footprint, kept), *uploaded):
            delete(file)
    workspace.database.shred()
    return (*footprint.inbox, *(file for file, _ in footprint.exports))


def _forget(
    workspace: Workspace, member: str, terms: SearchTerms, pseudonym: str, signature: Signature
) -> int:
    """Empty the database of the member and delete our files; how many those were."""
    with workspace.open_store() as store:
        footprint = store.erasure.footprint(member)
        footprint = replace(footprint, quarantined=tuple(_refused(store, workspace, footprint, terms)))
        uploaded = uploaded_files(workspace, store, footprint.submissions, footprint.media)
        forget_member(store, footprint, pseudonym, at=signature.at, by=signature.by)
        store.counted_pages.forget()
        kept = {item.copy for item in store.traces.quarantine_of_all()}
        return sum(delete(file) for file in (*_files(workspace, footprint, kept), *uploaded))


def _search(workspace: Workspace, footprint: Footprint, terms: SearchTerms, inboxes: set[str]) -> InboxSearch:
    """The inboxes that the settings name, and those that anything of the member came from."""
    inboxes = inboxes | {item.inbox for item in footprint.quarantined}
    inboxes |= {folder.as_posix() for folder in workspace.settings.inbox.folders}
    return search_inboxes(workspace.root, inboxes, terms)


def _by_hand(footprint: Footprint, search: InboxSearch) -> Iterator[str]:
    """Files of the inboxes with the picture or the name, then exports."""
    refused = {f"{item.inbox}/{item.path}" for item in footprint.quarantined}
    yield from sorted(search.holding | set(footprint.inbox) | refused)
    yield from (file for file, _ in footprint.exports if Path(file).exists() or not Path(file).is_absolute())


def _refused(
    store: Store, workspace: Workspace, footprint: Footprint, terms: SearchTerms
) -> Sequence[Quarantined]:
    """What waits in quarantine of the member: as the store knows, and by what the copy or the item holds."""
    known = {(item.inbox, item.path): item for item in footprint.quarantined}
    for item in store.traces.quarantine_of_all():
        copy = workspace.var / "quarantine" / (item.copy or "-")
        file = workspace.root / item.inbox / item.path.partition("#")[0].partition("!/")[0]
        held = copy.read_bytes() if copy.is_file() else b""
        if terms.has_picture(held) or (file.suffix == ".json" and terms.has_name(_sidecar(file))):
            known[item.inbox, item.path] = item
    return [item for _, item in sorted(known.items())]


def _sidecar(file: Path) -> bytes:
    """Its bytes; none where it is gone or unreadable, which the search of the inboxes lists."""
    try:
        return read_limited(file, MOST)
    except OSError:
        return b""


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
