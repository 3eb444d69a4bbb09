"""Who calls the publisher, and when: once for an instant, or every few seconds until it is stopped."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from content.errors import StoreError
from content.model import Message
from services.context import Context
from services.publisher import Publisher
from services.reminders import OwnerReminders
from services.sweep import Sweep

TICK = 5.0  # seconds between two sweeps


def sweep_once(context: Context, at: datetime | None = None) -> Sweep:
    """Send what is due at `at` (None: by the clock), which is the only time it knows."""
    if at is not None:
        context = replace(context, clock=lambda: at)
    publisher = Publisher(context, reminding=OwnerReminders(context))
    try:
        return publisher.publish_due()
    finally:
        publisher.close()


def publish_until_stopped(context: Context, told: Callable[[Message], None]) -> None:
    """Sweep every few seconds until SIGTERM or Ctrl-C; the post that is under way is finished first."""
    stopping = threading.Event()
    reminding = OwnerReminders(context)
    publisher = Publisher(context, whole_minutes=False, stopping=stopping, reminding=reminding)
    told(Message("cli_publisher.runs"))
    try:
        with _stopped_by_signals(stopping):
            tick(publisher, stopping, told)
    finally:
        publisher.close()


def tick(publisher: Publisher, stopping: threading.Event, told: Callable[[Message], None]) -> None:
    """Sweep until `stopping` is set. A database that does not answer is said once, and asked again."""
    silent = False
    while not stopping.is_set():
        try:
            publisher.publish_due()
            silent = False
        except StoreError as error:
            if not silent:
                told(error.message)
            silent = True
        stopping.wait(TICK)


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
