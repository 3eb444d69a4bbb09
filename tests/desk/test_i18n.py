"""What the program says reaches people in their language, and people go by the names they have."""

from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from content.model import ConsentState, Role, Seen, User
from content.review import lock, return_
from content.rights.consents import record_consent
from content.workspace import Workspace
from tests.desk.conftest import ClientAs


def test_a_persons_words_are_left_whole(client: TestClient) -> None:
    post = client.get("/api/v1/posts").json()["items"][0]
    seen = {"id": post["id"], "revision": post["revision"]}
    client.post("/api/v1/posts/return", json={"items": [seen], "why": "换一张 more light please"})
    assert "换一张 more light please" in client.get(f"/post/{post['id']}").text


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/queue?status=returned",
        "/post/{post}",
        "/week/{group}/2026-W48?sel={post}",
        "/week/{group}/2026-W48?sel={post}&tab=notes",
        "/audit",
    ],
)
def test_why_a_post_came_back_is_read_in_one_language_whoever_gave_the_cause(
    client: TestClient, workspace: Workspace, now: datetime, page: str
) -> None:
    shown = next(post for post in client.get("/api/v1/posts").json()["items"] if post["submission"])
    with workspace.open_store() as store:
        gone = replace(store.rights.consent(shown["submission"]), state=ConsentState.WITHDRAWN)
        record_consent(store, shown["submission"], gone, at=now, by="local")
    address = page.format(post=shown["id"], group=shown["group"])
    zh, en = (client.get(address, headers={"accept-language": lang}).text for lang in ("zh", "en"))
    assert "作者撤回了授权" in zh
    assert "its author withdrew" not in zh
    assert "its author withdrew the consent" in en
    assert "作者撤回了授权" not in en


def test_a_page_says_an_error_in_the_readers_language(client: TestClient) -> None:
    zh, en = (client.get("/runs/none", params={"lang": lang}).text for lang in ("zh", "en"))
    assert "没有这次运行" in zh
    assert "There is no run" in en


def test_the_api_says_an_error_in_the_readers_language(client: TestClient) -> None:
    zh, en = (
        client.get("/api/v1/runs/none", headers={"accept-language": lang}).json() for lang in ("zh", "en")
    )
    assert zh == {"code": "not_found", "message": "没有这次运行：'none'。", "fields": {}}
    assert en == {"code": "not_found", "message": "There is no run 'none'.", "fields": {}}


@pytest.fixture
def zhou(workspace: Workspace, now: datetime) -> User:
    """Somebody whose sign-in is not what people call them."""
    user = User("zhou", "周正", Role.EDITOR)
    with workspace.open_store() as store:
        store.accounts.put_user(user, actor="test", at=now)
    return user


def test_a_lock_names_its_holder_as_people_know_them(
    client_as: ClientAs, workspace: Workspace, zhou: User, now: datetime
) -> None:
    editor = client_as(Role.EDITOR, "lin")
    post = editor.get("/api/v1/posts").json()["items"][0]
    lock(workspace.open_store, [Seen(post["id"], post["revision"])], actor=zhou.name, at=now)
    seen = {"id": post["id"], "revision": post["revision"] + 1}
    answer = editor.post("/api/v1/posts/return", json={"items": [seen], "why": "x"}).json()
    assert answer["outcomes"][post["id"]]["message"] == "周正 锁定了这条"
    assert "周正" in editor.get("/queue").text


def test_a_conflict_names_who_was_faster_as_people_know_them(
    client_as: ClientAs, workspace: Workspace, zhou: User, now: datetime
) -> None:
    editor = client_as(Role.EDITOR, "lin")
    post = editor.get("/api/v1/posts").json()["items"][0]
    seen = Seen(post["id"], post["revision"])
    return_(workspace.open_store, [seen], actor=zhou.name, why="太暗", at=now)
    answer = editor.post(
        "/api/v1/posts/return", json={"items": [{"id": seen.id, "revision": seen.revision}], "why": "x"}
    )
    end = answer.json()["outcomes"][seen.id]
    assert (end["status"], end["changed_by"]) == ("conflict", "zhou")
    assert end["message"].startswith("周正 刚改过")
