"""An owner's link and day: what it shows, what it takes, and what it never does."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from content.errors import UnknownId, WrongInput
from content.model import DeliveryState, Leave, PostState, TaskEventKind
from desk import backoff
from desk.context import DeskContext
from services.owner_day import OwnerWord, link_of, take_word
from services.owners import (
    OwnerOrder,
    add_leave,
    groups_without_owner,
    list_owners,
    make_link,
    revoke_links,
    set_owner,
)
from tests.owners.conftest import A_MINUTE, BACKUP, NOON, OWNER, Clock

Sweep = Callable[[datetime], None]
POST = "g1-2026-11-23-noon"
JSON = {"Accept": "application/json"}


def owner_of(office: DeskContext, post: str) -> str | None:
    with office.open_store(reading=True) as store:
        return store.outbox.deliveries([post])[post][0].owner


def state_of(office: DeskContext, post: str) -> PostState:
    with office.open_store(reading=True) as store:
        return store.queue.post(post).state


def said(phone: TestClient, token: str, kind: str, posts: list[str], **more: Any) -> Any:
    form = {"key": f"key-{kind}-{len(posts)}", "kind": kind, "task": "t1", "posts": posts, **more}
    return phone.post(f"/o/{token}/word", data=form, headers=JSON)


# -- who gets it ------------------------------------------------------------------------------------
def test_a_post_that_is_due_is_handed_to_the_groups_owner(village_by_hand: DeskContext, sweep: Sweep) -> None:
    sweep(NOON)
    assert state_of(village_by_hand, POST) is PostState.HANDED_OFF
    assert owner_of(village_by_hand, POST) == OWNER


def test_on_leave_the_backup_gets_it(village_by_hand: DeskContext, sweep: Sweep) -> None:
    gaps = add_leave(village_by_hand, Leave(OWNER, NOON.date(), NOON.date()), actor="local")
    sweep(NOON)
    assert (gaps, owner_of(village_by_hand, POST)) == ([], BACKUP)


def test_a_group_without_owner_is_handed_to_nobody(village_by_hand: DeskContext, sweep: Sweep) -> None:
    set_owner(village_by_hand, OwnerOrder(OWNER, ["g2"]), actor="local")
    sweep(NOON)
    assert owner_of(village_by_hand, POST) is None
    assert groups_without_owner(village_by_hand, NOON.date()) == ["g1"]


def test_leave_without_backup_is_warned_of(village_by_hand: DeskContext) -> None:
    set_owner(village_by_hand, OwnerOrder(OWNER, backup=""), actor="local")
    (gap,) = add_leave(village_by_hand, Leave(OWNER, NOON.date(), NOON.date()), actor="local")
    assert (gap.staff, gap.groups) == (OWNER, ("g1", "g2"))
    (state,) = list_owners(village_by_hand, NOON.date())
    assert state.gaps == (gap,)


def test_only_confirmed_staff_can_own_groups(village_by_hand: DeskContext) -> None:
    with pytest.raises(UnknownId):
        set_owner(village_by_hand, OwnerOrder("m00", ["g1"]), actor="local")
    with pytest.raises(WrongInput):
        set_owner(village_by_hand, OwnerOrder(OWNER, backup=OWNER), actor="local")


def test_an_owners_tasks_are_counted(village_by_hand: DeskContext, sweep: Sweep, alike: str) -> None:
    sweep(NOON)
    (state,) = list_owners(village_by_hand, NOON.date())
    assert (state.load.posts, state.load.tasks) == (6, 5)


# -- the link ---------------------------------------------------------------------------------------
def test_the_page_shows_the_task_to_a_stranger_who_holds_the_link(
    phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    answer = phone.get(f"/o/{token}")
    assert answer.status_code == 200
    assert "noindex" in answer.headers["x-robots-tag"]
    assert POST in answer.text


@given(other=st.text("abcdefghijklmnopqrstuvwxyzABCDEF0123456789_-", min_size=16, max_size=60))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_other_token_shows_anything(village_by_hand: DeskContext, token: str, other: str) -> None:
    assert (link_of(village_by_hand, other) is None) is (other != token)
    for near in (token[:-1], f"{token}a", token.swapcase()):
        assert link_of(village_by_hand, near) is None


def test_the_token_itself_is_kept_nowhere(village_by_hand: DeskContext, token: str) -> None:
    village_by_hand.workspace.database.close()
    files = [file for file in village_by_hand.root.rglob("*") if file.is_file()]
    assert [file.name for file in files if token.encode() in file.read_bytes()] == []


@pytest.mark.parametrize("end", ["revoked", "over"])
def test_a_link_that_ended_shows_nothing_of_the_day(
    end: str, village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep, clock: Clock
) -> None:
    sweep(NOON)
    with village_by_hand.open_store(reading=True) as store:
        post = store.queue.post(POST)
    if end == "revoked":
        assert revoke_links(village_by_hand, OWNER, actor="local") == 1
    else:
        clock.now = NOON + timedelta(hours=14)
    for answer in (
        phone.get(f"/o/{token}"),
        phone.get(f"/o/{token}/poster/{post.poster}.jpg"),
    ):
        assert answer.status_code == 410
        assert post.text[:8] not in answer.text
        assert "田甜" not in answer.text


def test_a_link_to_one_day_shows_no_other(
    village_by_hand: DeskContext, phone: TestClient, sweep: Sweep
) -> None:
    tomorrow = NOON.date() + timedelta(days=1)
    token, _ = make_link(village_by_hand, OWNER, tomorrow, actor="local")
    sweep(NOON)
    with village_by_hand.open_store(reading=True) as store:
        post = store.queue.post(POST)
    assert POST not in phone.get(f"/o/{token}").text
    assert phone.get(f"/o/{token}/poster/{post.poster}.jpg").status_code == 404
    assert said(phone, token, "sent", [POST]).status_code == 409
    assert state_of(village_by_hand, POST) is PostState.HANDED_OFF


def test_a_link_opens_nothing_else(phone: TestClient, token: str) -> None:
    phone.get(f"/o/{token}")
    assert phone.get("/queue").status_code == 401
    assert phone.get("/api/v1/posts", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_another_owners_posts_cannot_be_ticked(
    village_by_hand: DeskContext, phone: TestClient, sweep: Sweep
) -> None:
    token, _ = make_link(village_by_hand, BACKUP, NOON.date(), actor="local")
    sweep(NOON)
    assert said(phone, token, "sent", [POST]).status_code == 409
    assert state_of(village_by_hand, POST) is PostState.HANDED_OFF


def test_a_report_from_another_site_is_refused(phone: TestClient, token: str, sweep: Sweep) -> None:
    sweep(NOON)
    form = {"key": "key-12345", "kind": "sent", "task": "t", "posts": [POST]}
    answer = phone.post(f"/o/{token}/word", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_link_to_a_day_that_is_over_is_refused(village_by_hand: DeskContext) -> None:
    with pytest.raises(WrongInput):
        make_link(village_by_hand, OWNER, NOON.date() - timedelta(days=2), actor="local")


def test_many_wrong_links_from_an_address_have_to_wait(
    phone: TestClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "MOST_FROM_HERE", 2)
    answers = [phone.get(f"/o/{'x' * 20}{n}").status_code for n in range(4)]
    assert answers == [404, 404, 429, 429]
    assert phone.get(f"/o/{token}").status_code == 200


def test_the_opens_are_counted_and_its_own_renewals_are_not(
    village_by_hand: DeskContext, phone: TestClient, token: str
) -> None:
    phone.get(f"/o/{token}")
    phone.get(f"/o/{token}?again=1")
    link = link_of(village_by_hand, token)
    assert link is not None
    assert link.opens == 1


# -- what it takes ----------------------------------------------------------------------------------
def test_a_tick_marks_the_post_sent_at_its_own_time(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep, clock: Clock
) -> None:
    sweep(NOON)
    clock.now = NOON + 30 * A_MINUTE
    assert said(phone, token, "sent", [POST], ago="1500").json() == {"ok": True, "new": True}
    with village_by_hand.open_store(reading=True) as store:
        (part,) = store.outbox.deliveries([POST])[POST]
    assert (part.state, part.out_at) == (DeliveryState.SENT, NOON + 5 * A_MINUTE)


def test_the_same_tick_twice_changes_nothing(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    first, again = (said(phone, token, "sent", [POST]).json() for _ in range(2))
    assert (first["new"], again["new"]) == (True, False)
    with village_by_hand.open_store(reading=True) as store:
        assert len(store.outbox.attempts([POST])[POST]) == 1


def test_a_tick_is_taken_back_within_ten_minutes(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep, clock: Clock
) -> None:
    sweep(NOON)
    said(phone, token, "sent", [POST])
    clock.now = NOON + 9 * A_MINUTE
    assert said(phone, token, "taken_back", [POST]).status_code == 200
    assert state_of(village_by_hand, POST) is PostState.HANDED_OFF
    said(phone, token, "sent", [POST], key="another-tick")
    clock.now = NOON + 30 * A_MINUTE
    assert said(phone, token, "taken_back", [POST], key="too-late-now").status_code == 409
    assert state_of(village_by_hand, POST) is PostState.SENT


def test_a_skip_says_why_and_can_be_taken_back(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    assert said(phone, token, "skipped", [POST], reason="because").status_code == 422
    assert said(phone, token, "skipped", [POST], reason="complaint").status_code == 200
    with village_by_hand.open_store(reading=True) as store:
        (part,) = store.outbox.deliveries([POST])[POST]
    assert part.why is not None
    assert (part.state, part.why.code) == (DeliveryState.SKIPPED, "owner.skip_complaint")
    assert said(phone, token, "taken_back", [POST]).status_code == 200
    assert state_of(village_by_hand, POST) is PostState.HANDED_OFF


def test_what_was_really_sent_is_kept_for_the_editor(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    assert said(phone, token, "edited", [POST], words=" ").status_code == 422
    assert said(phone, token, "edited", [POST], words="猫碰倒过的不算").status_code == 200
    with village_by_hand.open_store(reading=True) as store:
        (attempt,) = store.outbox.attempts([POST])[POST]
    assert attempt.message is not None
    assert attempt.message.params["words"] == "猫碰倒过的不算"


def test_who_cannot_right_now_hands_it_to_the_backup(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    assert said(phone, token, "handed_over", [POST]).status_code == 200
    assert owner_of(village_by_hand, POST) == BACKUP
    assert POST not in phone.get(f"/o/{token}").text
    theirs, _ = make_link(village_by_hand, BACKUP, NOON.date(), actor="local")
    assert POST in phone.get(f"/o/{theirs}").text


def test_without_a_backup_nothing_is_handed_over(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    set_owner(village_by_hand, OwnerOrder(OWNER, backup=""), actor="local")
    sweep(NOON)
    assert said(phone, token, "handed_over", [POST]).status_code == 409
    assert owner_of(village_by_hand, POST) == OWNER


def test_a_phone_without_network_reports_after_its_link_ended(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep, clock: Clock
) -> None:
    sweep(NOON)
    clock.now = NOON + timedelta(hours=20)
    assert said(phone, token, "sent", [POST], ago=str(timedelta(hours=19).total_seconds())).json()["ok"]
    with village_by_hand.open_store(reading=True) as store:
        (part,) = store.outbox.deliveries([POST])[POST]
    assert part.out_at == NOON + timedelta(hours=1)
    revoke_links(village_by_hand, OWNER, actor="local")


def test_a_revoked_link_reports_nothing(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    revoke_links(village_by_hand, OWNER, actor="local")
    assert said(phone, token, "sent", [POST]).status_code == 410
    assert state_of(village_by_hand, POST) is PostState.HANDED_OFF


def test_what_was_opened_and_copied_is_kept_of_each_task(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    page = phone.get(f"/o/{token}").text
    found = re.search(r'data-task="(\w+)"', page)
    assert found is not None
    for kind in ("opened", "copied", "saved"):
        said(phone, token, kind, [POST], task=found[1])
    with village_by_hand.open_store(reading=True) as store:
        kinds = [event.kind for event in store.owners.events(OWNER, NOON.date())]
    assert set(kinds) == {TaskEventKind.OPENED, TaskEventKind.COPIED, TaskEventKind.SAVED}
    assert 'data-copied="1"' in phone.get(f"/o/{token}").text


def test_the_page_works_without_scripts(
    village_by_hand: DeskContext, phone: TestClient, token: str, sweep: Sweep
) -> None:
    sweep(NOON)
    page = phone.get(f"/o/{token}").text
    form = page[page.index('data-word="sent"') : page.index("</form>", page.index('data-word="sent"'))]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    answer = phone.post(f"/o/{token}/word", data=dict(fields))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/o/{token}")
    assert state_of(village_by_hand, POST) is PostState.SENT


def test_a_word_about_no_post_is_refused(village_by_hand: DeskContext, token: str, sweep: Sweep) -> None:
    sweep(NOON)
    link = link_of(village_by_hand, token)
    assert link is not None
    with pytest.raises(Exception, match="not here"):
        take_word(village_by_hand, link, OwnerWord("key-none-1", TaskEventKind.SENT, "t1", ()))
