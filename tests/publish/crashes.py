"""Processes that send and are killed at a point of one's choice, and what must hold whatever happened."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from content.model import Delivery, DeliveryState, Phase
from content.publish.rules import fold
from content.store import OpenStore, Store, database_at
from tests.platforms.wecom import FakeWecom
from tests.publish.house import Clock, House, seen_in_chats

Point = Callable[[str], None]
"""Called by name where a crash would leave something: at each checkpoint, before and after each commit."""


def in_another_process(house: House, work: Callable[[House, Point], None], kill_at: int = 0) -> bool:
    """Do `work` in a process of its own, which is killed at its point `kill_at` (from 1; 0: at none).
    Whether it came to its end."""
    pid = begin(house, work, kill_at)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def begin(house: House, work: Callable[[House, Point], None], kill_at: int = 0) -> int:
    """Begin `work` in a process of its own; its id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _work(house, work, kill_at)
        status = 0
    finally:
        os._exit(status)  # nothing of the tests' process is cleaned up here


def _work(house: House, work: Callable[[House, Point], None], kill_at: int) -> None:
    passed = 0

    def point(_: str) -> None:
        nonlocal passed
        passed += 1
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    open_store = watched(database_at(house.database, house.root).ready(), point)
    work(House(house.root, house.database, open_store, house.base_url, Clock(house.clock.at)), point)


def watched(open_store: OpenStore, point: Point) -> OpenStore:
    """The store with a point before and after each commit."""

    @contextmanager
    def opened(*, reading: bool = False) -> Iterator[Store]:
        with open_store(reading=reading) as store:
            yield store
            if not reading:
                point("before commit")
        if not reading:
            point("after commit")

    return opened


def sweep_once(house: House, point: Point) -> None:
    publisher = house.publisher(checkpoint=point)
    publisher.publish_due()
    publisher.close()


# -- what must hold ---------------------------------------------------------------------------------
ENDED = (
    DeliveryState.SENT,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
    DeliveryState.EXPIRED,
    DeliveryState.HELD,
    DeliveryState.HANDED_OFF,
    DeliveryState.SKIPPED,
)


def check_nothing_doubled(wecom: FakeWecom) -> None:
    doubled = {part: number for part, number in seen_in_chats(wecom).items() if number > 1}
    assert not doubled


def check_settled(house: House, wecom: FakeWecom, posts: Sequence[str]) -> None:
    """Each part has come to an end that is true: nothing doubled, nothing lost in silence."""
    check_nothing_doubled(wecom)
    seen = seen_in_chats(wecom)
    for post in posts:
        parts = house.parts(post)
        assert parts, post
        assert house.current(post).state is fold([part.state for part in parts])
        for part in parts:
            assert part.state in ENDED, part
            if part.state is DeliveryState.SENT:
                assert seen[part.id] == 1, part
            elif part.state is not DeliveryState.UNKNOWN:
                assert not seen[part.id], part
            check_journal(house, part)


def check_journal(house: House, part: Delivery) -> None:
    """The part is as the last entry about it says; one that no call decided was never called, or said no."""
    entries = [attempt for attempt in house.attempts(part.post) if attempt.part == part.part]
    assert all(entry.phase is Phase.OUTCOME for entry in entries) or part.state is DeliveryState.SENDING
    last = entries[-1].outcome if entries else ""
    if part.state in (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.SKIPPED):
        assert last == part.state, (part, entries)
    else:
        assert last not in (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.SKIPPED), (part, entries)
