"""Links for people without an account: what they open, what they never open, and what a yes by them is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from fastapi import FastAPI
from PIL import Image, ImageChops
from starlette.testclient import TestClient

from content.accounts import hash_secret
from content.model import BellEvent, PostState, Role, Seen, User
from content.review import Amend, amend, sights
from content.rights.withdraw import withdraw
from content.workspace import Workspace
from desk.context import DeskContext
from desk.watermark import watermarked
from services.composing import current_telling
from tests.desk.conftest import HERE, SAME_SITE, desk_of, plain_card

DAY = "2026-11-23"
NOON, OTHER_DAY = f"g1-{DAY}-noon", "g1-2026-11-24-noon"
FORM = {"guest": "何岚", "role": "brand", "scope": "day", "group": "g1", "day": DAY, "rights": "opinion"}
OPEN = FORM | {"watermark": "true", "merged": "true"}
ClientAs = Callable[..., TestClient]


@dataclass
class Door:
    """A link, its code, and a browser of nobody's."""

    token: str
    code: str
    guest: TestClient

    @property
    def page(self) -> str:
        return f"/share/{self.token}"

    def enter(self, code: str | None = None, name: str = "何岚") -> int:
        form = {"name": name, "code": self.code if code is None else code}
        return int(self.guest.post(f"{self.page}/enter", data=form).status_code)

    def look(self, post: str = "") -> str:
        return str(self.guest.get(self.page, params={"at": post} if post else {}).text)

    def judge(self, post: str, verdict: str, **more: object) -> int:
        seen = re.search(r'name="seen" value="([^"]+)"', self.look(post))
        assert seen
        form = {"seen": seen[1], "verdict": verdict, **more}
        return int(self.guest.post(f"{self.page}/word", data=form).status_code)


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=HERE, headers=SAME_SITE, follow_redirects=False)


def door_of(maker: TestClient, app: FastAPI, **form: str) -> Door:
    answer = maker.post("/settings/shares", data=OPEN | form)
    assert answer.status_code == 200, answer.text
    token = re.search(r"/share/([A-Za-z0-9_-]{43})<", answer.text)
    code = re.search(r'class="pass">(\d{3}) (\d{3})<', answer.text)
    assert token
    return Door(token[1], "".join(code.groups()) if code else "", browser(app))


@pytest.fixture
def lin(client_as: ClientAs) -> TestClient:
    return client_as(Role.EDITOR, "林小满")


@pytest.fixture
def zhou(client_as: ClientAs) -> TestClient:
    return client_as(Role.APPROVER, "周正")


@pytest.fixture
def door(lin: TestClient, team: FastAPI) -> Door:
    """Let in already."""
    made = door_of(lin, team)
    assert made.enter() == 303
    return made


# -- making one -----------------------------------------------------------------------------------
def test_token_and_code_are_told_once_and_only_hashes_are_kept(
    lin: TestClient, team: FastAPI, workspace: Workspace
) -> None:
    made = door_of(lin, team, code="true")
    assert len(made.code) == 6
    assert made.token not in lin.get("/settings/shares").text
    with workspace.open_store(reading=True) as store:
        (link,) = store.shares.links()
    assert link.sha256 == hash_secret(made.token)
    assert link.code_sha256 == hash_secret(f"{made.token}:{made.code}")
    assert link.expires_at == datetime(2026, 11, 23, tzinfo=UTC)  # as the morning's goes out
    assert len(link.posts) == 4
    kept = (workspace.var / "sishi.db").read_bytes() + (workspace.var / "sishi.db-wal").read_bytes()
    assert made.token.encode() not in kept
    assert made.code.encode() not in kept


def test_only_who_may_approve_lets_a_pass_approve(lin: TestClient, zhou: TestClient, team: FastAPI) -> None:
    refused = lin.post("/settings/shares", data=OPEN | {"rights": "approve"})
    assert refused.status_code == 403
    assert "/share/" not in refused.text
    assert door_of(zhou, team, rights="approve").token


