"""The queue as JSON: the list that the desk's queue address answers with."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from channels.exports.files import write_bytes
from channels.exports.item import PosterRef, QueueItem
from channels.exports.words import in_order


def write_json(items: Sequence[QueueItem], out: Path) -> None:
    """A list of posts; `goes_out_at` is ISO 8601 with the group's offset, `poster` null if there is none."""
    text = json.dumps([as_entry(item) for item in in_order(items)], ensure_ascii=False, indent=2)
    write_bytes(out, f"{text}\n".encode(errors="replace"))


def as_entry(item: QueueItem) -> dict[str, Any]:
    """One post as plain JSON values."""
    return {
        "id": item.id,
        "group": item.group,
        "date": item.date.isoformat(),
        "slot": item.slot.value,
        "goes_out_at": item.local.isoformat(),
        "state": item.state.value,
        "story": item.story,
        "product": item.product,
        "submission": item.submission,
        "member": item.member,
        "text": item.text,
        "poster": _poster(item.poster),
        "version": item.version,
        "reasons": list(item.reasons),
    }


def _poster(poster: PosterRef | None) -> dict[str, Any] | None:
    if poster is None:
        return None
    return {
        "path": None if poster.path is None else poster.path.as_posix(),
        "sha256": poster.sha256,
        "width": poster.width,
        "height": poster.height,
        "template": poster.template,
    }
