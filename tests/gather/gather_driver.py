"""Gathers workspaces' inboxes as a night does, with worker processes.

Each line of its input is the folder of one, and it answers with the number of the process that gathers it,
forked from this one: to import all that it needs takes a second. A line that is such a number waits for its
end, and is answered with the code that it ended with.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from channels.readers.collect import sources_of
from content.gather import Gathering, gather, stage
from content.workers import MEMORY, Workers
from content.workspace import open_workspace


def main() -> None:
    for line in sys.stdin:
        if line.strip().isdigit():
            _, status = os.waitpid(int(line), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        process = os.fork()
        if process == 0:
            return gather_inbox(Path(line.strip()))
        print(process, flush=True)
    return None


def gather_inbox(root: Path) -> None:
    stage.ITEMS_AT_ONCE = 8
    workspace, now = open_workspace(root), datetime.now(UTC)
    with Workers(2, memory=MEMORY, preload=("content.media",)) as workers:
        for name, folder in workspace.inboxes():
            for source in sources_of(workspace, folder, name, now):
                work = Gathering(source, workspace.media, workspace.var / "quarantine", workers, now, "r1")
                for part in source.folders():
                    gather(workspace.open_store, work, part)
