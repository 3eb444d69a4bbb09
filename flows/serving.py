"""Waits for what is due and runs it, each run in a process of its own, until told to stop."""

import asyncio
import threading
from collections.abc import Callable

from prefect.runner import Runner

from content.workspace import Workspace
from flows.deployments import deployments

HEARTBEAT_SECONDS = 30  # the shortest that Prefect allows
STOP_SECONDS = 60.0  # a run has 30 s to end by itself
LOOK_SECONDS = 0.1  # between looks whether the runner has started: it takes a second or two


class LocalDeployments:
    """The workspace's deployments, served from a thread: the main thread keeps the signals to itself.

    One run at a time, so that after an outage the missed runs follow each other, oldest first.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._runner = Runner(
            name=f"sishi-{workspace.root.name}",
            limit=1,
            pause_on_shutdown=False,
            heartbeat_seconds=HEARTBEAT_SECONDS,
        )
        for deployment in deployments(workspace):
            self._runner.add_deployment(deployment)
        self._thread = threading.Thread(target=self._serve, name="sishi-serving", daemon=True)

    def until(self, stop: threading.Event, watch: Callable[[], None]) -> None:
        """Serve until `stop` is set or `watch`, asked each second, raises; then end what runs."""
        self._thread.start()
        try:
            while not stop.wait(1.0) and self._thread.is_alive():
                watch()
        finally:
            self._end()

    def _serve(self) -> None:
        asyncio.run(self._runner.start())

    def _end(self) -> None:
        """Stop the runner; one that is only just starting is let start first, else nothing would stop it."""
        for _ in range(round(STOP_SECONDS / LOOK_SECONDS)):
            if self._runner.started or not self._thread.is_alive():
                break
            self._thread.join(LOOK_SECONDS)
        if self._runner.started:
            self._runner.execute_in_background(self._runner.astop).result(STOP_SECONDS)
        self._thread.join(STOP_SECONDS)
