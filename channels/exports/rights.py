"""What may leave: rights are asked again at each export; what has none leaves without words and picture."""

from collections.abc import Sequence
from dataclasses import replace

from channels.exports.item import QueueItem
from content.messages import in_both
from content.model import PostState

APPROVED = frozenset({PostState.APPROVED, PostState.HANDED_OFF})  # the latter wait for whoever sends them
DRAFTS = frozenset({PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED})  # nobody said yes to them


def to_send(items: Sequence[QueueItem], *, drafts: bool = False) -> list[QueueItem]:
    """The approved posts whose rights stand at this moment; with `drafts`, those nobody approved yet too."""
    states = APPROVED | (DRAFTS if drafts else frozenset())
    return [item for item in items if item.state in states and item.withheld is None]


def as_may_leave(items: Sequence[QueueItem]) -> list[QueueItem]:
    """All posts; those without rights say why instead of their text, and show nothing of the member."""
    return [item if item.withheld is None else _without(item, in_both(item.withheld)) for item in items]


def _without(item: QueueItem, why: str) -> QueueItem:
    poster = replace(item.poster, path=None, sha256=None) if item.poster else None
    return replace(item, text=f"（{why}）", member=None, nickname=None, poster=poster, reasons=[why])
