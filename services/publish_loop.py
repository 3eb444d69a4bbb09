"""Who calls the publisher, and when: once for an instant, or every few seconds until it is stopped."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content.errors import SishiError
from content.model import Message
from services.context import Context
from services.page_taking import heed_requests, tend_page
from services.publisher import Publisher
from services.reminders import OwnerReminders
from services.sweep import Sweep

TICK = 5.0  # seconds between two sweeps
TENDED_EVERY = timedelta(minutes=5)


def sweep_once(context: Context, at: datetime | None = None) -> Sweep:
    """Send what is due at `at` (None: by the clock), which is the only time it knows."""
    if at is not None:
        context = replace(context, clock=lambda: at)
    publisher = Publisher(context, reminding=OwnerReminders(context))
    try:
        heed_requests(context)
        return publisher.publish_due()
    finally:
        publisher.close()


def due_minutes(context: Context, ahead: timedelta) -> list[datetime]:
    """The minutes, from now until `ahead`, at which approved posts go out, in their order."""
    now = context.clock()
    with context.open_store(reading=True) as store:
        posts = store.outbox.due_posts(now + ahead)
    return sorted({post.goes_out_at for post in posts if post.goes_out_at > now})


def publish_until_stopped(context: Context, report: Callable[[Message], None]) -> None:
    """Sweep every few seconds until SIGTERM or Ctrl-C; the post that is under way is finished first."""
    stopping = threading.Event()
    reminding = OwnerReminders(context)
    publisher = Publisher(context, whole_minutes=False, stopping=stopping, reminding=reminding)
    report(Message("cli_publisher.runs"))
    try:
        with _stopped_by_signals(stopping):
            tick(publisher, stopping, report)
    finally:
        publisher.close()


def tick(publisher: Publisher, stopping: threading.Event, report: Callable[[Message], None]) -> None:
    """Sweep until `stopping` is set. What breaks a sweep, as a database that does not answer, is said once,
    and the next sweep tries again."""
    last: list[Message | None] = [None, None]
    page = PageTending(publisher.context)
    while not stopping.is_set():
        # what members take back goes first: nothing of it is sent in this sweep
        problems = [_problem_of(page.tend), _problem_of(lambda: publisher.publish_due(waits=TICK))]
        for problem, before in zip(problems, last, strict=True):
            if problem is not None and problem != before:
                report(problem)
        last = problems
        stopping.wait(TICK)


@dataclass
class PageTending:
    """Heeds what members take back by the submission page at each sweep, and every few minutes publishes what
    the page shows."""

    context: Context
    tended_at: datetime | None = None

    def tend(self) -> None:
        now = self.context.clock()
        if self.tended_at is None or abs(now - self.tended_at) >= TENDED_EVERY:
            self.tended_at = now
            tend_page(self.context)
        else:
            heed_requests(self.context)


def _problem_of(step: Callable[[], object]) -> Message | None:
    """What broke a step of a sweep."""
    try:
        step()
    except SishiError as error:
        return error.message
    except Exception as error:  # noqa: BLE001 - a fault of ours must not end all sending
        return Message("cli_publisher.broke", cause=type(error).__name__)
    return None


@contextmanager
def _stopped_by_signals(stopping: threading.Event) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda *_: stopping.set())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
