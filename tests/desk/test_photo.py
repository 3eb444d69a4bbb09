"""The page of one photo: where crops look, and what is known of it."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from content.learn.lesson import weights_of
from content.messages import render
from content.model import Choice, Media, Role, Score, Seen
from content.review import Decide, decide
from content.score.explain import judgement
from content.score.weights import HAND
from content.workspace import Workspace
from desk.pages.photo import crops_of
from tests.desk.conftest import ClientAs, learnt


def test_the_page_tells_score_versions_verdict_and_run(client: TestClient) -> None:
    page = client.get("/photo/i00").text
    said = client.get("/api/v1/submissions/i00").json()["submission"]["score"]["parts"]
    parts = [part for part in said if part["weight"]]  # the others count nothing
    assert page.count("<tr>") == len(parts) + 1  # and the head; the sum has a class
    assert "结论出自运行 r1" in page
    assert re.search(r"量法 \d+ · 评分 \d+", page)
    assert "入选第" in page


def test_the_page_explains_by_the_weights_that_made_the_order_and_names_them(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    assert '权重 <a href="/models">手工权重</a>' in client.get("/photo/i00").text
    card = learnt(workspace, now)
    with workspace.open_store(reading=True) as store:
        score = store.curation.outcomes(["i00"])["i00"]
    assert isinstance(score, Score)
    (colour,) = [part for part in score.parts if part.name == "colour"]
    page = client.get("/photo/i00").text
    assert '权重 <a href="/models">模型 1</a>' in page
    assert page.count("<tr>") == 2  # the head and colour: nothing else counts
    beyond = weights_of(card).beyond_usual(colour)
    assert beyond != HAND.beyond_usual(colour)
    assert f'">{beyond:+.3f}</td><td>{render(judgement(colour), "zh")}</td>' in page
    assert "下一夜按它重排" not in page


def test_the_page_says_when_other_weights_count_than_those_that_scored_it(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    learnt(workspace, now)
    with workspace.open_store() as store:
        store.models.use_model(0, actor="local", why=None, at=now, by_hand=True)
    assert "得分是按模型 1算的，现在用的是手工权重" in client.get("/photo/i00").text
    board = client.get("/week/g1/2026-W48", params={"sel": "g1-2026-11-23-morning", "tab": "trace"})
    assert "/models" in board.text


def test_every_post_that_shows_it_is_a_link(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        shown = next(post.submission for post in store.queue.posts() if post.submission)
        uses = {post.id for post in store.queue.posts() if shown in (post.submission, post.photo)}
    page = client.get(f"/photo/{shown}").text
    assert set(re.findall(r'href="/post/([^"]+)"', page)) == uses


def test_nothing_on_the_page_says_where_a_photo_was_taken(client: TestClient) -> None:
    page = client.get("/photo/i00").text
    assert "入库时已抹去，从不保存" in page
    assert "GPS" not in page


def test_a_click_without_scripts_sets_the_focal_point(client: TestClient, workspace: Workspace) -> None:
    answer = client.post("/photo/i00/focus", data={"at.x": 120, "at.y": 320})
    assert (answer.status_code, answer.headers["location"]) == (303, "/photo/i00#focus")
    with workspace.open_store(reading=True) as store:
        (submission,) = store.intake.submissions(["i00"])
        point = store.decisions.focal_point(submission.media[0].sha256)
    assert point is not None
    assert (point.x, point.y) == (0.25, 0.5)  # shown 480 x 640
    assert "本机 定的" in client.get("/photo/i00").text
    client.post("/photo/i00/focus/reset")
    assert "按画面量出来的" in client.get("/photo/i00").text


def test_the_api_sets_and_unsets_the_focal_point(client: TestClient) -> None:
    before = client.get("/api/v1/submissions/i00").json()["focal_point"]
    address = "/api/v1/submissions/i00/focal-point"
    assert client.put(address, json={"x": 0.1, "y": 0.9}).json() == {"x": 0.1, "y": 0.9, "by": "local"}
    assert client.request("DELETE", address).json() == before


@pytest.mark.parametrize(
    "point", [{"x": 1.1, "y": 0}, {"x": "0", "y": 0}, {"x": 0}, {"x": 0, "y": 0, "z": 0}]
)
def test_a_point_beside_the_photo_is_refused(client: TestClient, point: dict[str, float]) -> None:
    assert client.put("/api/v1/submissions/i00/focal-point", json=point).status_code == 422


def test_a_new_focal_point_makes_another_poster(client: TestClient) -> None:
    before = client.get("/cull/poster/i00.jpg?template=share-polaroid").headers["etag"]
    client.put("/api/v1/submissions/i00/focal-point", json={"x": 0.1, "y": 0.9})
    assert client.get("/cull/poster/i00.jpg?template=share-polaroid").headers["etag"] != before


def test_what_people_said_stands_on_the_page(client: TestClient, workspace: Workspace, now: datetime) -> None:
    said = Decide(Seen("i00", 0), Choice.DROP, rating=0, comment="太暗")
    decide(workspace.open_store, [said], actor="周正", at=now)
    page = client.get("/photo/i00").text
    assert "周正 说：已淘汰" in page
    assert "点评「太暗」" in page
    assert "<b>周正</b>" in page  # in the audit


def test_a_viewer_sees_the_photo_and_cannot_move_its_focus(client_as: ClientAs) -> None:
    viewer = client_as(Role.VIEWER)
    assert "disabled" in viewer.get("/photo/i00").text
    assert viewer.post("/photo/i00/focus", data={"at.x": 1, "at.y": 1}).status_code == 403


def test_a_photo_that_is_not_there_is_said_so(client: TestClient) -> None:
    assert client.get("/photo/nobody").status_code == 404
    assert client.post("/photo/nobody/focus", data={"at.x": 1, "at.y": 1}).status_code == 404


sides = st.integers(100, 6000)
fractions = st.floats(0, 1)


@given(sides, sides, fractions, fractions)
def test_a_crop_has_its_shape_lies_within_the_photo_and_keeps_the_point(
    width: int, height: int, x: float, y: float
) -> None:
    for crop in crops_of(Media("0" * 64, ".jpg", width, height, 1), (x, y)):
        left, top, wide, high = map(int, crop.box.split())
        assert -1 <= left <= x * width + 1 <= left + wide + 3
        assert -1 <= top <= y * height + 1 <= top + high + 3
        assert left + wide <= width + 1
        assert top + high <= height + 1
        assert abs(wide / crop.across - high / crop.down) <= 1
        assert 0 < crop.kept <= 100
