"""The house stops when it is told to, also while its runner is only just starting."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from content.workspace import Workspace
from flows import serving
from flows.address import Address
from flows.server import PrefectServer


class Starting:
    """A runner that has not started when it is first asked, and then does: Prefect's takes a second."""

    def __init__(self, **_: Any) -> None:
        self.asked, self.stopped, self._started = threading.Event(), False, False

    @property
    def started(self) -> bool:
        started = self._started
        self.asked.set()
        return started

    async def start(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        await self._loop.run_in_executor(None, self.asked.wait)
        self._started = True
        await self._over.wait()

    async def astop(self) -> None:
        self.stopped, self._started = True, False
        self._over.set()

    def execute_in_background(self, act: Callable[[], Awaitable[None]]) -> "Future[None]":
        return asyncio.run_coroutine_threadsafe(act(), self._loop)  # type: ignore[arg-type]


def test_a_house_stopped_in_its_first_second_waits_for_no_runner(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Starting()
    monkeypatch.setattr(serving, "Runner", lambda **_: runner)
    monkeypatch.setattr(serving, "deployments", lambda _: [])
    monkeypatch.setattr(serving, "STOP_SECONDS", 5.0)
    stop, house = threading.Event(), serving.LocalDeployments(workspace)
    stop.set()
    house.until(stop, lambda: None)
    assert runner.stopped
    assert not house._thread.is_alive()


def test_a_server_that_nobody_wants_any_more_is_not_waited_for(tmp_path: Path) -> None:
    silent = PrefectServer(Address("http://127.0.0.1:9/api", ""), tmp_path / "server.log", None)  # type: ignore[arg-type]
    silent.wait(stopped=lambda: True)
    assert list(tmp_path.iterdir()) == []  # it is not taken for one whose database is up to date
