"""`sishi up`: the night's house and the desk open together, work together, and end together."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from content.workspace import Workspace
from desk.auth import COOKIE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("house")]
START = 240.0  # seconds; a busy machine takes two minutes to start Prefect's server, the night and the desk
STOP = 60.0  # seconds; on a busy machine what is starting takes half a minute to end


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def up(workspace: Workspace) -> Iterator[tuple["subprocess.Popen[bytes]", Callable[[], str]]]:
    """The command as a person types it, and what it has said so far."""
    with (workspace.root / "sishi.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"[desk]\nport = {free_port()}\n")
    log = workspace.root / "up.log"
    command = [
        sys.executable,
        "-m",
        "cli",
        "up",
        "--workspace",
        str(workspace.root),
        "--port",
        str(free_port()),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            yield process, lambda: log.read_text(encoding="utf-8")
        finally:
            process.terminate()  # it ends what it started; a kill would leave that behind
            process.wait(STOP)


def until(true: Callable[[], object], seconds: float, said: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, said()
        time.sleep(0.1)


def test_up_opens_the_desk_beside_the_night_and_both_end_with_it(workspace: Workspace) -> None:
    with up(workspace) as (process, said):
        until(lambda: "/enter?token=" in said() and "The night runs" in said(), START, said)
        link = re.search(r"http://\S+/enter\?token=\S+", said())
        assert link
        with httpx.Client(timeout=30) as browser:
            assert browser.get(link[0]).headers["location"] == "/"
            assert COOKIE in browser.cookies
            desk = link[0].split("/enter")[0]
            post = browser.get(f"{desk}/api/v1/posts/g1-2026-11-23-noon").json()
            asked = {"items": [{"id": post["id"], "revision": post["revision"]}], "why": "太暗"}
            returned = browser.post(f"{desk}/api/v1/posts/return", json=asked, headers={"Origin": desk})
            assert returned.json()["outcomes"][post["id"]]["status"] == "done"
            assert "重跑" in browser.get(f"{desk}/runs").text
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP) in (0, 130)
        with pytest.raises(httpx.ConnectError):
            httpx.get(desk)