@pytest.mark.parametrize(
    "wrong", [{"day": "2020-01-01"}, {"until": "2020-01-01T08:00"}, {"guest": " \u200b"}]
)
def test_what_is_no_link_is_refused_with_the_form_kept(lin: TestClient, wrong: dict[str, str]) -> None:
    answer = lin.post("/settings/shares", data=OPEN | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


# -- the door -------------------------------------------------------------------------------------
def test_five_wrong_codes_make_the_door_wait_for_everybody(
    lin: TestClient, team: FastAPI, workspace: Workspace
) -> None:
    made = door_of(lin, team, code="true")
    wrong = "000000" if made.code != "000000" else "111111"
    assert [made.enter(wrong) for _ in range(5)] == [403, 403, 403, 403, 429]
    assert made.enter() == 429  # the right one
    assert Door(made.token, made.code, browser(team)).enter() == 429
    office: DeskContext = team.state.office
    later = office.clock() + timedelta(minutes=15, seconds=1)
    afterwards = desk_of(replace(office, clock=lambda: later))
    assert Door(made.token, made.code, browser(afterwards)).enter() == 303


def test_the_door_shows_no_poster_and_a_stranger_gets_no_picture(lin: TestClient, team: FastAPI) -> None:
    made = door_of(lin, team)
    page = made.look()
    assert "/poster/" not in page
    assert made.guest.get(f"{made.page}/poster/{NOON}/1/192.jpg").status_code == 404
    assert made.guest.post(f"{made.page}/word", data={"seen": "x", "verdict": "pass"}).status_code == 303
    assert made.enter(name=" \u202e ") == 422


def test_the_cookie_is_of_this_link_alone_and_scripts_never_see_it(lin: TestClient, team: FastAPI) -> None:
    made, other = door_of(lin, team), door_of(lin, team, day="2026-11-24")
    answer = made.guest.post(f"{made.page}/enter", data={"name": "何岚", "code": ""})
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", f"path={made.page.lower()}", "max-age="):
        assert part in cookie
    secret = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    stolen = browser(team)
    stolen.cookies.set("sishi_share", secret)
    assert "/poster/" not in stolen.get(other.page).text
    assert stolen.get(f"{other.page}/poster/{OTHER_DAY}/1/192.jpg").status_code == 404


# -- what it opens, and nothing else --------------------------------------------------------------
def test_another_days_post_answers_as_one_that_is_not_there(door: Door) -> None:
    assert "/poster/" in door.look(NOON)
    pages = [door.guest.get(door.page, params={"at": post}) for post in (OTHER_DAY, "g1-2099-01-01-noon")]
    pages.append(door.guest.get(f"/share/{'x' * 43}"))
    assert {(answer.status_code, answer.text) for answer in pages} == {(404, pages[0].text)}
    pictures = [
        door.guest.get(f"{page}/poster/{post}/{version}/{width}.jpg")
        for page, post, version, width in (
            (door.page, OTHER_DAY, 1, 192),
            (door.page, "none", 1, 192),
            (door.page, NOON, 7, 192),
            (door.page, NOON, 1, 193),
            (f"/share/{'x' * 43}", NOON, 1, 192),
        )
    ]
    assert {(answer.status_code, answer.content) for answer in pictures} == {(404, b"")}
    seen = f"{OTHER_DAY} 1 {'0' * 64} {'0' * 64}"
    answer = door.guest.post(f"{door.page}/word", data={"seen": seen, "verdict": "pass"})
    assert answer.status_code == 404


def test_it_leads_nowhere_else_and_nobody_keeps_or_finds_it(door: Door) -> None:
    for answer in (
        door.guest.get(door.page),
        door.guest.get(f"{door.page}?done=1"),
        door.guest.get(f"{door.page}/poster/{NOON}/1/192.jpg"),
        door.guest.get(f"/share/{'x' * 43}"),
    ):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        places = re.findall(r'(?:href|action)="([^"#]*)"', answer.text) if "html" in answer.text[:40] else []
        assert {p for p in places if p and not p.startswith((door.page, "/share/", "/static/"))} == set()
    for address in ("/queue", "/api/v1/posts", f"/media/poster/{'0' * 32}.jpg", "/settings/shares"):
        assert door.guest.get(address).status_code in (303, 401)


def test_a_guest_reads_what_members_read_and_nothing_of_them(door: Door, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        post = store.queue.post(f"g1-{DAY}-afternoon")
    page = door.look(post.id)
    assert "群里会看到的字" in page
    assert post.member
    for private in (post.member, post.submission or "-"):
        assert f'"{private}"' not in page
        assert f">{private}<" not in page


def test_a_link_that_ended_shows_nothing_at_once(
    door: Door, lin: TestClient, team: FastAPI, workspace: Workspace
) -> None:
    with workspace.open_store(reading=True) as store:
        (link,) = store.shares.links()
    lin.post(f"/settings/shares/{link.sha256}/revoke")
    ended = door.guest.get(door.page)
    assert (ended.status_code, "链接收回了" in ended.text, "/poster/" in ended.text) == (410, True, False)
    assert door.guest.get(f"{door.page}/poster/{NOON}/1/192.jpg").status_code == 404
    assert door.enter() == 410
    assert lin.post(f"/settings/shares/{link.sha256}/restore").status_code == 303
    assert door.guest.get(door.page).status_code == 200
    office: DeskContext = team.state.office
    over = browser(desk_of(replace(office, clock=lambda: link.expires_at)))
    assert "到期" in over.get(door.page).text


def test_a_link_is_restored_for_seconds_only_and_by_whoever_revoked_it(
    door: Door, lin: TestClient, zhou: TestClient, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        (link,) = store.shares.links()
        store.shares.revoke(link.sha256, now - timedelta(seconds=20), actor="林小满")
    assert lin.post(f"/settings/shares/{link.sha256}/restore").status_code == 403
    with workspace.open_store() as store:
        store.shares.revoke(link.sha256, None)
        store.shares.revoke(link.sha256, now, actor="周正")
    assert lin.post(f"/settings/shares/{link.sha256}/restore").status_code == 403
    assert zhou.post(f"/settings/shares/{link.sha256}/restore").status_code == 303


def test_who_tries_many_tokens_waits(team: FastAPI, workspace: Workspace, now: datetime) -> None:
    with workspace.open_store() as store:
        for _ in range(100):
            store.accounts.add_attempt("link from testclient", ok=False, at=now)
    stranger = browser(team)
    answer = stranger.get(f"/share/{'y' * 43}")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")


# -- what a guest says ----------------------------------------------------------------------------
def test_a_pass_is_an_opinion_beside_the_approvers_button(
    door: Door, zhou: TestClient, workspace: Workspace
) -> None:
    assert door.judge(NOON, "pass") == 303
    with workspace.open_store(reading=True) as store:
        post = store.queue.post(NOON)
        assert (post.state, store.history.approvals(NOON)) == (PostState.IN_REVIEW, [])
    assert "何岚 通过" in zhou.get(f"/week/g1/2026-W48?sel={NOON}").text.replace("\n", " ")
    assert "何岚（外面的人）通过了这一版" in zhou.get(f"/post/{NOON}").text


def test_a_change_needs_words_and_becomes_remarks_that_ring(door: Door, workspace: Workspace) -> None:
    assert door.judge(NOON, "change", text=["  "], kind=["words"]) == 422
    remarks = {
        "text": ["选项太绕", "暗了"],
        "kind": ["words", "picture"],
        "x": ["0.5", ""],
        "y": ["0.25", ""],
    }
    assert door.judge(NOON, "change", **remarks) == 303
    with workspace.open_store(reading=True) as store:
        first, second = store.comments.of_post(NOON)
        (entry,) = store.bell.entries("林小满")
        assert store.queue.post(NOON).state is PostState.IN_REVIEW
    assert (first.author, first.is_outside, first.remark.pin and first.remark.pin.x) == ("何岚", True, 0.5)
    assert second.remark.pin is None
    assert (entry.event, entry.actor, entry.count, entry.outside) == (BellEvent.CHANGE, "何岚", 2, True)


def test_a_binding_pass_approves_exactly_what_was_seen(
    zhou: TestClient, team: FastAPI, office: DeskContext, workspace: Workspace
) -> None:
    made = door_of(zhou, team, rights="approve")
    made.enter()
    seen = re.search(r'name="seen" value="([^"]+)"', made.look(NOON))
    assert seen
    with workspace.open_store(reading=True) as store:
        post = store.queue.post(NOON)
    edit = Amend(Seen(NOON, post.revision), "别的话", {})
    telling = current_telling(office)
    amend(office.open_store, [edit], telling=telling, actor="周正", at=office.clock())
    stale = made.guest.post(f"{made.page}/word", data={"seen": seen[1], "verdict": "pass"})
    assert (stale.status_code, "刚被改过" in stale.text) == (409, True)
    with workspace.open_store(reading=True) as store:
        assert store.history.approvals(NOON) == []
    assert made.judge(NOON, "pass") == 303
    with workspace.open_store(reading=True) as store:
        (approval,) = store.history.approvals(NOON)
        assert store.queue.post(NOON).state is PostState.APPROVED
    assert (approval.who, approval.version) == ("guest:何岚", post.version + 1)
    assert made.judge(NOON, "change", text=["不对"]) == 303
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(NOON).state is PostState.RETURNED


def test_a_pass_binds_no_more_once_its_maker_may_not_approve(
    zhou: TestClient, team: FastAPI, workspace: Workspace, now: datetime
) -> None:
    made = door_of(zhou, team, rights="approve")
    made.enter()
    with workspace.open_store() as store:
        store.accounts.put_user(User("周正", "周正", Role.VIEWER), actor="test", at=now)
    assert made.judge(NOON, "pass") == 303
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(NOON).state is PostState.IN_REVIEW


def test_a_link_to_look_at_takes_no_word(lin: TestClient, team: FastAPI) -> None:
    made = door_of(lin, team, rights="look")
    made.enter()
    page = made.look(NOON)
    assert 'value="pass"' not in page
    seen = f"{NOON} 1 {'0' * 64} {'0' * 64}"
    assert made.guest.post(f"{made.page}/word", data={"seen": seen, "verdict": "pass"}).status_code == 403


def test_when_all_are_seen_it_says_so_and_what_changed_comes_back_alone(
    door: Door, lin: TestClient, office: DeskContext, workspace: Workspace
) -> None:
    posts = [f"g1-{DAY}-{slot}" for slot in ("morning", "noon", "afternoon", "evening")]
    for post in posts:
        assert door.judge(post, "pass") == 303
    assert "4 张都看过了" in door.look()
    assert "看完 4 张：4 通过" in lin.get("/notices").text
    with workspace.open_store(reading=True) as store:
        was = store.queue.post(NOON)
    edit = Amend(Seen(NOON, was.revision), f"{was.text}吗", {})
    amend(office.open_store, [edit], telling=current_telling(office), actor="林小满", at=office.clock())
    page = door.look()
    assert "按你说的改了" in page
    assert "<ins>吗</ins>" in re.sub(r"\s", "", page)
    assert door.guest.get(f"{door.page}/poster/{NOON}/{was.version}/192.jpg").status_code == 200
    assert door.judge(NOON, "pass") == 303
    assert "4 张都看过了" in door.look()


def test_what_is_about_to_go_takes_no_word_any_more(
    door: Door, zhou: TestClient, team: FastAPI, workspace: Workspace
) -> None:
    morning = f"g1-{DAY}-morning"
    with workspace.open_store(reading=True) as store:
        (link,) = store.shares.links()
        sight = sights(store, [store.queue.post(morning)])[morning]
    seen = f"{morning} {sight.version} {sight.text_sha256} {sight.poster_sha256}"
    zhou.post("/act/approve", data={"seen": seen})
    office: DeskContext = team.state.office
    late = browser(desk_of(replace(office, clock=lambda: link.expires_at - timedelta(minutes=1))))
    late.cookies = door.guest.cookies
    page = late.get(door.page, params={"at": morning}).text
    assert "已经锁了" in page
    assert 'value="pass"' not in page
    answer = late.post(f"{door.page}/word", data={"seen": seen, "verdict": "pass"})
    assert answer.status_code == 409


# -- the watermark --------------------------------------------------------------------------------
def test_the_name_is_in_the_pixels_and_each_guest_has_his_own(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("card") / "card.jpg"
    out = BytesIO()
    Image.open(BytesIO(plain_card("80a0c0"))).resize((360, 480)).save(out, "JPEG")
    file.write_bytes(out.getvalue())
    marked = [
        Image.open(BytesIO(watermarked(file, words)))
        for words in ("何岚 11-22", "宋律师 11-22", "何岚 11-22")
    ]
    plain = Image.open(file).convert("RGB")
    assert all(ImageChops.difference(plain, picture).getbbox() for picture in marked)
    corners = [(0, 0, 180, 240), (180, 0, 360, 240), (0, 240, 180, 480), (180, 240, 360, 480)]
    for corner in corners:  # wherever one cuts
        apart = ImageChops.difference(plain.crop(corner), marked[0].crop(corner)).convert("L")
        assert any(apart.histogram()[21:])  # grey levels that are seen
    assert ImageChops.difference(marked[0], marked[1]).getbbox()
    assert marked[0].tobytes() == marked[2].tobytes()
    assert not marked[0].getexif()


def test_a_guests_picture_is_not_the_desks(door: Door, lin: TestClient, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        key = store.queue.post(NOON).poster
    plain = lin.get(f"/media/poster/{key}/192.jpg").content
    assert door.guest.get(f"{door.page}/poster/{NOON}/1/192.jpg").content not in (plain, b"")


def test_a_poster_whose_author_took_it_back_leaves_the_link(
    lin: TestClient, team: FastAPI, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store(reading=True) as store:
        post = next(p for p in store.queue.posts(groups=["g1"]) if p.photo and str(p.day) == DAY)
    made = door_of(lin, team)
    made.enter()
    assert f"/poster/{post.id}/" in made.look()
    withdraw(workspace, [post.photo or ""], evidence="群里说的", at=now, by="test")
    assert f"/poster/{post.id}/" not in made.look()
    assert made.guest.get(f"{made.page}/poster/{post.id}/{post.version}/192.jpg").status_code == 404
