"""One command: a Prefect server on loopback, the schedule, and whatever else belongs to a running house."""

import ipaddress
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from content.errors import NotReady, WrongInput
from content.model import Message
from content.workspace import Workspace, open_workspace
from flows.address import announced, auth_file, prefect_home, running_server, withdraw
from flows.ending import SIGNALS, as_house, end_now
from flows.ending import STOP_SECONDS as ENDING_SECONDS
from flows.local import configured_api, is_at
from flows.server import ENVIRONMENT, PrefectServer

STOP_SECONDS = 10.0

Child = tuple[str, subprocess.Popen[bytes]]  # what to call it, and its process


def up(
    workspace: Path,
    *,
    port: int | None = None,
    host: str = "127.0.0.1",
    serve_only: bool = False,
    extra: Sequence[Sequence[str]] = (),
) -> None:
    """Serve the workspace's schedule until SIGINT or SIGTERM, with a Prefect server of its own.

    `port` None is that of sishi.toml. `serve_only` uses the configured Prefect server instead of an own one.
    `extra` are commands that run beside it; when one ends, all ends. WrongInput for a host that would let
    strangers in; NotReady when the port is taken or a part does not start or ends by itself.
    """
    opened = open_workspace(workspace)
    stop = threading.Event()
    os.environ.update(ENVIRONMENT | as_house())
    with ExitStack() as house, _on_signal(stop, opened.root):
        children: list[Child] = []
        if serve_only:
            _use_configured(opened.root)
        else:
            port = port or opened.settings.prefect.port
            server = house.enter_context(_own_server(opened, host, port, stop))
            children.append(("Prefect's server", server.process))
        children += [(" ".join(command[1:4]), house.enter_context(_beside(command))) for command in extra]
        if not stop.is_set():  # while the server started
            _serve(opened, stop, children, own=not serve_only)


def _serve(
    workspace: Workspace,
    stop: threading.Event,
    children: list[Child],
    *,
    own: bool,
) -> None:
    from flows.orphans import close_orphans
    from flows.serving import LocalDeployments

    if own and (dead := close_orphans(workspace)):
        _say(f"{dead} runs had ended without a word; they are marked as crashed.")
    settings = workspace.settings
    serving = LocalDeployments(workspace)
    _say(f"The night runs at {settings.prefect.cron} ({settings.zone}). Ctrl-C stops everything.")
    serving.until(stop, lambda: _all_alive(children))


@contextmanager
def _own_server(workspace: Workspace, host: str, port: int, stop: threading.Event) -> Iterator[PrefectServer]:
    _refuse_open_door(host)
    root = workspace.root
    if running := running_server(root):
        raise NotReady(Message("server.up_already", root=str(root), pages=running.pages))
    home = prefect_home(root)
    with PrefectServer.start(home, kind="full", host=host, port=port) as server:
        _say(f"Prefect's server starts at {server.address.pages}; its files are in {home}.")
        server.wait(stopped=stop.is_set)
        os.environ.update(server.address.environment(root))
        with announced(root, server.address):
            _say(
                f"Prefect's pages ask for a password: it is the line in {auth_file(root)}, new at each start."
            )
            yield server


@contextmanager
def _beside(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, start_new_session=True) as child:  # noqa: S603 - our own commands
        _say(f"Started: {' '.join(command)}")
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


@contextmanager
def _on_signal(stop: threading.Event, root: Path) -> Iterator[None]:
    """Within, a signal sets `stop`. Who presses Ctrl-C waits: then all ends in time, the second time at once.
    SIGTERM has no haste: Prefect takes some 15 s to write down that a run was stopped."""

    def end(number: int, _frame: object) -> None:
        if stop.is_set():
            end_now(number)
        stop.set()
        if number == signal.SIGINT:
            threading.Thread(target=_end_in_time, args=(root,), daemon=True).start()

    before = {number: signal.signal(number, end) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_in_time(root: Path) -> None:
    time.sleep(ENDING_SECONDS)
    withdraw(root)
    end_now()


def _all_alive(children: list[Child]) -> None:
    for name, process in children:
        if process.poll() is not None:
            raise NotReady(Message("server.child_ended", name=name, code=process.returncode))


def _use_configured(root: Path) -> None:
    api = configured_api()
    if api is None:
        raise WrongInput(Message("server.none_to_serve"))
    running = running_server(root)
    if running is not None and is_at(running, api):
        os.environ.update(running.environment(root))


def _refuse_open_door(host: str) -> None:
    if _is_loopback(host) or os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        return
    raise WrongInput(Message("server.unprotected", host=host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
