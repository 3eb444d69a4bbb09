"""Killed with -9 at any point that would leave something, a publisher doubles nothing and loses nothing."""

import itertools
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders.http import PATIENCE
from channels.senders.wecom_robot import WecomRobotSender
from content.errors import StoreError
from content.model import ChannelKind, Message, PublisherProcess, Slot
from content.publish.processes import LEASE
from content.publish.sender import Delivered
from content.store import Store
from services.delivering import Claim, give_up, lost_parts, record
from services.publisher import Publisher
from services.send_mark import SendMark
from tests.platforms.server import Ending, taken
from tests.platforms.wecom import FakeWecom
from tests.properties import examples
from tests.publish.crashes import (
    Point,
    begin,
    check_nothing_doubled,
    check_settled,
    in_another_process,
    sweep_once,
    watched,
)
from tests.publish.house import DAY, HOUR, MINUTE, House, seen_in_chats

NOON = datetime.combine(DAY, time(12), UTC)
MOST_POINTS = 60
ELSEWHERE = "another-host/1"


def settle(house: House) -> None:
    """Sweep until nothing moves any more, and then once more when every grace is over."""
    start = house.clock.at
    for after in (timedelta(0), MINUTE, 6 * MINUTE, 4 * HOUR):
        house.sweep(start + after)


def at_noon(house: House, day: int) -> str:
    """A post of its own for noon `day` days on, when the clock stands there."""
    post = house.approved(day=DAY + timedelta(days=day))
    house.clock.at = post.goes_out_at
    return post.id


def test_a_kill_at_any_point_doubles_nothing_and_loses_nothing(house: House, wecom: FakeWecom) -> None:
    ends = []
    for kill_at in range(1, MOST_POINTS):
        post = at_noon(house, kill_at)
        if in_another_process(house, sweep_once, kill_at):
            break
        settle(house)
        check_settled(house, wecom, [post])
        ends.append(tuple(house.states(post)))
    else:
        raise AssertionError("the sweep never came to its end")
    assert len(ends) > 20
    assert set(ends) == {("sent", "sent"), ("unknown", "refused"), ("sent", "unknown")}
    assert ends.count(("sent", "sent")) > len(ends) / 2


def test_a_kill_while_another_is_recovered_leaves_it_recoverable(house: House, wecom: FakeWecom) -> None:
    for kill_at in range(1, MOST_POINTS):
        post = at_noon(house, kill_at)
        die_in_call(house)
        if in_another_process(house, sweep_once, kill_at):
            break
        settle(house)
        check_settled(house, wecom, [post])
        assert house.states(post) == ["unknown", "refused"]


def die_in_call(house: House) -> None:
    """A publisher is killed while it calls."""

    def call_and_die(inner: House, point: Point) -> None:
        inner.publisher(checkpoint=killed_at("calling", point)).publish_due()

    assert not in_another_process(house, call_and_die, kill_at=-1)


def killed_at(name: str, _: Point) -> Point:
    def point(passed: str) -> None:
        if passed == name:
            os.kill(os.getpid(), 9)

    return point


def test_an_open_call_of_a_publisher_that_died_is_unknown_at_the_next_sweep(house: House) -> None:
    post = at_noon(house, 0)
    die_in_call(house)
    assert house.states(post) == ["sending", "planned"]
    sweep = house.sweep()
    assert (sweep.recovered, sweep.unknown, sweep.needs_person) == (1, 1, True)
    assert house.states(post) == ["unknown", "refused"]
    assert house.current(post).state == "unknown"
    assert house.attempts(post)[-1].outcome == "unknown"


def test_what_was_claimed_and_not_called_is_sent_by_the_next(house: House, wecom: FakeWecom) -> None:
    post = at_noon(house, 0)

    def claim_and_die(inner: House, point: Point) -> None:
        inner.publisher(checkpoint=killed_at("claimed", point)).publish_due()

    assert not in_another_process(house, claim_and_die, kill_at=-1)
    assert house.sweep().sent == 2
    assert [attempt.outcome for attempt in house.attempts(post)] == ["planned", "sent", "sent"]


def test_two_publishers_at_once_send_each_part_once(house: House, wecom: FakeWecom) -> None:
    house.robot(options={"a_minute": "1000"})
    posts = [house.approved(g, slot, goes_out_at=NOON).id for g in ("g1", "g2") for slot in Slot]
    house.clock.at = NOON

    def sweeps(inner: House, point: Point) -> None:
        publisher = inner.publisher(checkpoint=point)
        for _ in range(4):
            publisher.publish_due()
        publisher.close()

    processes = [begin(house, sweeps) for _ in range(3)]
    assert [os.waitpid(pid, 0)[1] for pid in processes] == [0, 0, 0]
    assert [house.states(post) for post in posts] == [["sent", "sent"]] * len(posts)
    check_settled(house, wecom, posts)


