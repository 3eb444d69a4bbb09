"""What the program says of errors reaches people in their language, and people go by the names they have."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import content.posters.crop
import content.posters.draw
import content.posters.template
from content.errors import TextDoesNotFit
from content.model import ConsentState, Role, Seen, User
from content.review import lock, return_
from content.workspace import Workspace
from desk.press import HERE
from desk.tongue import spoken
from tests.desk.conftest import ClientAs

# Modules whose sentences reach a page of the desk.
SPEAKERS = [
    *(file for file in HERE.rglob("*.py") if "preview" not in file.parts and file.name != "server.py"),
    *(
        Path(str(module.__file__))
        for module in (content.posters.crop, content.posters.draw, content.posters.template)
    ),
]
RAISED = {"Refusal", "WrongInput", "UnknownId", "NotReady", "PosterError", "SishiError"}


def sentences_of(module: Path) -> Iterator[str]:
    """The sentences a module raises, with a word in the place of what they name."""
    for raised in ast.walk(ast.parse(module.read_text("utf-8"))):
        call = raised.exc if isinstance(raised, ast.Raise) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RAISED:
            yield from (said for each in call.args if (said := _plain(each)) and " " in said)


def _plain(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X1" for part in node.values)
    return ""


@pytest.mark.parametrize("module", SPEAKERS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_sentence_that_is_raised_here_is_said_in_chinese_too(module: Path) -> None:
    assert [said for said in sentences_of(module) if spoken(said, "zh") == said] == []


def test_a_text_too_long_for_its_box_is_said_with_its_figures() -> None:
    said = spoken(str(TextDoesNotFit("line", 70, 60)), "zh")
    assert said == "「海报上的话」 有 70 字，最小字号也只放得下 60 字。请减 10 字，或者换一个模板。"


def test_a_cause_within_a_sentence_is_said_too() -> None:
    broken = "g1/a.json: a.jpg: the picture is broken: image file is truncated (21 bytes not processed)"
    assert spoken(broken, "zh") == "g1/a.json: a.jpg：图片坏了（文件不完整）"
    assert spoken(broken, "en") == broken


@settings(max_examples=60, derandomize=True)
@given(st.text(max_size=80))
def test_whatever_is_said_comes_back_as_some_words(text: str) -> None:
    assert isinstance(spoken(text, "zh"), str)
    assert spoken(text, "en") == text


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
        gone = replace(store.consent(shown["submission"]), state=ConsentState.WITHDRAWN)
        store.record_consent(shown["submission"], gone, at=now, by="local")
    address = page.format(post=shown["id"], group=shown["group"])
    zh, en = (client.get(address, headers={"accept-language": lang}).text for lang in ("zh", "en"))
    assert "作者撤回了授权" in zh
    assert "its author withdrew" not in zh
    assert "its author withdrew the consent" in en
    assert "作者撤回了授权" not in en


def test_a_page_says_an_error_in_the_readers_language(client: TestClient) -> None:
    zh, en = (client.get("/week/none/2026-W48", params={"lang": lang}).text for lang in ("zh", "en"))
    assert "没有社群" in zh
    assert "There is no group" in en


@pytest.fixture
def zhou(workspace: Workspace, now: datetime) -> User:
    """Somebody whose sign-in is not what people call them."""
    user = User("zhou", "周正", Role.EDITOR)
    with workspace.open_store() as store:
        store.put_user(user, who="test", at=now)
    return user


def test_a_lock_names_its_holder_as_people_know_them(
    client_as: ClientAs, workspace: Workspace, zhou: User, now: datetime
) -> None:
    editor = client_as(Role.EDITOR, "lin")
    post = editor.get("/api/v1/posts").json()["items"][0]
    lock(workspace.open_store, [Seen(post["id"], post["revision"])], who=zhou.name, at=now)
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
    return_(workspace.open_store, [seen], who=zhou.name, why="太暗", at=now)
    answer = editor.post(
        "/api/v1/posts/return", json={"items": [{"id": seen.id, "revision": seen.revision}], "why": "x"}
    )
    end = answer.json()["outcomes"][seen.id]
    assert (end["status"], end["changed_by"]) == ("conflict", "zhou")
    assert end["message"].startswith("周正 刚改过")
