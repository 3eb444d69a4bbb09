"""The sources of a workspace: what a night and `sishi gather` open, and what they leave behind."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.readers.detect import UnrecognizedDrop
from channels.readers.drop_folder import DropFolder
from channels.readers.group_names import group_names
from channels.readers.messages import DateOrder, SourceOptions
from channels.readers.sources import Opening, Source, open_sources
from channels.readers.submission_page import PageInbox
from content import gather
from content.workspace import Workspace


def asked_in(
    workspace: Workspace,
    now: datetime,
    *,
    group: str | None = None,
    groups: Mapping[str, str] | None = None,
    dates: str | None = None,
) -> SourceOptions:
    """What the settings say of exports, with what a person says now before it."""
    settings = workspace.settings.inbox
    order = dates or settings.dates
    return SourceOptions(
        zone=ZoneInfo(workspace.settings.zone),
        group=group,
        groups={**settings.groups, **(groups or {})},
        dates=DateOrder(order) if order else None,
        now=now,
        words_within=timedelta(seconds=settings.words_within),
    )


def opening_of(workspace: Workspace, name: str, asked: SourceOptions, opened: Path | None = None) -> Opening:
    """How sources are opened here. `opened` is where archives are unpacked: a part of var, where listings are
    kept too; or a folder of one's own, and then nothing is kept.
    """
    with workspace.open_store(reading=True) as store:
        names = group_names(store.library.groups())
    return Opening(
        name=name,
        opened=opened or workspace.var / "opened",
        memory=None if opened else workspace.var / "listings",
        asked=asked,
        known=names.ids,
        names=names,
        columns=workspace.settings.inbox.columns,
    )


def sources_of(workspace: Workspace, folder: Path, name: str, now: datetime) -> list[Source]:
    """Everything in an inbox; one with nothing known in it is a drop folder, which says what is wrong."""
    opening = opening_of(workspace, name, asked_in(workspace, now))
    sources = open_sources(folder, opening)
    if not isinstance(sources, UnrecognizedDrop):
        return sources
    dropped = DropFolder(
        folder,
        name,
        opening.columns,
        opening.asked.zone,
        opening.opened,
        sources.claimed,
        memory=opening.memory,
        dates=opening.asked.dates,
        groups=opening.names,
    )
    return [*sources.exports, dropped]


def page_inbox(workspace: Workspace) -> PageInbox:
    """What members sent by the submission page and nothing has taken yet."""
    drop = workspace.page_folder.drop
    withdrawn = frozenset(file.stem for file in workspace.page_folder.requests.glob("*.json"))
    with workspace.open_store(reading=True) as store:
        links = {link.id: link for link in store.submission_links.links()}
        groups = {group.id: group for group in store.library.groups()}
    return PageInbox(drop, workspace.inbox_name(drop), links, groups, withdrawn)


@contextmanager
def opened_in(workspace: Workspace) -> Iterator[None]:
    """While archives are open: what was unpacked is removed when all that was taken of it is shelved."""
    try:
        yield
    finally:
        shutil.rmtree(workspace.var / "opened", ignore_errors=True)


def forget_gone(workspace: Workspace, sources: Sequence[Source], now: datetime) -> None:
    """What was refused, and is no longer there, waits no longer."""
    folders: dict[str, list[str]] = {}
    for source in sources:
        folders.setdefault(source.name, []).extend(source.folders())
    gather.forget_gone(workspace.open_store, folders, lambda inbox: (workspace.root / inbox).exists(), now)
