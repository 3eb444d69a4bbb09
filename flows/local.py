"""A night now, without a server left running: what `sishi run` does.

Prefect reads its settings once, when it is imported; so the environment comes first and Prefect after. A
server of our own takes longer to start than all the rest to be imported, so it starts first of all: this
module imports only what is small.
"""

import gc
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, cast

from content import address_space
from content.errors import NotReady
from content.files import cause_of
from content.model import Message
from content.run_lock import only_run
from flows.address import Address, answers, prefect_home, running_server
from flows.params import NightlyParams
from flows.run_alone import alone
from flows.server import ENVIRONMENT, PrefectServer

QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"}
ALONE = {"PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false"}  # a request less; our server asks for no token
CLOUD = "https://api.prefect.cloud"  # has no address of its own that says it is well


def run_night(
    order: NightlyParams, *, flow: Literal["nightly", "replan"] = "nightly", verbose: bool = False
) -> dict[str, Any]:
    """Run the night, or its planning alone, and return the report; `failed` in it lists what failed.
    SishiError if nothing could be; Busy at once, before anything starts, where another run is under way.

    A configured Prefect server is used (PREFECT_API_URL, or the active profile), else the one of a running
    `sishi up` in this workspace, else one that lives as long as the night.
    """
    root = Path(order.workspace).resolve()
    if not (root / "sishi.toml").is_file():
        _say_that_it_is_none(root)
    address_space.require(address_space.NIGHT, Message("machine.run"))
    with only_run(root), alone():
        return _run_somewhere(order, root, flow, verbose=verbose)


def _run_somewhere(
    order: NightlyParams, root: Path, flow: Literal["nightly", "replan"], *, verbose: bool
) -> dict[str, Any]:
    os.environ.update(ENVIRONMENT if verbose else {**ENVIRONMENT, **QUIET})
    running = running_server(root)
    if (api := configured_api()) and not is_at(running, api):
        _must_answer(api)
        return _run(order, flow)
    if running is not None:
        os.environ.update(running.environment(root))
        return _run(order, flow)
    with _own_server(root) as server:
        from content.workspace import open_workspace

        open_workspace(root)  # what is wrong with it is known long before the server answers
        return _run(order, flow, server)


def configured_api() -> str | None:
    """The address of the server that the environment or the active Prefect profile names."""
    if api := os.environ.get("PREFECT_API_URL"):
        return api
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    file = Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml"))
    try:
        profiles = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return None
    active = os.environ.get("PREFECT_PROFILE", profiles.get("active", ""))
    api = profiles.get("profiles", {}).get(active, {}).get("PREFECT_API_URL")
    return str(api) if api else None


def is_at(server: Address | None, api: str) -> bool:
    """Whether `api` is the address of this very server."""
    return server is not None and server.api == api.rstrip("/")


@contextmanager
def _own_server(root: Path) -> Iterator[PrefectServer]:
    try:
        server = PrefectServer.start(prefect_home(root), kind="lean")
    except OSError as error:
        raise NotReady(Message("file.broken", path=str(error.filename), cause=cause_of(error))) from error
    with server:
        os.environ.update(server.address.environment(root) | ALONE)
        yield server


def _say_that_it_is_none(root: Path) -> None:
    from content.workspace import open_workspace  # half a second that a night spends while its server starts

    open_workspace(root)


def _run(order: NightlyParams, name: str, server: PrefectServer | None = None) -> dict[str, Any]:
    gc.disable()  # imports make much and drop nothing
    import fastapi.encoders  # noqa: F401 - Prefect imports it at its first call, when nobody waits any more
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.nightly import nightly
    from flows.stages import replan

    gc.enable()
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):  # saves a second at the end
        if server is not None:
            server.wait()
        flow = replan if name == "replan" else nightly
        state = flow(order, return_state=True)
        EventsWorker.drain_all()  # what the server is still to hear, before it ends
        APILogWorker.drain_all()
    report = state.result(raise_on_failure=False)
    if isinstance(report, BaseException):
        raise report
    return cast("dict[str, Any]", report)


def _must_answer(api: str) -> None:
    if not api.startswith(CLOUD) and not answers(api):
        raise NotReady(Message("server.no_answer", api=api))