def test_two_publishers_keep_to_one_rate(house: House, wecom: FakeWecom) -> None:
    house.robot(options={"a_minute": "3"})
    for slot in Slot:
        for group in ("g1", "g2"):
            house.approved(group, slot, goes_out_at=NOON)
    house.clock.at = NOON
    processes = [begin(house, sweep_once) for _ in range(3)]
    assert [os.waitpid(pid, 0)[1] for pid in processes] == [0, 0, 0]
    assert sum(seen_in_chats(wecom).values()) == 3
    check_nothing_doubled(wecom)


def test_a_hundred_restarts_call_no_part_twice(house: House, wecom: FakeWecom) -> None:
    random, posts = Random(7), []
    for restart in range(100):
        posts.append(at_noon(house, restart)) if restart % 4 == 0 else None
        if restart % 3:
            house.sweep()
        else:
            in_another_process(house, sweep_once, kill_at=random.randrange(1, 32))
    settle(house)
    check_settled(house, wecom, posts)
    assert len(wecom.calls) == sum(seen_in_chats(wecom).values())


# -- clocks that jump ---------------------------------------------------------------------------------
class JumpingClock:
    """Jumps by an hour, there and back, each time that the publisher passes a point."""

    def __init__(self, house: House, jumps: Sequence[int]) -> None:
        self._house, self._jumps = house, itertools.cycle(jumps)

    def point(self, _: str) -> None:
        self._house.clock.at += next(self._jumps) * HOUR


EXAMPLES = itertools.count(1)


@examples(25)
@given(
    st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=6),
    st.lists(st.tuples(st.sampled_from([-60, -10, 0, 1, 10, 60]), st.integers(0, 30)), max_size=4),
)
def test_a_clock_that_jumps_by_hours_doubles_nothing(
    house: House, wecom: FakeWecom, jumps: list[int], sweeps: list[tuple[int, int]]
) -> None:
    post = at_noon(house, next(EXAMPLES) * 2)
    due = house.clock.at
    for minutes, kill_at in sweeps:
        house.clock.at += minutes * MINUTE
        if kill_at > 15:
            in_another_process(house, sweep_once, kill_at - 15)
        else:
            publisher = house.publisher(checkpoint=JumpingClock(house, jumps).point)
            publisher.publish_due()
            publisher.close()
        check_nothing_doubled(wecom)
    house.clock.at = max(house.clock.at, due)
    settle(house)
    house.sweep(due + 12 * HOUR)
    check_settled(house, wecom, [post])


# -- publishers elsewhere -----------------------------------------------------------------------------
def moved_elsewhere(house: House, publisher: Publisher) -> None:
    """The publisher is one of another host, by what it wrote of itself."""
    publisher.process = PublisherProcess(
        publisher.process.id, ELSEWHERE, "", 1, "1", publisher.process.began_at, publisher.process.seen_at
    )
    with house.open_store() as store:
        store.publishers.put(publisher.process)


class Broken(Exception):
    """A fault of ours, at a point."""


def breaks_at(name: str) -> Callable[[str], None]:
    def point(passed: str) -> None:
        if passed == name:
            raise Broken

    return point


def broken_in_call(house: House) -> Publisher:
    """A publisher of another host whose call has begun, and of which nothing was heard since."""
    publisher = house.publisher(checkpoint=breaks_at("calling"))
    moved_elsewhere(house, publisher)
    with pytest.raises(Broken):
        publisher.publish_due()
    return publisher


def test_a_publisher_elsewhere_is_given_the_lease(house: House) -> None:
    post = at_noon(house, 0)
    broken_in_call(house)
    house.sweep(NOON + LEASE - MINUTE)
    assert house.states(post) == ["sending", "planned"]
    house.sweep(NOON + LEASE)
    assert house.states(post) == ["unknown", "refused"]


def claim_of(store: Store, post: str) -> Claim:
    part = store.outbox.deliveries([post])[post][0]
    attempt = store.outbox.attempts([post])[post][-1]
    return Claim(part, attempt.id, attempt.key)


def test_an_answer_that_comes_late_is_believed(house: House) -> None:

    post = at_noon(house, 0)
    broken_in_call(house)
    with house.open_store(reading=True) as store:
        claim = claim_of(store, post)
    house.sweep(NOON + LEASE)
    assert house.states(post) == ["unknown", "refused"]
    with house.open_store() as store:
        record(store, claim, Delivered(), at=house.clock.at)
    assert house.states(post) == ["sent", "planned"]
    assert house.sweep().sent == 1
    assert house.states(post) == ["sent", "sent"]


def test_a_late_answer_holds_against_a_persons_guess(house: House) -> None:
    post = at_noon(house, 0)
    broken_in_call(house)
    with house.open_store(reading=True) as store:
        claim = claim_of(store, post)
    house.sweep(NOON + LEASE)
    house.say(f"{post}/1", SendMark.NOT_SENT)
    house.say(post, SendMark.RETRY)
    with house.open_store() as store:
        record(store, claim, Delivered(), at=house.clock.at)
    assert house.states(post)[0] == "sent"


