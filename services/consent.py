"""What follows on disk from what members say of their pictures."""

from collections.abc import Callable, Mapping, Sequence

from content.media import shelve
from content.model import Consent
from content.rights.consents import record_consent
from content.rights.leave import bring_back, clear_taken_back
from content.rights.withdraw import record_all
from services.context import Context


def record_consents(
    context: Context, ids: Sequence[str], now_says: Callable[[Consent], Consent], *, actor: str
) -> int:
    """Record what the authors of these submissions say now; how many consents changed."""
    with context.open_store() as store:
        changed = record_all(store, ids, now_says, at=context.clock(), by=actor)
    heed(context)
    return changed


def take_consents(context: Context, consents: Mapping[str, Consent], *, actor: str) -> int:
    """Record a table of consents, by submission; how many changed."""
    with context.open_store() as store:
        changed = sum(
            record_consent(store, key, consent, at=context.clock(), by=actor)
            for key, consent in sorted(consents.items())
        )
    heed(context)
    return changed


def heed(context: Context) -> None:
    """What was taken back leaves the disk; what was given back can be drawn again."""
    clear_taken_back(context.open_store, context.workspace)
    restore_pictures(context)


def restore_pictures(context: Context) -> None:
    """Make the working copies of pictures whose authors agreed again."""
    bring_back(context.open_store, context.workspace, lambda jobs: list(context.workers.map(shelve, jobs)))
