"""How publishing does: kills, a crowd due in one minute, lateness, and what an idle publisher costs.

    python -m benchmarks.publish [idle] [lateness] [kills] [crowd] [--postgres URL] [--kills N] [--seconds N]

The platform is the tests' fake WeCom on loopback; the clock is handed in for the kills and the crowd, and
real for the others. Tables for docs/measures/publish.md go to standard output. CPU is that of this process;
`times a bare call` is CPU by that of the same call without a publisher, which holds on any machine.
"""

import argparse
import gc
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from channels.senders.wecom_robot import WecomRobotSender
from content.model import (
    Delivery,
    DeliveryState,
    Group,
    Post,
    PosterSpec,
    PostState,
    Slot,
)
from content.publish.sender import Account, Part, PartKind
from content.store import Database, database_at
from content.store.outbox import CallEnd
from services.context import utc_now
from services.publish_loop import tick
from services.publisher import Publisher
from tests.platforms.memory_tokens import MemoryTokens
from tests.platforms.wecom import KEY, FakeWecom
from tests.publish.crashes import begin, check_nothing_doubled, check_settled, sweep_once
from tests.publish.house import DAY, HOUR, MINUTE, QUICK, House, seen_in_chats

GROUPS = 100
WEEKS = (1, 8)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", default=["idle", "lateness", "kills", "crowd"])
    parser.add_argument("--postgres", help="a database of its own, emptied first")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=90, help="how long to watch an idle publisher")
    options = parser.parse_args()
    for name in options.what:
        {"idle": idle, "lateness": lateness, "kills": kills, "crowd": crowd}[name](options)


@contextmanager
def a_house(options: argparse.Namespace, groups: int) -> Iterator[tuple[House, FakeWecom, Database]]:
    folder = Path(tempfile.mkdtemp(prefix="publish-"))
    url = options.postgres or f"sqlite:///{folder / 'sishi.db'}"
    database = database_at(url)
    if options.postgres:
        _empty(database)
    wecom = FakeWecom().__enter__()
    house = House(folder, url, database.ready(), wecom.base_url)
    house.fill([Group(f"g{number}", f"{number} 群") for number in range(1, groups + 1)])
    yield house, wecom, database
    if not wecom.closing.is_set():
        wecom.close()
    database.close()
    shutil.rmtree(folder)


