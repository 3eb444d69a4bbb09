"""Taking a consent back and erasing a member on the desk: said before, done as on the command line."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest
from starlette.testclient import TestClient

from content.model import ConsentState, PostState, Role
from content.rights.withdraw import effect_of_withdrawal
from content.workspace import Workspace, open_workspace
from tests.desk.conftest import ClientAs

SHARE = "g1-2026-11-23-afternoon"


@pytest.fixture
def shown(workspace: Workspace) -> tuple[str, str]:
    """(submission, member) of a photo that posts of the village show."""
    with workspace.open_store(reading=True) as store:
        post = store.queue.post(SHARE)
    assert post.submission
    assert post.member
    return post.submission, post.member


def state_of(workspace: Workspace, key: str) -> PostState:
    with workspace.open_store(reading=True) as store:
        return store.queue.post(key).state


def sent(workspace: Workspace, key: str, now: datetime) -> None:
    """As the night and its channel leave a post that members have seen."""
    with workspace.open_store() as store:
        for state in (PostState.APPROVED, PostState.HANDED_OFF, PostState.SENT):
            store.queue.move(key, state, actor="test", why=None, at=now)


def test_the_page_says_before_what_comes_back_and_what_members_have_seen(
    client: TestClient, workspace: Workspace, shown: tuple[str, str], now: datetime
) -> None:
    key, _ = shown
    with workspace.open_store(reading=True) as store:
        mine = [store.queue.post(each) for each in store.withdrawals.posts_with(key)]
    noon = next(post.id for post in mine if post.slot == "noon")
    sent(workspace, SHARE, now)
    with workspace.open_store() as store:
        store.queue.move(noon, PostState.APPROVED, actor="test", why=None, at=now)
    page = client.get(f"/photo/{key}/consent").text
    returned, _, seen = page.partition("成员看到过")
    assert set(re.findall(r'href="/post/([^"]+)"', returned)) == {p.id for p in mine} - {SHARE}
    assert re.findall(r'href="/post/([^"]+)"', seen)[0] == SHARE
    assert "其中 1 条已批" in page
    assert state_of(workspace, noon) is PostState.APPROVED  # it was only said
    assert f'href="/photo/{key}/consent"' in client.get(f"/photo/{key}").text


@pytest.mark.parametrize("whose", ["one", "all"])
def test_taking_back_on_the_desk_does_what_was_said_and_lists_what_is_left(
    client: TestClient, workspace: Workspace, shown: tuple[str, str], whose: str, now: datetime
) -> None:
    key, member = shown
    sent(workspace, SHARE, now)
    ids = [key] if whose == "one" else None
    with workspace.open_store(reading=True) as store:
        ids = ids or list(store.rights.submissions_by(member))
    said = effect_of_withdrawal(workspace.open_store, ids, at=now, by="lin")
    form = {"whose": whose, "evidence": "群里 11-22"}
    answer = client.post(f"/photo/{key}/consent", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/photo/{key}/consent?whose={whose}")
    with workspace.open_store(reading=True) as store:
        consents = [store.rights.consent(each) for each in ids]
        assert {consent.state for consent in consents} == {ConsentState.WITHDRAWN}
        assert consents[0].evidence == "群里 11-22"
        assert {store.queue.post(post.id).state for post in said.returned} == {PostState.RETURNED}
        assert (
            [one.post for one in store.consent_requests.removals()]
            == [one.post for one in said.to_remove]
            == [SHARE]
        )
    page = client.get(answer.headers["location"]).text
    assert f"{len(said.returned)} 条推送退回了编辑" in page
    assert "这里没有还算数的授权" in page
    assert client.post("/removed", data={"post": SHARE, "next": "/koc"}).headers["location"] == "/koc"
    with workspace.open_store(reading=True) as store:
        assert store.consent_requests.removals() == []


def test_a_members_page_takes_all_back(
    client: TestClient, workspace: Workspace, shown: tuple[str, str]
) -> None:
    _, member = shown
    assert f'href="/koc/{member}/consent"' in client.get(f"/koc/{member}").text
    assert "撤回全部" in client.get(f"/koc/{member}/consent").text
    assert client.post(f"/koc/{member}/consent", data={"whose": "all"}).status_code == 303
    with workspace.open_store(reading=True) as store:
        states = {store.rights.consent(each).state for each in store.rights.submissions_by(member)}
    assert states == {ConsentState.WITHDRAWN}


def test_programs_take_a_consent_back_too(
    client: TestClient, workspace: Workspace, shown: tuple[str, str]
) -> None:
    key, _ = shown
    answer = client.post(f"/api/v1/submissions/{key}/consent/withdraw", json={"evidence": "msg-1"})
    assert answer.json()["changed"] == 1
    assert SHARE in answer.json()["returned"]
    assert state_of(workspace, SHARE) is PostState.RETURNED
    again = client.post(f"/api/v1/submissions/{key}/consent/withdraw", json={"evidence": "msg-1"})
    assert again.json() == {"changed": 0, "returned": [], "to_remove": []}
    assert client.post("/api/v1/submissions/none/consent/withdraw", json={}).status_code == 404


def test_erasing_asks_for_the_members_id_and_lists_what_is_left_to_do_by_hand(
    client: TestClient, workspace: Workspace, shown: tuple[str, str], now: datetime
) -> None:
    key, member = shown
    sent(workspace, SHARE, now)
    with workspace.open_store(reading=True) as store:
        footprint = store.erasure.footprint(member)
    page = client.get(f"/koc/{member}/erase").text
    assert all(path in page for path in footprint.inbox)
    assert SHARE in page
    for typed in ("", "yes", footprint.nickname, f"{member}x"):
        refused = client.post(f"/koc/{member}/erase", data={"typed": typed})
        assert refused.status_code == 422
    with workspace.open_store(reading=True) as store:
        assert store.library.member(member)
    done = client.post(f"/koc/{member}/erase", data={"typed": member})
    assert done.status_code == 200
    assert all(path in done.text for path in footprint.inbox)
    assert f'href="/post/{SHARE}"' in done.text
    with workspace.open_store(reading=True) as store:
        assert store.library.member(member) is None
        assert store.intake.submissions([key])[0].text == ""
    assert client.get(f"/koc/{member}/erase").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_erased_page_lists_what_could_not_be_looked_into(
    client: TestClient, workspace: Workspace, shown: tuple[str, str], lang: str
) -> None:
    (workspace.root / "ugc_inbox/old.zip").write_bytes(b"PK\x03\x04 cut off")
    page = client.post(f"/koc/{shown[1]}/erase?lang={lang}", data={"typed": shown[1]}).text
    heading, why = {
        "zh": ("没有看、或没有看全的文件", "压缩包坏了"),
        "en": ("Files that were not, or not wholly, looked into", "the archive is damaged"),
    }[lang]
    assert f"{heading}</h3>" in page.replace(" · 1", "")
    assert f"<code>ugc_inbox/old.zip</code> {why}" in page


def test_the_erased_page_lists_nothing_where_all_was_looked_into(
    client: TestClient, shown: tuple[str, str]
) -> None:
    page = client.post(f"/koc/{shown[1]}/erase", data={"typed": shown[1]}).text
    assert "没有看、或没有看全的文件" not in page


def test_nothing_is_erased_while_a_night_runs(
    client: TestClient, workspace: Workspace, shown: tuple[str, str]
) -> None:
    with open_workspace(workspace.root).only_run():
        answer = client.post(f"/koc/{shown[1]}/erase", data={"typed": shown[1]})
    assert answer.status_code == 503
    with workspace.open_store(reading=True) as store:
        assert store.library.member(shown[1])


@pytest.mark.parametrize(
    ("role", "withdraws", "erases"),
    [
        (Role.VIEWER, False, False),
        (Role.EDITOR, True, False),
        (Role.APPROVER, True, False),
        (Role.ADMIN, True, True),
    ],
)
def test_editors_take_back_and_admins_erase(
    client_as: ClientAs, shown: tuple[str, str], role: Role, withdraws: bool, erases: bool
) -> None:
    key, member = shown
    client = client_as(role)
    assert (f"/photo/{key}/consent" in client.get(f"/photo/{key}").text) is withdraws
    assert (f"/koc/{member}/erase" in client.get(f"/koc/{member}").text) is erases
    assert (client.get(f"/photo/{key}/consent").status_code == 200) is withdraws
    assert (client.get(f"/koc/{member}/erase").status_code == 200) is erases


def test_a_likely_double_is_merged_from_the_members_page(
    client: TestClient, workspace: Workspace, shown: tuple[str, str]
) -> None:
    key, member = shown
    with workspace.open_store() as store:
        known = store.people.member(member)
        store.library.put_members([replace(known, id="an-old-id")])
    first, second = sorted((member, "an-old-id"), key=lambda key: (-len(key), key))
    page = client.get(f"/koc/{member}").text
    assert f'action="/koc/{first}/merge"' in page
    assert f'name="other" value="{second}"' in page
    answer = client.post(f"/koc/{first}/merge", data={"other": second, "why": "同一个人"})
    assert answer.status_code == 303
    with workspace.open_store(reading=True) as store:
        assert store.intake.submission(key).member == first
        assert [alias.id for alias in store.people.aliases(first)] == [second]
    assert "/merge" not in client.get(f"/koc/{first}").text
    assert client.post(f"/koc/{first}/merge", data={"other": second}).status_code == 303
    assert f"{second!r} 已合并到" in unescape(client.get(f"/koc/{first}").text), "and says why not"


def test_editors_are_offered_no_merging(
    client_as: ClientAs, workspace: Workspace, shown: tuple[str, str]
) -> None:
    _, member = shown
    with workspace.open_store() as store:
        store.library.put_members([replace(store.people.member(member), id="an-old-id")])
    client = client_as(Role.EDITOR)
    assert "/merge" not in client.get(f"/koc/{member}").text
    assert client.post(f"/koc/{member}/merge", data={"other": "an-old-id"}).status_code == 403
