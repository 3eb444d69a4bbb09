"""The queue as a file that leaves; it is written down, so that an erased member's picture is found there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from channels.exports.collect import queue_items
from channels.exports.export import ExportOptions, export
from content.model import PostState, Verb
from services.context import Context


@dataclass(frozen=True, slots=True)
class PostSelection:
    """Which posts: of these days, groups and states (empty: all, but for cancelled ones); `ids` narrows them
    further."""

    first: date | None = None
    last: date | None = None
    groups: Collection[str] = ()
    states: Collection[PostState] = ()
    ids: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """The file and its kind; `name` is what the audit calls it. `drafts`: with what nobody approved yet."""

    file: Path
    kind: str
    name: str
    language: str
    drafts: bool = False


def note_export(context: Context, name: str, *, actor: str) -> None:
    """Write down that a file of this name left."""
    with context.open_store() as store:
        store.write_down(Verb.EXPORT, name, actor=actor, at=context.clock())


def export_queue(context: Context, wanted: PostSelection, to: ExportFile, *, actor: str) -> int:
    """Write these posts to a file; how many are in it. NothingToSend where a zip would be empty."""
    items, gaps = queue_items(
        context.open_store,
        context.root,
        wanted.first,
        wanted.last,
        groups=wanted.groups,
        states=wanted.states,
    )
    count = export(
        [item for item in items if wanted.ids is None or item.id in wanted.ids],
        gaps,
        to.kind,
        to.file,
        ExportOptions(
            brand=context.workspace.brand.name,
            language=to.language,
            zone=context.workspace.settings.zone,
            drafts=to.drafts,
        ),
    )
    with context.open_store() as store:
        store.write_down(Verb.EXPORT, to.name, actor=actor, at=context.clock(), detail={"posts": count})
    return count