def _empty(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


# -- idle -------------------------------------------------------------------------------------------
def idle(options: argparse.Namespace) -> None:
    """CPU of a publisher with the real ticker while nothing is due, after 1 and after 8 weeks."""
    print("| weeks | posts | parts | entries | CPU, % of a core | ms a sweep | queries | writes in 200 |")
    for weeks in WEEKS:
        with a_house(options, GROUPS) as (house, wecom, database):
            house.robot()
            wecom.close()  # it looks for calls a hundred times a second, in this process
            numbers = fill_weeks(house, weeks)
            house.clock = utc_now  # type: ignore[assignment]  # the real one
            house.context = replace(house.context, clock=utc_now)
            figures = watch_idle(house, database, options.seconds)
            print(f"| {weeks} | {' | '.join(map(str, numbers))} | {figures} |", flush=True)


def watch_idle(house: House, database: Database, seconds: int) -> str:
    from sqlalchemy import event

    queries = Counter[str]()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        queries["write" if statement.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE") else "read"] += 1

    publisher = house.publisher(whole_minutes=False)
    publisher.publish_due(waits=0.0)
    gc.collect()
    gc.freeze()  # what filling the database left is no part of a publisher
    engine = database.engine
    stopping, before = threading.Event(), time.process_time()
    threading.Timer(seconds, stopping.set).start()
    tick(publisher, stopping, print)
    used = time.process_time() - before
    event.listen(engine, "before_cursor_execute", count)
    ticks, before = 200, time.process_time()
    for _ in range(ticks):
        publisher.publish_due(waits=0.0)
    each = (time.process_time() - before) / ticks * 1000
    event.remove(engine, "before_cursor_execute", count)
    publisher.close()
    return f"{100 * used / seconds:.3f} | {each:.2f} | {queries['read'] / ticks:.1f} | {queries['write']}"


def fill_weeks(house: House, weeks: int) -> tuple[int, int, int]:
    """As many weeks behind us, sent but for a few that wait for people, and a week ahead, approved."""
    chance, today = Random(1), utc_now().date()  # noqa: S311 - made-up data
    spec = PosterSpec("plain", "v1", "none", {}, {})
    posts = parts = 0
    with house.open_store() as store:
        store.queue.add_specs([spec])
    for back in range(-7, 7 * weeks):
        day = today - timedelta(days=back)
        made = [a_post(group, slot, day, spec.key, chance) for group in range(1, GROUPS + 1) for slot in Slot]
        with house.open_store() as store:
            store.queue.put_posts(made, actor="sishi", why=None, at=utc_now(), run="r")
            for post in made if back > 0 else ():
                parts += put_parts(store, post)
        posts += len(made)
    return posts, parts, parts


def a_post(group: int, slot: Slot, day: date, poster: str, chance: Random) -> Post:
    at = datetime.combine(day, datetime.min.time(), UTC) + (8 + 3 * list(Slot).index(slot)) * HOUR
    state = PostState.SENT if day < utc_now().date() else PostState.APPROVED
    if state is PostState.SENT and chance.random() < 0.002:
        state = chance.choice((PostState.REFUSED, PostState.UNKNOWN))
    if state is PostState.APPROVED and day == utc_now().date():
        state = PostState.SENT
    name = f"g{group}-{day}-{slot}"
    return Post(name, f"g{group}", day, slot, at, state, "s1", name, poster)


def put_parts(store: object, post: Post) -> int:
    state = DeliveryState(post.state.value)
    parts = [
        Delivery(post.id, n, 2, 1, kind, "robot", state, post.goes_out_at, out_at=post.goes_out_at, tries=1)
        for n, kind in ((1, "text"), (2, "picture"))
    ]
    store.outbox.put_deliveries(post.group, parts)  # type: ignore[attr-defined]
    for part in parts:
        end = CallEnd(state, post.goes_out_at)
        store.outbox.add_word(part, actor="host-1", end=end, at=post.goes_out_at)  # type: ignore[attr-defined]
    return len(parts)


# -- lateness ---------------------------------------------------------------------------------------
def lateness(options: argparse.Namespace) -> None:
    """How long after its time the text and the picture of a post are called, with the real ticker."""
    with a_house(options, 30) as (house, wecom, _):
        for number in range(3):
            groups = frozenset(f"g{n}" for n in range(1, 31) if n % 3 == number)
            house.robot(f"robot{number}", groups=groups)
        chance, now = Random(2), utc_now()  # noqa: S311 - made-up data
        with house.open_store() as store:
            store.library  # noqa: B018 - opened once before the clock runs
        posts = []
        house.clock.at = now
        for number in range(1, 31):
            at = now + timedelta(seconds=chance.uniform(20, 140))
            posts.append(house.approved(f"g{number}", Slot.NOON, now.date(), goes_out_at=at))
        house.context = replace(house.context, clock=utc_now)
        publisher = house.publisher()
        stopping = threading.Event()
        threading.Timer(160, stopping.set).start()
        tick(publisher, stopping, print)
        publisher.close()
        late = sorted(
            (attempt.called_at - post.goes_out_at).total_seconds()
            for post in posts
            for attempt in house.attempts(post.id)
            if attempt.called_at is not None
        )
        seen = seen_in_chats(wecom)
        print("| parts | sent once | p50, s | p95, s | most, s |")
        once = sum(number == 1 for number in seen.values())
        p50, p95 = late[len(late) // 2], late[int(len(late) * 0.95)]
        print(f"| {len(late)} | {once} | {p50:.1f} | {p95:.1f} | {late[-1]:.1f} |", flush=True)


# -- kills ------------------------------------------------------------------------------------------
def kills(options: argparse.Namespace) -> None:
    """Publishers killed with -9 at a random point or moment; every tenth time two are at work."""
    chance, ends = Random(3), Counter[str]()  # noqa: S311 - which moment
    with a_house(options, 2) as (house, wecom, _):
        house.robot(options={"a_minute": "1000"})
        posts: list[str] = []
        killed, number, began = 0, 0, time.perf_counter()
        while killed < options.kills:
            number += 1
            post = house.approved(f"g{1 + number % 2}", day=DAY + timedelta(days=number)).id
            posts.append(post)
            house.clock.at = house.current(post).goes_out_at
            killed += kill_one(house, chance)
            if number % 10 == 0:
                pids = [begin(house, sweep_once, chance.randrange(1, 30)) for _ in range(2)]
                killed += sum(os.WIFSIGNALED(os.waitpid(pid, 0)[1]) for pid in pids)
            for after in (0, 1, 6, 240):
                house.sweep(house.clock.at + after * MINUTE)
            check_settled(house, wecom, [post])
            ends[" ".join(house.states(post))] += 1
        check_nothing_doubled(wecom)
        seconds = time.perf_counter() - began
    print("| killed | posts | doubled | lost | ends of text and picture | s |")
    print(f"| {killed} | {len(posts)} | 0 | 0 | {dict(ends)} | {seconds:.0f} |", flush=True)


def kill_one(house: House, chance: Random) -> int:
    """Whether a publisher was killed: at one of its points, or at any moment of its life."""
    if chance.random() < 0.7:
        pid = begin(house, sweep_once, chance.randrange(1, 30))
    else:
        pid = begin(house, sweep_once)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(pid, signal.SIGKILL)
    return int(os.WIFSIGNALED(os.waitpid(pid, 0)[1]))


# -- a crowd ----------------------------------------------------------------------------------------
def crowd(options: argparse.Namespace) -> None:
    """4,000 posts of one minute through three robots at 20 calls a minute, by a handed-in clock."""
    with a_house(options, 1000) as (house, wecom, _):
        for number in range(3):
            groups = frozenset(f"g{n}" for n in range(1, 1001) if n % 3 == number)
            house.robot(f"robot{number}", groups=groups)
        due = datetime.combine(DAY, datetime.min.time(), UTC) + 12 * HOUR
        posts = [house.post(f"g{n}", slot, goes_out_at=due).id for n in range(1, 1001) for slot in Slot]
        for start in range(0, len(posts), 500):
            house.approve(*posts[start : start + 500])
        house.clock.at = due
        publisher: Publisher = house.publisher()
        used, sweeps, most = time.process_time(), 0, 0.0
        while (house.clock.at - due) <= 2 * HOUR + MINUTE:
            before = time.process_time()
            publisher.publish_due()
            most, sweeps = max(most, time.process_time() - before), sweeps + 1
            house.clock.at += MINUTE
        used = time.process_time() - used
        publisher.close()
        report_crowd(house, wecom, posts, (used, sweeps, most))


def report_crowd(
    house: House, wecom: FakeWecom, posts: Sequence[str], cost: tuple[float, int, float]
) -> None:
    check_settled(house, wecom, posts)
    states = Counter(house.current(post).state.value for post in posts)
    with house.open_store(reading=True) as store:
        attempts = store.outbox.attempts(posts)
    calls = sorted(a.called_at for tries in attempts.values() for a in tries if a.called_at is not None)
    by_minute = Counter(int((at - calls[0]) / MINUTE) for at in calls)
    used, sweeps, most = cost
    ratio = used / len(calls) / bare_call()
    print("| posts | states | doubled | lost | calls | most a minute | CPU, s | times a bare call | sweeps |")
    print(
        f"| {len(posts)} | {dict(states)} | 0 | 0 | {len(calls)} | {max(by_minute.values())} |"
        f" {used:.0f} | {ratio:.1f} | {sweeps} (longest {most:.2f} s) |",
        flush=True,
    )


def bare_call(calls: int = 400) -> float:
    """CPU of one call of the sender alone, the fake's answer included, s."""
    with FakeWecom() as wecom:
        account = Account("robot", {"key": KEY}, wecom.base_url)
        before = time.process_time()
        for number in range(calls):
            WecomRobotSender(QUICK).send(
                account, Part(1, PartKind.TEXT, f"{number}"), "", "k", MemoryTokens()
            )
        used = time.process_time() - before
        assert len(wecom.accepted) == calls
    return used / calls


if __name__ == "__main__":
    main()