def test_a_call_that_began_meanwhile_is_not_given_back(house: House, wecom: FakeWecom) -> None:
    """Between the look of who takes another for dead and his writing, the other's call begins."""
    post = at_noon(house, 0)
    publisher = house.publisher(checkpoint=breaks_at("claimed"))
    moved_elsewhere(house, publisher)
    with pytest.raises(Broken):
        publisher.publish_due()
    with house.open_store(reading=True) as store:
        (lost,) = lost_parts(store, "another", NOON + LEASE)
    assert not lost.called
    with house.open_store() as store:
        assert store.outbox.begin_call(lost.attempt or 0, NOON)
    with house.open_store() as store:
        assert give_up(store, lost, at=NOON + LEASE) is None
    house.sweep(NOON + LEASE)
    assert house.states(post) == ["unknown", "refused"]
    assert not seen_in_chats(wecom)


def test_one_that_was_taken_for_dead_does_not_call(house: House, wecom: FakeWecom) -> None:
    post = at_noon(house, 0)
    slow: list[str] = []

    def taken_for_dead(passed: str) -> None:
        if passed == "claimed" and not slow:
            slow.append(passed)
            with house.open_store(reading=True) as store:
                (lost,) = lost_parts(store, "another", NOON)
            with house.open_store() as store:
                give_up(store, lost, at=NOON)

    publisher = house.publisher(checkpoint=taken_for_dead)
    publisher.process = PublisherProcess("gone", ELSEWHERE, "", 1, "1", NOON, NOON - HOUR)
    publisher.publish_due()
    publisher.close()
    check_nothing_doubled(wecom)
    settle(house)
    check_settled(house, wecom, [post])
    assert house.states(post) == ["sent", "sent"]


# -- what breaks within -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["calling", "called"])
def test_our_own_call_without_an_end_is_unknown_at_our_next_sweep(house: House, name: str) -> None:
    post = at_noon(house, 0)
    publisher = house.publisher(checkpoint=breaks_at(name))
    with pytest.raises(Broken):
        publisher.publish_due()
    publisher.checkpoint = lambda _: None
    assert publisher.publish_due().recovered == 1
    assert house.states(post) == ["unknown", "refused"]
    publisher.close()


def test_an_end_that_could_not_be_written_is_written_later(house: House, wecom: FakeWecom) -> None:
    post = at_noon(house, 0)
    called: list[str] = []

    def no_database(passed: str) -> None:
        if passed == "before commit" and called and len(called) < 3:
            called.append(passed)
            raise StoreError(Message("store.busy"))

    store = watched(house.open_store, no_database)
    with_faults = House(house.root, house.database, store, house.base_url, house.clock)
    publisher = with_faults.publisher(
        checkpoint=lambda name: called.append(name) if name == "called" else None
    )
    with pytest.raises(StoreError):
        publisher.publish_due()
    with pytest.raises(StoreError):
        publisher.publish_due()
    assert house.states(post) == ["sending", "planned"]
    publisher.publish_due()
    publisher.close()
    assert house.states(post) == ["sent", "sent"]
    check_settled(house, wecom, [post])


def test_a_post_that_breaks_keeps_no_other_waiting(house: House, wecom: FakeWecom) -> None:
    first, second = at_noon(house, 0), house.approved("g2").id
    house.clock.at = NOON
    broken: list[str] = []

    def once(passed: str) -> None:
        if passed == "claimed" and not broken:
            broken.append(passed)
            raise Broken

    publisher = house.publisher(checkpoint=once)
    with pytest.raises(Broken):
        publisher.publish_due()
    assert house.states(second) == ["sent", "sent"]
    publisher.publish_due()
    publisher.close()
    assert house.states(first) == ["sent", "sent"]
    check_settled(house, wecom, [first, second])


def test_a_channel_that_hangs_keeps_no_other_waiting(house: House, wecom: FakeWecom) -> None:
    with FakeWecom() as other:
        house.robot("robot", groups=frozenset({"g1"}))
        house.robot("another", groups=frozenset({"g2"}), base_url=other.base_url)
        hangs, goes = at_noon(house, 0), house.approved("g2").id
        wecom.behave(taken(Ending.HANG))
        house.senders = {ChannelKind.WECOM_ROBOT: WecomRobotSender(PATIENCE)}
        publisher = house.publisher()
        while house.states(goes) != ["sent", "sent"]:
            assert publisher.publish_due(waits=0.05).recovered == 0
        assert house.states(hangs) == ["sending", "planned"]
        wecom.closing.set()  # now it hangs up
        publisher.close()
        assert house.states(hangs) == ["unknown", "refused"]
