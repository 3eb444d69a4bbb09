"""Files that an upload left of submissions: what was staged, and screenshots that show a consent."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from content.model import Media
from content.rights.spare import copies
from content.store import Store
from content.upload.staging import Staging
from content.workspace import Workspace
from services.uploads import STAGED

EVIDENCE = "evidence"  # folder of screenshots in var/


def uploaded_files(
    workspace: Workspace, store: Store, submissions: tuple[str, ...], media: Iterable[Media]
) -> list[Path]:
    """Staged files that became these submissions, their working copies, and evidence of no other consent.
    Some may be gone already."""
    return list(_uploaded(workspace, store, submissions, tuple(media)))


def _uploaded(
    workspace: Workspace, store: Store, submissions: tuple[str, ...], media: tuple[Media, ...]
) -> Iterator[Path]:
    staging = Staging(workspace.root / STAGED)
    for batch, number in store.uploads.files_of(submissions):
        yield staging.file(batch, number)
        for medium in media:
            yield from copies(medium, staging.media(batch))
    for sha256 in sorted(store.rights.evidence_pictures(submissions)):
        yield workspace.var / EVIDENCE / f"{sha256}.jpg"
