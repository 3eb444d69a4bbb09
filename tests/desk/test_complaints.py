"""吐槽: the team sees what members are unhappy with, on a page and through the API."""

import re

import pytest
from starlette.testclient import TestClient

from content.model import Submission
from content.workspace import Workspace
from desk.context import DeskContext

SAID = "难吃，<b>等了</b>两个小时，再也不来了"


@pytest.fixture
def told(workspace: Workspace, office: DeskContext) -> Workspace:
    now = office.clock()
    sad = Submission("sad", "g1", "m01", SAID, now, (), None)
    glad = Submission("glad", "g1", "m01", "很好喝，喜欢", now, (), None)
    with workspace.open_store() as store:
        store.intake.add_submission(sad, "sad", at=now, run="r1")
        store.intake.add_submission(glad, "glad", at=now, run="r1")
    return workspace


def test_the_page_lists_complaints_with_their_photo_page(client: TestClient, told: Workspace) -> None:
    page = client.get("/complaints").text
    assert re.findall(r'href="/photo/(\w+)"', page) == ["sad"]
    assert "&lt;b&gt;等了" in page
    assert "很好喝" not in page
    assert "/complaints" in client.get("/groups").text


def test_the_page_says_where_there_are_none(client: TestClient, told: Workspace) -> None:
    assert "没有人吐槽" in client.get("/complaints?group=g2").text
    assert "Nobody complains" in client.get("/complaints?group=g2&lang=en").text


def test_the_api_gives_them_to_scripts(client: TestClient, told: Workspace) -> None:
    (complaint,) = client.get("/api/v1/complaints?days=7").json()
    assert (complaint["id"], complaint["text"], complaint["evidence"]) == ("sad", SAID, "难吃")
    assert client.get("/api/v1/complaints?product=nothing").json() == []
    assert client.get("/api/v1/complaints?days=0").status_code == 422
