"""A task whose posts are not to go out any more is stopped at the platform, and nothing goes out twice."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from channels.senders.http import PATIENCE
from channels.senders.wecom_mass import WecomMassSender
from channels.senders.wecom_robot import WecomRobotSender
from content.model import ChannelKind, Group, Post, PostState, Slot
from services.publisher import Publisher
from services.send_mark import SendMark
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import KEY, FakeWecom, refusal
from tests.publish.crashes import Point, in_another_process
from tests.publish.house import MINUTE, House, why
from tests.publish.mass_house import CHATS, QUICK, SECRET, due, ends, posts, sweep, tasks_made

__all__ = ["due", "posts"]
MOST_POINTS = 60


def test_a_skipped_post_takes_its_task_back_and_the_others_go_out_in_another(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    house.say(posts[0].id, SendMark.SKIPPED)
    sweep(house, due + MINUTE)
    assert wecom.tasks[0].cancelled
    sweep(house, due + 3 * MINUTE)
    assert ends(house) == {"g1": ["skipped"], "g2": ["handed_off"]}
    assert [task.body["chat_id_list"] for task in wecom.tasks[1:]] == [[CHATS["g2"]]]
    for task in wecom.tasks:
        wecom.tap(task.msgid)
    sweep(house, due + 5 * MINUTE)
    assert ends(house) == {"g1": ["skipped"], "g2": ["sent"]}
    assert sum(chat == CHATS["g2"] for task in wecom.tasks for chat in task.results) == 1


def test_a_task_that_was_tapped_before_it_was_stopped_is_sent_and_not_made_again(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    house.say(posts[0].id, SendMark.SKIPPED)
    wecom.tap(wecom.tasks[0].msgid)
    for minutes in (1, 3, 10):
        sweep(house, due + minutes * MINUTE)
    assert ends(house) == {"g1": ["sent"], "g2": ["sent"]}
    assert tasks_made(wecom) == 1


def test_a_tap_whose_end_cannot_be_read_leaves_the_others_to_a_person(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    house.say(posts[0].id, SendMark.SKIPPED)
    gone = [lost(Reply(500))] * 3
    wecom.behave(*gone, at="/get_groupmsg_send_result")
    for minutes in (1, 3, 10):
        sweep(house, due + minutes * MINUTE)
    assert ends(house) == {"g1": ["skipped"], "g2": ["refused"]}
    assert why(house, posts[1].id) == "send.task_stopped_look"
    assert tasks_made(wecom) == 1


def test_a_post_whose_rights_ended_is_taken_back_at_the_platform(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    with house.open_store() as store:
        group = next(group for group in store.library.groups() if group.id == "g1")
        store.library.put_groups([replace(group, ends_on=posts[0].day - timedelta(days=1))])
    sweep(house, due + MINUTE)
    assert wecom.tasks[0].cancelled
    assert ends(house)["g1"] == ["cancelled"]
    assert house.current(posts[0].id).state is PostState.CANCELLED
    sweep(house, due + 3 * MINUTE)
    assert ends(house)["g2"] == ["handed_off"]


def test_not_sent_and_tried_again_stops_the_old_task_before_another_is_made(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    house.say(posts[0].id, SendMark.NOT_SENT)
    house.say(posts[0].id, SendMark.RETRY)
    wecom.behave(lost(Ending.HANG), at="/cancel_groupmsg_send")  # the first time nobody answers
    sweep(house, due + MINUTE)
    assert tasks_made(wecom) == 1
    for minutes in (3, 5):
        sweep(house, due + minutes * MINUTE)
    assert wecom.tasks[0].cancelled
    for task in wecom.tasks:
        wecom.tap(task.msgid)
    sweep(house, due + 10 * MINUTE)
    assert ends(house) == {"g1": ["sent"], "g2": ["sent"]}
    chats = [chat for task in wecom.tasks for chat in task.results]
    assert sorted(chats) == sorted(CHATS.values())


def test_a_tap_after_a_task_was_refused_its_stop_is_still_heard_of(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    wecom.behave(*[lost(Reply(body=refusal(45009, "api freq out of limit")))] * 2, at="/cancel_groupmsg_send")
    sweep(house, due + timedelta(hours=2, minutes=1))
    assert ends(house) == {"g1": ["expired"], "g2": ["expired"]}
    assert "send.not_cancelled" in why(house, posts[0].id)
    wecom.tap(wecom.tasks[0].msgid)
    sweep(house, due + timedelta(hours=2, minutes=3))
    sweep(house, due + timedelta(hours=2, minutes=5))
    assert ends(house) == {"g1": ["sent"], "g2": ["sent"]}


def test_a_text_in_two_messages_never_sends_the_first_again(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    house.clock.at = due - timedelta(hours=1)
    long = "【一】" + "甲" * 1_300 + "。" + "乙" * 600
    for post in posts:
        house.change(post.id, text=long)
    house.approve(*(post.id for post in posts))
    for minutes in range(0, 12, 2):
        sweep(house, due + minutes * MINUTE)
        for task in wecom.tasks:
            wecom.tap(task.msgid)
    said = [task.body["text"]["content"] for task in wecom.tasks if "text" in task.body]
    assert len(said) == len(set(said)) == 2
    assert all(set(states) == {"sent"} for states in ends(house).values())


def test_a_group_whose_share_is_used_up_stops_no_task_that_still_sends(
    house: House, wecom: FakeWecom, due: datetime
) -> None:
    sweep(house, due)
    wecom.tasks[0].results = {CHATS["g2"]: 3}  # it sends to one group after the other
    for minutes in (1, 3):
        sweep(house, due + minutes * MINUTE)
    assert not wecom.tasks[0].cancelled
    wecom.tasks[0].results[CHATS["g1"]] = 1
    sweep(house, due + 5 * MINUTE)
    assert ends(house) == {"g1": ["sent"], "g2": ["refused"]}
    assert tasks_made(wecom) == 1


# -- kills --------------------------------------------------------------------------------------------
def mass_once(inner: House, point: Point) -> None:
    senders = {ChannelKind.WECOM_MASS: WecomMassSender(QUICK)}
    publisher = Publisher(inner.context, senders, variables={"CORP": SECRET}, checkpoint=point)
    publisher.publish_due()
    publisher.close()


def two_alike(house: House, day: int) -> datetime:
    """Posts of two groups with the same words and picture, due when the clock stands there."""
    first = house.post("g1", day=house.current("g1-2026-12-01-noon").day + timedelta(days=day))
    second = house.post("g2", day=first.day)
    alike = house.change(second.id, text=first.text, poster=first.poster)
    house.approve(first.id, alike.id)
    return first.goes_out_at


def test_a_kill_at_any_point_makes_no_task_twice_for_a_group(
    house: House, wecom: FakeWecom, posts: list[Post]
) -> None:
    """At every second point on SQLite, and at the others on PostgreSQL."""
    ended: set[str] = set()
    for kill_at in range(1 + house.database.startswith("postgresql"), MOST_POINTS, 2):
        at = two_alike(house, kill_at)
        house.clock.at = wecom.now = at
        names = [f"{group}-{at.date()}-noon" for group in CHATS]
        if in_another_process(house, mass_once, kill_at):
            break
        for minutes in (1, 6):
            wecom.now = at + minutes * MINUTE
            sweep(house, wecom.now)
        text = house.current(names[0]).text
        chats = [c for t in wecom.tasks if t.body["text"]["content"] == text for c in t.body["chat_id_list"]]
        assert len(chats) == len(set(chats)), kill_at
        for task in wecom.tasks:
            wecom.tap(task.msgid)
        sweep(house, at + 10 * MINUTE)
        for group, name in zip(CHATS, names, strict=True):
            (state,) = house.states(name)
            assert state in ("sent", "unknown"), (kill_at, state)
            assert (state == "sent") == (CHATS[group] in chats), (kill_at, state)
            ended.add(state)
            if state == "unknown":
                house.say(name, SendMark.NOT_SENT)
    else:
        raise AssertionError("the sweep never came to its end")
    assert kill_at > 20
    assert ended == {"sent", "unknown"}


def test_a_kill_while_a_task_is_stopped_leaves_it_stoppable(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    house.say(posts[0].id, SendMark.SKIPPED)
    house.clock.at = due + MINUTE
    for kill_at in (2, 3, 4, 5):
        in_another_process(house, mass_once, kill_at)
        house.clock.at += MINUTE
    for minutes in (8, 10, 12):
        sweep(house, due + minutes * MINUTE)
    for task in wecom.tasks:
        wecom.tap(task.msgid)
    sweep(house, due + 20 * MINUTE)
    assert ends(house) == {"g1": ["skipped"], "g2": ["sent"]}
    assert sum(chat == CHATS["g2"] for task in wecom.tasks for chat in task.results) == 1


# -- who hangs ----------------------------------------------------------------------------------------
def test_a_platform_that_hangs_at_a_cancel_keeps_no_other_waiting(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    sweep(house, due)
    with house.open_store() as store:
        store.library.put_groups([Group("g3", "三群")])
    with FakeWecom() as other:
        house.robot("robot", groups=frozenset({"g3"}), base_url=other.base_url)
        with house.open_store() as store:
            channel = next(c for c in store.channels.channels() if c.id == "mass")
            store.channels.put(replace(channel, groups=frozenset({"g1", "g2"})))
        goes = house.approved("g3", Slot.AFTERNOON, goes_out_at=due + timedelta(hours=2, minutes=1))
        wecom.behave(taken(Ending.HANG), at="/cancel_groupmsg_send")
        senders = {
            ChannelKind.WECOM_MASS: WecomMassSender(PATIENCE),
            ChannelKind.WECOM_ROBOT: WecomRobotSender(PATIENCE),
        }
        house.clock.at = goes.goes_out_at
        publisher = Publisher(house.context, senders, variables={"CORP": SECRET, "ROBOT_KEY": KEY})
        began = time.monotonic()
        while house.states(goes.id) != ["sent", "sent"]:
            publisher.publish_due(waits=0.05)
        assert time.monotonic() - began < PATIENCE.pause
        assert ends(house)["g1"] == ["expired"]
        wecom.closing.set()
        publisher.close()
