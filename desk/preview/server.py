"""The preview's server: loopback, a free port, until Ctrl-C."""

import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from content.errors import NotReady
from content.model import Message
from desk.preview.app import EditionStream, create_app
from desk.preview.easel import Easel

HOST = "127.0.0.1"


def serve(
    folders: tuple[Path, ...], photo: Path, *, first: str, port: int, report: Callable[[str], None]
) -> None:
    """Serve until stopped; `report` hears the address. Port 0 takes a free one; NotReady for a taken one."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Easel(folders, photo, Path(scratch)) as easel,
        listening(port) as listener,
    ):
        report(f"Open http://{HOST}:{listener.getsockname()[1]}/ and edit; Ctrl-C stops.")
        changes = EditionStream()
        config = uvicorn.Config(
            create_app(easel, first, changes),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        with suppress(KeyboardInterrupt):  # how uvicorn passes Ctrl-C on once it has stopped
            _Server(config, changes).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends its streams before it waits for them to end."""

    def __init__(self, config: uvicorn.Config, changes: EditionStream) -> None:
        super().__init__(config)
        self._changes = changes

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._changes.close()
        await super().shutdown(sockets)


def listening(port: int) -> socket.socket:
    """A socket bound to this machine alone; named TCP, so that asyncio sends without delay. NotReady if the
    port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        taken = Message("desk_server.preview_port_taken", port=port, host=HOST, why=str(error))
        raise NotReady(taken) from error
    return listener
