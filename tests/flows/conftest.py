"""A workspace, stages that only say they were called, one throw-away Prefect server, and a running house."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import (
    PREFECT_API_AUTH_STRING,
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    temporary_settings,
)
from prefect.states import Scheduled

from content.gather import Gathered
from content.learn.stage import Learnt
from content.model import Group
from content.night import CountedPosts, Drawn, LaidOut, NightOrder, Shortlisted, Told
from content.workspace import Workspace, open_workspace
from flows.address import auth_file
from flows.server import PrefectServer
from services import nightly
from services.context import Context

HASTE = {  # a new schedule would wait a minute to be seen, and a due run ten seconds to be started
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "PREFECT_RUNNER_POLL_FREQUENCY": "2",
}
START = 120.0  # seconds; a server starts in 4 s on an idle machine, in a minute on a busy one


@pytest.fixture(scope="session")
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PrefectServer, Path]]:
    """The one Prefect server of the tests that need none of their own, and a copy of its home from before
    anything ran: a first start takes seconds longer than one with a database."""
    home, copied = tmp_path_factory.mktemp("prefect"), tmp_path_factory.mktemp("home") / "prefect"
    with PrefectServer.start(home, kind="lean") as server:
        server.wait(120)
        shutil.copytree(home, copied, ignore=shutil.ignore_patterns("prefect.db*", "*.log"))
        with (
            closing(sqlite3.connect(home / "prefect.db")) as live,
            closing(sqlite3.connect(copied / "prefect.db")) as copy,
        ):
            live.backup(copy)
        yield server, copied


@pytest.fixture(scope="session")
def prefect_server(fresh_server: tuple[PrefectServer, Path]) -> Iterator[None]:
    """Heartbeats are off: each flow would wait a second for the last."""
    server, _ = fresh_server
    with temporary_settings(
        {
            PREFECT_API_URL: server.api,
            PREFECT_API_AUTH_STRING: server.address.auth,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        }
    ):
        yield
        EventsWorker.drain_all()
        APILogWorker.drain_all()


@pytest.fixture(scope="session")
def new_workspace(empty_database: Path) -> Callable[[Path], Workspace]:
    """Makes a workspace with one group and an empty inbox."""

    def make(root: Path) -> Workspace:
        (root / "ugc_inbox").mkdir(parents=True)
        (root / "var").mkdir()
        (root / "sishi.toml").write_text('zone = "Asia/Shanghai"\n', encoding="utf-8")
        shutil.copy(empty_database, root / "var" / "sishi.db")
        opened = open_workspace(root)
        with opened.open_store() as store:
            store.library.put_groups([Group("g1", "徐汇 1 群")])
        return opened

    return make


@pytest.fixture
def workspace(new_workspace: Callable[[Path], Workspace], tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path / "brand")


@dataclass
class Stages:
    """Stands in for content: writes down each call, and answers or raises what a test lays ready."""

    calls: list[tuple[str, Any]] = field(default_factory=list)
    orders: list[NightOrder] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    def called(self, name: str) -> list[Any]:
        return [asked for called, asked in self.calls if called == name]

    def stand_in(self, name: str) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            asked = [last for last in given[-1:] if not isinstance(last, Context | NightOrder)]
            self.calls.append((name, asked[0] if asked else None))
            self.orders.extend(order for order in given if isinstance(order, NightOrder))
            answer = self.answers[name]
            answer = answer(*asked) if callable(answer) else answer
            if isinstance(answer, BaseException):
                raise answer
            return answer

        return call


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> Stages:
    fake = Stages(
        answers={
            "begin": None,
            "end": None,
            "folders": ["0/g1", "0/g2"],
            "gather": Gathered(new=3, duplicates=1),
            "feedback": CountedPosts(1, 4, 1),
            "unscored": ["s1", "s2"],
            "score": len,
            "train": Learnt(0, None, 0),
            "shortlist": Shortlisted(2, {"blurred": 1}),
            "lay_out": LaidOut(7, 0, 7),
            "groups_to_compose": ["g1", "g2"],
            "compose_groups": Told(7, 28, 28),
            "posters": ["p1", "p2"],
            "draw": lambda keys: Drawn(len(keys), 0),
            "report": {"digest": "d"},
        }
    )
    for name in fake.answers:
        monkeypatch.setattr(nightly, name, fake.stand_in(name))
    return fake


@dataclass
class House:
    """`sishi up` as a process of its own, and a client of the server it starts."""

    workspace: Workspace
    port: int
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def log(self) -> str:
        return (self.workspace.root / "up.log").read_text(encoding="utf-8")

    @property
    def client(self) -> SyncPrefectClient:
        return SyncPrefectClient(self.api, auth_string=auth_file(self.workspace.root).read_text())

    def up(self, *, serve_only: bool = False) -> "subprocess.Popen[bytes]":
        """Start it and return when it serves."""
        log = self.workspace.root / "up.log"
        told = log.read_text(encoding="utf-8").count("The night runs") if log.exists() else 0
        command = (
            "from pathlib import Path; from flows.up import up; "
            f"up(Path({str(self.workspace.root)!r}), port={self.port}, serve_only={serve_only})"
        )
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
        environment |= HASTE
        if serve_only:
            environment["PREFECT_API_URL"] = self.api
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", command], env=environment, stdout=output, stderr=output
            )
        self.processes.append(process)
        wait_until(lambda: process.poll() is not None or self.log.count("The night runs") > told)
        assert process.poll() is None, self.log
        return process

    def running(self) -> "subprocess.Popen[bytes]":
        """The house that is up; it is started where none is."""
        last = self.processes[-1] if self.processes else None
        return last if last is not None and last.poll() is None else self.up()

    @contextmanager
    def beside(self) -> Iterator[None]:
        """A second house that uses the server of the first."""
        second = self.up(serve_only=True)
        yield
        self._end(second)
        self.processes.remove(second)

    def runs(self) -> dict[str, FlowRun]:
        with self.client as client:
            return {str(run.id): run for run in client.read_flow_runs()}

    def run(self, run_id: str) -> FlowRun:
        return self.runs()[run_id]

    def state(self, run_id: str) -> str:
        return self.run(run_id).state_name or ""

    def ask_for(self, scheduled: datetime) -> str:
        """A run of the night as the scheduler would have made it for that time; its id."""
        with self.client as client:
            deployment = client.read_deployment_by_name("nightly/brand")
            state = Scheduled(scheduled_time=scheduled)
            return str(client.create_flow_run_from_deployment(deployment.id, state=state).id)

    def schedule(self, at: datetime) -> str:
        """Give the night a schedule of its own that begins at `at`; the id of the run made for it."""
        with self.client as client:
            deployment = client.read_deployment_by_name("nightly/brand")
            schedule = IntervalSchedule(interval=timedelta(days=1), anchor_date=at)
            client.create_deployment_schedules(
                deployment.id, [DeploymentScheduleCreate(schedule=schedule, active=True)]
            )
        wait_until(lambda: at in self._scheduled())
        return self._scheduled()[at]

    def _scheduled(self) -> dict[Any, str]:
        return {run.expected_start_time: key for key, run in self.runs().items() if run.auto_scheduled}

    def pid_of_run(self) -> int | None:
        """The process that holds the workspace, as the lock says."""
        said = (self.workspace.var / "run.lock").read_text(encoding="utf-8")
        return int(said) if said else None

    def end(self) -> None:
        for process in reversed(self.processes):  # the first has the server that the others speak to
            self._end(process)

    def _end(self, process: "subprocess.Popen[bytes]") -> None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def house(
    new_workspace: Callable[[Path], Workspace],
    fresh_server: tuple[PrefectServer, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """One for all tests of the group `prefect`; each takes it as the one before left it, up or down."""
    workspace = new_workspace(tmp_path_factory.mktemp("house") / "brand")
    shutil.copytree(fresh_server[1], workspace.var / "prefect")
    running = House(workspace, _free_port())
    yield running
    running.end()


@pytest.fixture
def wait() -> Callable[..., None]:
    return wait_until


@pytest.fixture
def soon() -> Callable[[float], datetime]:
    """The time so many seconds from now."""
    return lambda seconds: datetime.now(UTC) + timedelta(seconds=seconds)


def wait_until(condition: Callable[[], bool], seconds: float = START) -> None:
    """Return as soon as the condition holds; fail when it does not within so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{condition} did not come true within {seconds:g} s"
        threading.Event().wait(0.2)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
