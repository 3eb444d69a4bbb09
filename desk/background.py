"""Background work: what goes on after its answer was sent: a thread of the server, which ends with it."""

from collections.abc import Callable
from threading import Event, Thread

from services.plan_now import Stopped

PATIENCE = 4.0  # seconds that a server waits at its end for the step under way; `sishi up` kills it after ten


class Beside:
    """One piece of work at a time; whoever begins it sees to that.

    A thread, for it shares the workers that are warm and the desk's database, and dies with the server, as
    does whatever it holds. A process of its own would have to start both anew, and be looked for afterwards.
    """

    def __init__(self) -> None:
        self._stopping = Event()
        self._thread: Thread | None = None

    def begin(self, work: Callable[[], None], name: str) -> None:
        """Do it from now on, and answer meanwhile."""
        thread = Thread(target=work, name=name, daemon=True)  # a long step keeps no server from ending
        thread.start()
        self._thread = thread

    def step(self) -> None:
        """Work says this before each of its steps. Stopped where the server ends."""
        if self._stopping.is_set():
            raise Stopped

    def wait(self, seconds: float | None = None) -> None:
        """Until what was begun has ended, or so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self, seconds: float = PATIENCE) -> None:
        """Let it end before its next step; what takes longer is cut off with the process."""
        self._stopping.set()
        self.wait(seconds)
