"""Remarks about posts: said, answered, settled, undone; whom they call is told, and nothing of them runs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from content.model import BellEvent, DeskPresence, Role
from content.workspace import Workspace
from services.erase import erase_member

POST = "g1-2026-11-23-noon"
COMMENTS = f"/api/v1/posts/{POST}/comments"
NOTES = f"/week/g1/2026-W48?sel={POST}&tab=notes"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ClientAs = Callable[..., TestClient]


@pytest.fixture
def lin(client_as: ClientAs) -> TestClient:
    return client_as(Role.EDITOR, "林小满")


@pytest.fixture
def zhou(client_as: ClientAs, lin: TestClient) -> TestClient:
    return client_as(Role.APPROVER, "周正")


def say(client: TestClient, text: str, **more: object) -> dict[str, object]:
    answer = client.post(COMMENTS, json={"version": 1, "text": text, **more})
    assert answer.status_code == 201, answer.text
    said: dict[str, object] = answer.json()
    return said


def test_a_remark_stands_on_the_board_beside_the_post_and_on_its_button(zhou: TestClient) -> None:
    form = {"post": POST, "version": "1", "text": "选项太绕", "x": "0.25", "y": "0.5", "next": "/queue"}
    answer = zhou.post("/act/comment", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    notes = zhou.get(NOTES, headers={"X-Part": "1"}, params={"part": "inspector"})
    page = zhou.get(NOTES).text
    assert notes.status_code == 200
    assert "选项太绕" in page
    assert "translate(96.0 256.0)" in page  # of the drawing's 384 by 512
    assert "批准，留着 1 条批注" in page
    assert "有批注的" in page
    assert "选项太绕" in zhou.get(f"/post/{POST}").text


def test_a_thread_is_answered_settled_and_opened_again(zhou: TestClient, lin: TestClient) -> None:
    first = say(zhou, "短一点", quote="多半能", kind="words")
    say(lin, "好", parent=first["id"])
    assert lin.patch(f"{COMMENTS}/{first['id']}", json={"settled": True}).json()["settled_version"] == 1
    assert [item["text"] for item in lin.get(COMMENTS).json()["items"]] == ["短一点", "好"]
    assert "批准，留着" not in zhou.get(NOTES).text
    assert lin.patch(f"{COMMENTS}/{first['id']}", json={"settled": False}).json()["settled_at"] is None


def test_a_viewer_speaks_but_settles_only_what_he_began(client_as: ClientAs, lin: TestClient) -> None:
    viewer = client_as(Role.VIEWER, "看看")
    theirs, own = say(lin, "他的"), say(viewer, "我的")
    assert viewer.patch(f"{COMMENTS}/{theirs['id']}", json={"settled": True}).status_code == 403
    assert viewer.patch(f"{COMMENTS}/{own['id']}", json={"settled": True}).status_code == 200
    assert lin.delete(f"{COMMENTS}/{own['id']}").status_code == 403
    assert viewer.delete(f"{COMMENTS}/{own['id']}").status_code == 204


@pytest.mark.parametrize(
    "body, status",
    [
        ({"version": 9, "text": "哪一版"}, 409),
        ({"version": 1, "text": "x" * 1001}, 422),
        ({"version": 1, "text": "外面", "pin": {"x": 1.2, "y": 0}}, 422),
        ({"version": 1, "text": "答谁", "parent": 77}, 404),
    ],
)
def test_what_cannot_be_is_refused(lin: TestClient, body: dict[str, object], status: int) -> None:
    assert lin.post(COMMENTS, json=body).status_code == status
    assert lin.get(COMMENTS).json()["items"] == []


def test_a_remark_of_another_post_is_none_of_this_one(lin: TestClient) -> None:
    said = say(lin, "这里")
    elsewhere = f"/api/v1/posts/g1-2026-11-23-morning/comments/{said['id']}"
    assert lin.patch(elsewhere, json={"settled": True}).status_code == 404
    assert lin.delete(elsewhere).status_code == 404


def test_each_takes_back_what_he_did_and_nobody_elses(lin: TestClient, zhou: TestClient) -> None:
    said = say(lin, "收回我")
    assert lin.post("/api/v1/undo", json={"scope": {"group": "g1"}}).json()["entry"]
    assert lin.get(COMMENTS).json()["items"] == []
    assert lin.post("/api/v1/redo", json={}).json()["entry"]
    zhou.patch(f"{COMMENTS}/{said['id']}", json={"settled": True})
    outcome = lin.post("/api/v1/undo", json={}).json()["outcomes"][f"comment {said['id']}"]
    assert outcome["status"] == "conflict"
    assert zhou.post("/api/v1/undo", json={}).json()["outcomes"][f"comment {said['id']}"]["status"] == "done"
    assert lin.get(COMMENTS).json()["items"][0]["settled_at"] is None


def test_who_is_called_answered_or_made_the_post_is_told_and_nobody_of_his_own(
    lin: TestClient, zhou: TestClient, workspace: Workspace
) -> None:
    first = say(zhou, "@林小满 看一眼；@路人甲 不在这里")
    say(lin, "看了", parent=first["id"])
    say(lin, "我自己")
    with workspace.open_store(reading=True) as store:
        to_lin, to_zhou = (store.bell.entries(name) for name in ("林小满", "周正"))
        assert first["mentions"] == ["林小满"]
    assert [(entry.event, entry.actor) for entry in to_lin] == [(BellEvent.MENTION, "周正")]
    assert [(entry.event, entry.actor) for entry in to_zhou] == [(BellEvent.MENTION, "林小满")]


def test_a_returned_post_rings_for_whoever_gave_it_its_form(
    lin: TestClient, zhou: TestClient, workspace: Workspace
) -> None:
    answer = lin.patch(f"/api/v1/posts/{POST}", json={"text": "我改的"}, headers={"If-Match": '"2"'})
    assert answer.status_code == 200, answer.text
    seen = f"{POST} {answer.json()['revision']}"
    zhou.post("/act/return", data={"seen": seen, "why": "太短"})
    with workspace.open_store(reading=True) as store:
        (entry,) = store.bell.entries("林小满")
    assert (entry.event, entry.excerpt) == (BellEvent.CHANGE, "太短")


def test_alike_entries_are_one_until_they_are_looked_at_and_opening_does(
    lin: TestClient, zhou: TestClient
) -> None:
    for _ in range(3):
        say(zhou, "@林小满 再看")
    assert lin.get("/notices/count").json() == {"unread": 1}
    page = lin.get("/notices").text
    assert "要你动手" in page
    number = page.partition('href="/notices/')[2].partition('"')[0]
    while not number.isdecimal():
        page = page.partition('href="/notices/')[2]
        number = page.partition('"')[0]
    assert zhou.get(f"/notices/{number}").status_code == 404  # another's
    assert lin.get(f"/notices/{number}").headers["location"].startswith(f"/post/{POST}")
    assert lin.get("/notices/count").json() == {"unread": 0}
    say(zhou, "@林小满 又来")
    assert lin.get("/notices/count").json() == {"unread": 1}
    lin.get(f"/post/{POST}")  # the thing itself
    assert lin.get("/notices/count").json() == {"unread": 0}


def test_words_of_remarks_run_nowhere(zhou: TestClient, lin: TestClient) -> None:
    say(zhou, f"{EVIL} @林小满", quote=EVIL)
    for page in (zhou.get(NOTES), zhou.get(f"/post/{POST}"), lin.get("/notices")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text


def test_erasing_a_member_covers_what_was_quoted_of_her(
    workspace: Workspace, client: TestClient, now: datetime
) -> None:
    with workspace.open_store(reading=True) as store:
        post = next(p for p in store.queue.posts() if p.member and p.submission)
        member = store.library.member(post.member or "")
        (submission,) = store.intake.submissions([post.submission or ""])
    assert member
    words = f"{member.nickname}说的「{submission.text}」印上去"
    body = {"version": post.version, "text": words, "quote": post.text[:30]}
    assert client.post(f"/api/v1/posts/{post.id}/comments", json=body).status_code == 201
    erase_member(workspace, member.id, at=now, by="test")
    (item,) = client.get(f"/api/v1/posts/{post.id}/comments").json()["items"]
    assert member.nickname not in item["text"]
    assert not submission.text or submission.text not in item["text"]
    assert item["quote"] == ""


def test_presence_is_seen_by_others_and_over_by_itself(
    lin: TestClient, zhou: TestClient, team: FastAPI, workspace: Workspace, now: datetime
) -> None:
    here = {"post": POST, "edits": True}
    assert lin.put("/api/v1/presence", json=here).json() == {"items": []}
    (seen,) = zhou.put("/api/v1/presence", json={"post": "g1-2026-11-23-morning"}).json()["items"]
    assert (seen["post"], seen["called"], seen["edits"]) == (POST, "林小满", True)
    with workspace.open_store() as store:
        newest = store.feed.newest_change()
        store.presence.put(DeskPresence("林小满", POST, True, now))  # said again: no news
    with workspace.open_store(reading=True) as store:
        assert store.feed.newest_change() == newest
        day = datetime.fromisoformat("2026-11-23T00:00+00:00").date()
        later = now.replace(minute=now.minute + 1)
        assert store.presence.near("g1", day, day, later) == []
    assert lin.put("/api/v1/presence", json={"post": "none"}).status_code == 404
