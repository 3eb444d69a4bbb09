"""The room of stories: what it lists, how a story is written and put to use, and what it never does."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from httpx import Response
from starlette.testclient import TestClient

from content import review
from content.messages import render
from content.model import Message, PostState, Role, Slot, Story
from content.review import ReviewRules
from content.workspace import Workspace
from desk.story_form import StoryForm

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
PART = {**SAME_SITE, "X-Part": "1"}


def form_of(story: Story, **changes: object) -> dict[str, object]:
    """What the page sends of a story as it is."""
    quiz = story.quiz
    return {
        "revision": 0,
        "version": 1,
        "title": story.title,
        "product": story.product,
        "form": story.form,
        "hook": story.hook,
        "question": quiz.question,
        "option": list(quiz.options),
        "answer": quiz.answer,
        "why": quiz.why,
        "clue": story.clue,
        "solution": story.solution,
        "solution_title": story.solution_title,
        "steps": "\n".join(f"{step.title} | {step.note}" for step in story.steps),
    } | changes


def sent(client: TestClient, path: str, data: dict[str, object], **more: object) -> Response:
    """What a form comes to: the page that it leads to."""
    return client.post(path, data=data, headers=SAME_SITE, follow_redirects=True, **more)  # type: ignore[arg-type]


@pytest.fixture
def told_story(workspace: Workspace) -> Story:
    with workspace.open_store(reading=True) as store:
        story = store.library.story("s1")
    assert story is not None
    return story


def test_the_form_of_a_story_says_what_it_says(told_story: Story) -> None:
    form = StoryForm.model_validate(form_of(told_story))
    assert form.story(told_story) == told_story


def test_the_list_names_every_story_and_what_is_wrong(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        story = store.library.story("s1")
        assert story is not None
        store.library.put_stories([replace(story, solution=f"{story.solution}全网最低价，试试。")])
    page = client.get("/stories").text
    assert page.count('class="storyrow"') >= 2
    assert "1 处" in page
    problems = client.get("/stories?filter=problems").text
    assert problems.count('class="storyrow"') == 1
    assert "改好之前不排" in problems


def test_what_is_typed_is_a_draft_with_its_findings_at_the_field(
    client: TestClient, told_story: Story, workspace: Workspace
) -> None:
    spoilt = form_of(told_story, clue="其实就是 92 ℃，你看。")
    part = client.post("/stories/s1", data=spoilt, headers=PART)
    assert part.status_code == 200
    assert "答案「92 ℃」提前说出来了" in part.text
    assert "<mark>92 ℃</mark>" in part.text
    assert "改完 1 处才能用" in part.text
    assert "换回在用的那一版" in part.text
    with workspace.open_store(reading=True) as store:
        draft, used = store.story_drafts.draft("s1"), store.library.story("s1")
    assert draft is not None
    assert (draft.story.clue, draft.revision) == ("其实就是 92 ℃，你看。", 1)
    assert used == told_story, "what is told stays until the draft is used"


def test_a_fix_is_one_click_and_makes_up_no_words(client: TestClient, told_story: Story) -> None:
    spoilt = form_of(told_story, clue="其实就是 92 ℃，你看。")
    client.post("/stories/s1", data=spoilt, headers=PART)
    fixed = client.post("/stories/s1", data=spoilt | {"revision": 1, "action": "fix 0"}, headers=PART)
    assert "没问题" in fixed.text
    assert told_story.clue in client.get("/stories/s1").text


def test_a_story_with_findings_is_not_put_to_use(
    client: TestClient, told_story: Story, workspace: Workspace
) -> None:
    spoilt = form_of(told_story, clue="其实就是 92 ℃，你看。", action="use")
    answer = sent(client, "/stories/s1", spoilt)
    assert "还有 1 处要改" in answer.text
    with workspace.open_store(reading=True) as store:
        assert store.library.story("s1") == told_story


def test_a_used_draft_is_told_and_approved_posts_wait_again_until_it_is_undone(
    client: TestClient, told_story: Story, workspace: Workspace
) -> None:
    with workspace.open_store(reading=True) as store:
        mine = [post for post in store.queue.posts() if post.story == "s1" and post.slot is Slot.MORNING]
        sights = review.sights(store, mine)
    post = mine[0]
    office = client.app.state.office  # type: ignore[attr-defined]
    batch = review.approve(
        workspace.open_store, [sights[post.id]], rules=ReviewRules(), actor="local", at=office.clock()
    )
    assert list(batch.done) == [post.id]
    assert (
        "1 条回待审"
        in client.post(
            "/stories/s1", data=form_of(told_story, hook="早上这口黑，\n谁先醒？"), headers=PART
        ).text
    )
    form = form_of(told_story, hook="早上这口黑，\n谁先醒？", revision=1, action="use")
    answer = sent(client, "/stories/s1", form)
    assert "1 条批过的回到待审" in answer.text
    with workspace.open_store(reading=True) as store:
        now = store.queue.post(post.id)
        assert "谁先醒" in now.text
        assert (now.state, now.hand) == (PostState.IN_REVIEW, "")
        assert store.library.story_versions()["s1"] == 2
        assert [version.number for version in store.story_drafts.versions("s1")] == [2, 1]
    client.post("/act/undo", data={"next": "/stories"}, headers=SAME_SITE)
    with workspace.open_store(reading=True) as store:
        back = store.queue.post(post.id)
        assert (back.text, back.state) == (post.text, PostState.APPROVED)
        story, draft = store.library.story("s1"), store.story_drafts.draft("s1")
    assert story == told_story
    assert draft is not None
    assert draft.story.hook == "早上这口黑，\n谁先醒？", "no word of what was undone is lost"


def test_whoever_is_slower_loses_nothing(client: TestClient, told_story: Story, workspace: Workspace) -> None:
    client.post("/stories/s1", data=form_of(told_story, clue="他写的线索"), headers=PART)
    mine = form_of(told_story, clue="我写的线索")
    answer = client.post("/stories/s1", data=mine, headers=SAME_SITE)
    assert answer.status_code == 409
    assert "我写的线索" in answer.text
    assert "他写的线索" in answer.text
    again = client.post("/stories/s1", data=mine | {"revision": 1}, headers=PART)
    assert again.status_code == 200
    with workspace.open_store(reading=True) as store:
        draft = store.story_drafts.draft("s1")
    assert draft is not None
    assert draft.story.clue == "我写的线索"


def test_an_import_meanwhile_is_a_conflict_too(
    client: TestClient, told_story: Story, workspace: Workspace
) -> None:
    client.post("/stories/s1", data=form_of(told_story, hook="谁先醒？"), headers=PART)
    with workspace.open_store() as store:
        store.library.put_stories([replace(told_story, hook="表里的钩子")])
    form = form_of(told_story, hook="谁先醒？", revision=1, action="use")
    answer = sent(client, "/stories/s1", form)
    assert answer.status_code == 409
    assert "表里的钩子" in answer.text
    assert "谁先醒" in sent(client, "/stories/s1", form | {"version": 2}).text


def test_a_frame_has_the_photo_and_the_question_and_no_answer(
    client: TestClient, workspace: Workspace
) -> None:
    page = client.get("/stories/new").text
    assert "程序只搭架子" in page
    office = client.app.state.office  # type: ignore[attr-defined]
    photos = office.photos.at(office.clock())
    item = next(iter(photos.values()))[0]
    data: dict[str, object] = {"source": "submission", "submission": item.id, "question": "为什么？"}
    answer = sent(client, "/stories/new", data)
    with workspace.open_store(reading=True) as store:
        (draft,) = store.story_drafts.drafts()
        assert store.library.story(draft.story.id) is None, "nobody is told it"
    assert str(answer.url).endswith(f"/stories/{draft.story.id}?photo={item.id}")
    quiz = draft.story.quiz
    assert (draft.story.product, quiz.question, quiz.answer) == (item.product, "为什么？", "")
    assert not any((draft.story.hook, draft.story.clue, draft.story.solution, quiz.why, *quiz.options))
    assert item.text not in str(draft.story), "a member's words are quoted, never copied into the story"


def test_a_photo_without_consent_begins_no_story(client: TestClient, workspace: Workspace) -> None:
    data = {"source": "submission", "submission": "nobody"}
    answer = client.post("/stories/new", data=data, headers=SAME_SITE)
    assert answer.status_code == 422
    with workspace.open_store(reading=True) as store:
        assert store.story_drafts.drafts() == []


def test_a_file_is_taken_whole_or_not_at_all(
    client: TestClient, workspace: Workspace, told_story: Story
) -> None:
    table = client.get("/stories/export.csv?story=s1").content
    new = table.replace(b"s1,", b"fresh,", 1)
    answer = sent(client, "/stories/import", {}, files={"files": ("a.csv", io.BytesIO(new))})
    assert "新的 1 条" in answer.text
    bad = new.replace(b"fresh,", b"other,", 1).replace(told_story.product.encode(), b"nothing-known")
    answer = sent(client, "/stories/import", {}, files={"files": ("b.csv", io.BytesIO(bad))})
    assert answer.status_code == 422
    assert "nothing-known" in answer.text
    with workspace.open_store(reading=True) as store:
        ids = {story.id for story in store.library.stories()}
    assert "fresh" in ids
    assert "other" not in ids


def test_markdown_leaves_alone_or_together(client: TestClient) -> None:
    alone = client.get("/stories/export.md?story=s1")
    assert alone.content.startswith(b"---")
    together = client.get("/stories/export.md")
    assert together.headers["content-type"] == "application/zip"
    assert client.get("/stories/export.md?story=none").status_code == 404
    assert "<title>" in client.get("/stories/s1/sop.html").text


def test_a_poster_that_cannot_be_says_why(client: TestClient, told_story: Story) -> None:
    client.post("/stories/s1", data=form_of(told_story, answer=""), headers=PART)
    answer = client.get("/stories/s1/poster/noon.jpg", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert client.get("/stories/s1/poster/noon.jpg?used=1&w=thumb").content[:2] == b"\xff\xd8"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_viewers_look_and_editors_write(
    client_as: Callable[..., TestClient], told_story: Story, role: Role
) -> None:
    client = client_as(role)
    assert client.get("/stories/s1").status_code == 200
    status = client.post("/stories/s1", data=form_of(told_story), headers=PART).status_code
    assert status == (403 if role is Role.VIEWER else 200)


def test_the_api_writes_uses_and_refuses(client: TestClient, told_story: Story) -> None:
    whole = client.get("/api/v1/stories/s1").json()
    assert (whole["revision"], whole["version"], whole["findings"]) == (0, 1, [])
    words = whole["words"] | {"clue": "就是 92 ℃"}
    body = {"revision": 0, "version": 1, "words": words}
    draft = client.put("/api/v1/stories/s1/draft", json=body, headers=SAME_SITE).json()
    assert [item["rule"] for item in draft["findings"]] == ["spoiler"]
    seen = {"revision": 1, "version": 1}
    refused = client.post("/api/v1/stories/s1/use", json=seen, headers=SAME_SITE)
    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    assert client.put("/api/v1/stories/s1/draft", json=body, headers=SAME_SITE).status_code == 409
    good = seen | {"words": words | {"clue": "壶嘴细，水就稳，你看。"}}
    assert client.put("/api/v1/stories/s1/draft", json=good, headers=SAME_SITE).json()["findings"] == []
    used = client.post("/api/v1/stories/s1/use", json=seen | {"revision": 2}, headers=SAME_SITE).json()
    assert used["version"] == 2
    listed = {item["id"]: item for item in client.get("/api/v1/stories").json()["items"]}
    assert (listed["s1"]["version"], listed["s1"]["draft"]) == (2, False)


def test_gaps_name_the_stories_that_wait() -> None:
    message = Message("gap.stories_unready", stories=Message("gap.stories", n=3), unready=2)
    assert render(message, "zh") == "3 条剧情线（还有 2 条没改完，不排）"
