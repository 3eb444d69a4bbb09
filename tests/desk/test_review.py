"""逐条审: what waits, one telling after another, by pages, forms and the API; and one field that finds it."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from content.model import Post, PostState, PostVariants, Role, post_variants
from content.workspace import Workspace
from desk.context import DeskContext
from tests.desk.conftest import ClientAs

EVIL = '"><script>alert(1)</script>'


def waiting(workspace: Workspace) -> list[PostVariants]:
    with workspace.open_store(reading=True) as store:
        return list(post_variants(store.queue.posts(states=[PostState.IN_REVIEW])))


def ticked(page: str) -> list[str]:
    """The posts that the form of a page is for, as it sends them."""
    return re.findall(r'name="item"\s+value="([^"]+)"', page)


def address(post: Post) -> str:
    return f"/review?at={quote(post.id)}"


@pytest.fixture
def shared(workspace: Workspace) -> Workspace:
    """The village with g2 told what g1 is told in the same slots, each in its own first line."""
    with workspace.open_store() as store:
        posts = {post.id: post for post in store.queue.posts()}
        for post in posts.values():
            other = posts.get(post.id.replace("g2-", "g1-", 1)) if post.group == "g2" else None
            if other:
                fields = {"story": other.story, "photo": other.photo, "submission": other.submission}
                now = replace(post, text=f"二群好\n{other.text}", poster=other.poster, **fields)
                store.queue.change(post, now, kind="tell", actor="sishi", why=None, at=post.goes_out_at)
    return workspace


def test_it_begins_with_what_goes_out_first_and_counts_the_rest(
    client: TestClient, shared: Workspace
) -> None:
    items = waiting(shared)
    page = client.get("/review").text
    assert [item.split(" ")[0] for item in ticked(page)] == list(items[0].ids)
    assert re.search(rf"<b>1</b>\s*<span class=\"mut\">/ {len(items)} 条", page)
    assert [re.sub("&.*", "", key) for key in re.findall(r'data-strip="([^"]+)"', page)] == [
        item.first.id for item in items[: len(re.findall("data-strip", page))]
    ]


def test_variants_are_one_item_and_each_shows_its_own_words(client: TestClient, shared: Workspace) -> None:
    item = next(item for item in waiting(shared) if len(item.posts) == 2)
    page = client.get(address(item.first)).text
    assert len(ticked(page)) == 2
    assert "批准 2 个群" in page
    assert "二群好" in page
    assert len(item.contents) == 2


def test_one_form_approves_all_that_is_ticked_and_goes_on(client: TestClient, shared: Workspace) -> None:
    item = next(item for item in waiting(shared) if len(item.posts) == 2)
    page = client.get(address(item.first)).text
    follows = re.findall(r'name="next"\s+value="([^"]+)"', page)[-1].replace("&amp;", "&")
    answer = client.post("/queue/approve", data={"item": ticked(page), "next": follows})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/review?sort=due&at=")
    with shared.open_store(reading=True) as store:
        assert {store.queue.post(key).state for key in item.ids} == {PostState.APPROVED}
        assert len({step["id"] for step in store.journal.done_by("local", most=1)[0].steps}) == 2


def test_what_is_decided_already_leads_on_to_what_waits(client: TestClient, shared: Workspace) -> None:
    first, second, *_ = waiting(shared)
    client.post("/queue/approve", data={"item": ticked(client.get(address(first.first)).text)})
    assert "张好了" in client.get("/queue").text  # what the form answered is said once
    page = client.get(address(first.first)).text
    assert "那一条已经看过了" in page
    assert [item.split(" ")[0] for item in ticked(page)] == list(second.ids)


def test_a_filter_shows_its_own_posts_alone(client: TestClient, shared: Workspace) -> None:
    page = client.get("/review?group=g2&slot=evening").text
    keys = [item.split(" ")[0] for item in ticked(page)]
    assert keys
    assert all(key.startswith("g2-") and key.endswith("-evening") for key in keys)
    assert "sort=due&amp;group=g2&amp;slot=evening" in page
    empty = client.get("/review?week=2030-W01").text
    assert "这里没有要看的" in empty


def test_all_is_reviewed_once_nothing_waits(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        for post in store.queue.posts(states=[PostState.IN_REVIEW]):
            store.queue.move(post.id, PostState.APPROVED, actor="a", why=None, at=post.goes_out_at)
    page = client.get("/review").text
    assert "都看完了" in page
    assert "data-approve" not in page


def test_words_are_saved_for_the_variants_that_have_them(client: TestClient, shared: Workspace) -> None:
    item = next(item for item in waiting(shared) if len(item.posts) == 2)
    own = next(post for post in item.posts if post.group == "g1")
    other = next(post for post in item.posts if post.group == "g2")
    page = client.get(f"{address(own)}&edit=1").text
    seen = re.findall(r'name="seen"\s+value="([^"]+)"', page)
    line = own.text.split("\n")[-1]
    form = {"seen": seen, "text": own.text.replace(line, "换一句"), "scope": "all", "next": "/review"}
    assert client.post("/review/amend", data=form).headers["location"] == "/review"
    with shared.open_store(reading=True) as store:
        assert store.queue.post(own.id).text.endswith("换一句")
        assert store.queue.post(other.id).text == other.text.replace(line, "换一句")
        assert store.queue.post(other.id).state is PostState.IN_REVIEW


def test_a_viewer_looks_and_is_told_who_may(client_as: ClientAs) -> None:
    page = client_as(Role.VIEWER).get("/review").text
    assert re.search(r"data-approve\s+disabled title=\"要 approver 才能批\"", page)
    assert 'data-key="e"' not in page


def test_the_api_lists_tellings_and_approves_a_content_in_its_groups(
    client: TestClient, workspace: Workspace
) -> None:
    items = waiting(workspace)
    listed = client.get("/api/v1/review?most=2").json()
    assert [item["ids"] for item in listed["items"]] == [list(item.ids) for item in items[:2]]
    assert listed["waiting"] == len(items)
    more = client.get("/api/v1/review", params={"most": 2, "after": listed["next"]}).json()
    assert [item["ids"] for item in more["items"]] == [list(item.ids) for item in items[2:4]]
    content = items[0].contents[0]
    with workspace.open_store(reading=True) as store:
        pixels = store.history.poster_hashes([content.poster])[content.poster]
    body = {"key": content.key, "poster_sha256": pixels, "ids": list(content.ids)}
    outcomes = client.post("/api/v1/review/approve", json=body).json()["outcomes"]
    assert {end["status"] for end in outcomes.values()} == {"done"}


# -- one field that finds everything ------------------------------------------------------------
def test_each_kind_is_found_by_its_words_and_prefix(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        group, story, member = (
            store.library.group("g1"),
            store.library.stories()[0],
            store.library.members()[0],
        )
    assert f'href="/week/{group.id}"' in client.get("/find", params={"q": f"#{group.name}"}).text
    assert f"/koc/{member.id}" in client.get("/find", params={"q": f"@{member.nickname}"}).text
    told = client.get("/find", params={"q": story.title}).text
    assert "/review?sort=due&amp;at=" in told
    assert "/week/" not in client.get("/find", params={"q": f">{group.name}"}).text


def test_commands_are_for_those_who_may(client_as: ClientAs) -> None:
    assert "/settings/users" in client_as(Role.ADMIN).get("/find?q=>用户").text
    assert "/settings/users" not in client_as(Role.EDITOR).get("/find?q=>用户").text
    assert 'href="/runs"' in client_as(Role.VIEWER).get("/find?q=>yx").text


def test_what_is_not_there_is_answered_with_what_may_have_been_meant(
    client: TestClient, office: DeskContext, workspace: Workspace
) -> None:
    with workspace.open_store(reading=True) as store:
        title = store.library.products()[0].name
    wrong = title[:-1] + "龘"
    page = client.get("/find", params={"q": wrong}).text
    assert f'data-instead="{title}"' in page


def test_nothing_that_is_typed_becomes_markup(client: TestClient) -> None:
    page: Any = client.get("/find", params={"q": EVIL}).text
    assert "<script>alert" not in page
