"""Gathers a workspace's inbox as a night does, with worker processes."""

from datetime import UTC, datetime
from pathlib import Path

from channels.readers.collect import sources_of
from content.gather import Gathering, gather, stage
from content.workers import MEMORY, Workers
from content.workspace import open_workspace


def main(root: Path) -> None:
    stage.ITEMS_AT_ONCE = 8
    workspace, now = open_workspace(root), datetime.now(UTC)
    with Workers(2, memory=MEMORY, preload=("content.media",)) as workers:
        for name, folder in workspace.inboxes():
            for source in sources_of(workspace, folder, name, now):
                work = Gathering(source, workspace.media, workspace.var / "quarantine", workers, now, "r1")
                for part in source.folders():
                    gather(workspace.open_store, work, part)
