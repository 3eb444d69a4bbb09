"""A Prefect server of our own, as a child process that ends when we end, however we end.

`PrefectServer.start` runs `python -m flows.server SOCKET KIND`. The socket is bound here, so that a taken
port is known at once; the child watches its standard input, which closes when this process is gone. It
answers only whoever has the secret of this start, under its own names, and no other site's pages
(docs/decisions/0014).
"""

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

from content.access import close_to_others, make_private, make_private_file
from content.errors import NotReady
from content.files import cause_of
from content.model import Message
from flows.address import Address, answers, new_auth
from flows.records import forget_members

Kind = Literal["lean", "full"]  # lean: records runs; full: schedules them and has pages too

ENVIRONMENT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # one by one the recorder keeps up with 23 task runs a second, in batches with some 60
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    # in memory, a killed server would forget who holds the one place of a deployment, and give it to nobody
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # it would cancel a missed night while another one runs, instead of letting it wait its turn
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_UI_API_URL": "/api",
}
LEAN = {  # one run is recorded, nothing else: each further writer makes SQLite refuse some request for 2 s
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}
# of another server, or under an older name that says the same as ours
NOT_INHERITED = {
    "PREFECT_API_URL",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_API_KEY",
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS",
}
START_SECONDS = 90.0  # 4 s warm and 9 s on a first start were measured; a busy machine takes longer
STOP_SECONDS = 10.0
HASTE_SECONDS = 0.5  # where a person waits for the end
POLITELY = b"end"  # without it, who started the server was killed


@dataclass
class PrefectServer:
    """A started server. As a context manager it is stopped at the end."""

    address: Address
    log: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, home: Path, *, kind: Kind, host: str = "127.0.0.1", port: int = 0) -> "PrefectServer":
        """Start it with its files in `home`; port 0 takes a free one. NotReady when the port is taken."""
        make_private(home.parent)
        make_private(home)
        for file in home.iterdir():  # of before they were made so
            close_to_others(file)
        forget_members(home)
        log = home / "server.log"
        make_private_file(log)
        with _bound(host, port) as listener, log.open("ab") as output:
            number = listener.getsockname()[1]
            address = Address(f"http://{_reachable(host)}:{number}/api", new_auth())
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "flows.server", str(listener.fileno()), kind],
                env=_environment(home, kind, host, address),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for us: we stop it when all is written down
            )
        return cls(address, log, process)

    @property
    def api(self) -> str:
        """The address of its API."""
        return self.address.api

    def wait(self, seconds: float = START_SECONDS, stopped: Callable[[], bool] = lambda: False) -> None:
        """Return when it answers, or as soon as nobody wants it. NotReady when it ends or stays silent."""
        deadline = time.monotonic() + seconds
        while not answers(self.api):
            if stopped():
                return
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NotReady(Message("server.did_not_start", log=str(self.log)))
            time.sleep(0.05)
        _marker(self.log.parent).touch()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Let it write down what it knows and end; kill it if it does not in so many seconds."""
        with self.process:
            if self.process.stdin is not None and not self.process.stdin.closed:
                with suppress(BrokenPipeError):  # it ended by itself
                    self.process.stdin.write(POLITELY)
                    self.process.stdin.close()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
            except KeyboardInterrupt:
                self.process.kill()
                raise

    def __enter__(self) -> "PrefectServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        interrupted = isinstance(error, KeyboardInterrupt)
        self.stop(HASTE_SECONDS if interrupted else STOP_SECONDS)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise NotReady(Message("server.port_taken", port=port, host=host, cause=cause_of(error))) from error
    return listener


def _environment(home: Path, kind: Kind, host: str, address: Address) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    if _marker(home).exists() and (home / "prefect.db").exists():
        inherited.setdefault("PREFECT_SERVER_DATABASE_MIGRATE_ON_START", "false")
    own = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_API_PORT": address.pages.rpartition(":")[2],
        "PREFECT_SERVER_API_AUTH_STRING": address.auth,
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": address.pages,
    }
    return {**ENVIRONMENT, **(LEAN if kind == "lean" else {}), **inherited, **own}


def _marker(home: Path) -> Path:
    """There once a server of this version has brought its database up to date: looking costs a second."""
    return home / f"migrated-{version('prefect')}"


def _reachable(host: str) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what to call them, not to bind them
    return everywhere.get(host, f"[{host}]" if ":" in host else host)


def main(descriptor: int, kind: Kind) -> None:
    """The child: serve on the socket it was given until the parent is gone."""
    os.umask(0o077)  # its database and its log are its owner's alone
    gc.disable()  # half a second less of imports: they make much and drop nothing
    import uvicorn
    from prefect.server.api.server import create_app

    from flows.guard import guarded

    app = guarded(create_app(ephemeral=kind == "lean", final=True), os.environ["PREFECT_SERVER_API_HOST"])
    gc.freeze()
    gc.enable()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3))
    threading.Thread(target=_end_with, args=(sys.stdin.buffer, server), daemon=True).start()
    server.run(sockets=[socket.socket(fileno=descriptor)])


def _end_with(parent: IO[bytes], server: object) -> None:
    politely = parent.read() == POLITELY
    server.should_exit = True  # type: ignore[attr-defined]  # uvicorn.Server, which only the child imports
    time.sleep(STOP_SECONDS if politely else HASTE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), "lean" if sys.argv[2] == "lean" else "full")
