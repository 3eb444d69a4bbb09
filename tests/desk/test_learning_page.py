"""The block of the insight page that says what the plan does differently, and a person's word on it."""

import re
from datetime import date, time

import pytest

from content.model import (
    Estimate,
    FormLesson,
    LearntForm,
    Message,
    PlanProposal,
    ProposalKind,
    ProposalState,
    Role,
    Slot,
)


@pytest.fixture
def proposal(workspace, now):
    """A time for the noon posts of the first group, ten minutes later than it is."""
    why = Message("learning.why_time", rate=6.0, usual=2.0, days=28)
    with workspace.open_store() as store:
        group = store.library.groups()[0]
        before = f"{group.slots[Slot.NOON]:%H:%M}"
        kind, state = ProposalKind.SLOT_TIME, ProposalState.OPEN
        row = PlanProposal(0, kind, group.id, Slot.NOON, before, "12:50", why, state, now)
        store.learning.add_proposals([row])
        ratio = Estimate(1.2, 1.05, 1.36)
        form = LearntForm(None, Slot.NOON, "riddle", ratio, 0.1, 96, 0.9)
        store.learning.put_lesson(FormLesson(date(2026, 11, 16), (form,)))
    return group.id


def test_a_proposal_is_accepted_and_taken_back_from_the_page(client, workspace, proposal):
    page = client.get("/insight").text
    assert "12:50" in page
    [action] = re.findall(r'action="(/insight/proposals/\d+/accept)"', page)
    assert client.post(action).status_code == 303
    with workspace.open_store() as store:
        assert store.library.group(proposal).slots[Slot.NOON] == time(12, 50)
    [undo] = re.findall(r'action="(/insight/proposals/\d+/undo)"', client.get("/insight").text)
    client.post(undo)
    with workspace.open_store() as store:
        assert store.library.group(proposal).slots[Slot.NOON] != time(12, 50)


def test_the_switch_goes_back_to_the_hands_numbers(client, workspace):
    client.post("/insight/learning", data={"is_on": "false"})
    with workspace.open_store() as store:
        assert store.learning.switch()[0] is False
    assert "只按手工的数排。" in client.get("/insight").text


def test_who_may_not_set_up_sees_that_it_waits_and_has_no_button(client_as, proposal):
    page = client_as(Role.VIEWER).get("/insight").text
    assert "等人点头" in page
    assert "/insight/proposals/" not in page
