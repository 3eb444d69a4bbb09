"""Mass sending: one task for all groups of an owner that get the same, and each group's own end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from content.model import Post
from tests.platforms.server import Ending, taken
from tests.platforms.wecom import OWNER, FakeWecom
from tests.publish.house import House
from tests.publish.mass_house import CHATS, due, ends, posts, sweep

__all__ = ["due", "posts"]


def test_what_is_alike_is_one_task_of_one_tap(house: House, wecom: FakeWecom, due: datetime) -> None:
    assert sweep(house, due).handed_off == 2
    (task,) = wecom.tasks
    assert (task.body["chat_id_list"], task.body["sender"]) == ([CHATS["g1"], CHATS["g2"]], OWNER)
    assert ends(house) == {"g1": ["handed_off"], "g2": ["handed_off"]}
    wecom.tap(task.msgid)
    sweep(house, due + timedelta(minutes=1))
    assert ends(house) == {"g1": ["sent"], "g2": ["sent"]}


def test_groups_whose_share_is_used_up_are_refused_and_the_others_sent(
    house: House, wecom: FakeWecom, due: datetime
) -> None:
    sweep(house, due)
    (task,) = wecom.tasks
    wecom.tap(task.msgid)
    task.results[CHATS["g2"]] = 3
    sweep(house, due + timedelta(minutes=1))
    assert ends(house) == {"g1": ["sent"], "g2": ["refused"]}


def test_other_words_are_another_task(
    house: House, wecom: FakeWecom, due: datetime, posts: list[Post]
) -> None:
    house.clock.at = due - timedelta(hours=1)
    house.change(posts[1].id, text="别的话")
    house.approve(posts[1].id)
    sweep(house, due)
    assert [task.body["chat_id_list"] for task in wecom.tasks] == [[CHATS["g1"]], [CHATS["g2"]]]


def test_a_task_that_nobody_taps_is_cancelled_when_its_grace_is_over(
    house: House, wecom: FakeWecom, due: datetime
) -> None:
    sweep(house, due)
    sweep(house, due + timedelta(hours=2, minutes=1))
    assert [task.cancelled for task in wecom.tasks] == [True]
    assert ends(house) == {"g1": ["expired"], "g2": ["expired"]}


def test_what_cannot_be_cancelled_says_so(house: House, wecom: FakeWecom, due: datetime) -> None:
    sweep(house, due)
    wecom.chats.clear()
    wecom.tasks.clear()  # the platform knows it no more
    sweep(house, due + timedelta(hours=2, minutes=1))
    (part,) = house.parts("g1-2026-12-01-noon")
    assert part.why is not None
    assert "send.not_cancelled" in str(part.why.to_json())


@pytest.mark.parametrize("ending", [Ending.RESET, Ending.HANG])
def test_a_task_without_answer_is_found_among_those_there_are_and_never_made_twice(
    ending: Ending, house: House, wecom: FakeWecom, due: datetime
) -> None:
    wecom.behave(taken(ending), at="/add_msg_template")
    sweep(house, due)
    assert ends(house) == {"g1": ["unknown"], "g2": ["unknown"]}
    wecom.now = due + timedelta(minutes=1)
    sweep(house, due + timedelta(minutes=1))
    assert ends(house) == {"g1": ["handed_off"], "g2": ["handed_off"]}
    assert len(wecom.tasks) == 1


def test_a_post_without_an_owner_is_refused_with_what_to_do(
    house: House, wecom: FakeWecom, due: datetime
) -> None:
    with house.open_store() as store:
        owner = store.owners.owners()[0]
        store.owners.put(replace(owner, groups=frozenset({"g1"})))
    sweep(house, due)
    assert ends(house)["g1"] == ["handed_off"]
    assert ends(house)["g2"] == ["refused"]


def test_what_became_of_a_task_is_asked_once_for_all_its_groups(
    house: House, wecom: FakeWecom, due: datetime
) -> None:
    sweep(house, due)
    wecom.tap(wecom.tasks[0].msgid)
    before = len(wecom.calls_to("/get_groupmsg_send_result"))
    sweep(house, due + timedelta(minutes=1))
    assert ends(house) == {"g1": ["sent"], "g2": ["sent"]}
    assert len(wecom.calls_to("/get_groupmsg_send_result")) == before + 1


def test_a_call_without_answer_is_looked_for_once_for_all_its_groups(
    house: House, wecom: FakeWecom, due: datetime
) -> None:
    wecom.behave(taken(Ending.RESET), at="/add_msg_template")
    sweep(house, due)
    before = len(wecom.calls_to("/get_groupmsg_list_v2"))
    wecom.now = due + timedelta(minutes=1)
    sweep(house, due + timedelta(minutes=1))
    assert ends(house) == {"g1": ["handed_off"], "g2": ["handed_off"]}
    assert len(wecom.calls_to("/get_groupmsg_list_v2")) == before + 1
