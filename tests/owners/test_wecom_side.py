"""An owner's day in WeCom's sidebar: WeCom says who comes, the page is signed, posts go into its chat."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from channels.senders.wecom_js import signed
from content.model import ChannelKind
from desk.context import DeskContext
from services.channels import ChannelOrder, add_channel
from services.owners import OwnerOrder, set_owner
from services.wecom_side import chat_groups
from tests.owners.conftest import NOON, OWNER, Clock
from tests.platforms.server import Reply, lost
from tests.platforms.wecom import AGENT_ID, CHAT, CORP_ID, CORP_SECRET, TICKETS, FakeWecom

PAGE, HERE = "/wecom/app", "http://127.0.0.1/wecom/app"
HOLDER = "ChenYu"  # the owner's userid
POST = "g1-2026-11-23-noon"


@pytest.fixture
def wecom() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        platform.holder = HOLDER
        yield platform


@pytest.fixture
def side(village_by_hand: DeskContext, wecom: FakeWecom, sweep: Callable[[datetime], None]) -> DeskContext:
    """An app of WeCom beside g1's chat; the noon waits for its owner."""
    secret = {"corp_id": CORP_ID, "corp_secret": CORP_SECRET, "agent_id": AGENT_ID}
    options = {"verify": "Ab12cd34Ef56"}
    order = ChannelOrder(
        "app",
        ChannelKind.WECOM_APP,
        base_url=wecom.base_url,
        chats={"g1": CHAT},
        options=options,
        secret=secret,
    )
    add_channel(village_by_hand, order, actor="local")
    set_owner(village_by_hand, OwnerOrder(OWNER, contacts={"app": HOLDER.lower()}), actor="local")
    sweep(NOON)
    return village_by_hand


def come_in(phone: TestClient) -> Any:
    """As the client does: to WeCom, back with its code, and to the page."""
    away = phone.get(PAGE)
    assert away.status_code == 303
    back = httpx.get(away.headers["location"], follow_redirects=False).headers["location"]
    return phone.get(back.removeprefix("http://127.0.0.1"))


# -- who comes --------------------------------------------------------------------------------------
def test_wecom_says_who_comes_and_the_owner_sees_the_day(side: DeskContext, phone: TestClient) -> None:
    assert come_in(phone).headers["location"] == PAGE
    answer = phone.get(PAGE)
    assert POST in answer.text
    assert CHAT in answer.text
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    cookie = next(cookie for cookie in phone.cookies.jar if cookie.name == "wecom-day")
    assert (cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == ("/wecom", True)


@pytest.mark.parametrize("holder", ["Nobody", "LinXiao"])  # no staff of WeCom's; staff, and no owner here
def test_whoever_is_no_owner_sees_nothing(
    side: DeskContext, phone: TestClient, wecom: FakeWecom, holder: str
) -> None:
    wecom.holder = holder
    answer = come_in(phone)
    assert answer.status_code == 403
    assert POST not in answer.text
    assert phone.get(PAGE).status_code == 303  # to WeCom again


def test_a_code_without_the_state_of_this_browser_is_refused(
    side: DeskContext, phone: TestClient, wecom: FakeWecom
) -> None:
    location = phone.get(PAGE).headers["location"]
    back = httpx.get(location, follow_redirects=False).headers["location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    for state in ("", "another"):
        assert phone.get(f"{PAGE}/back?code={code}&state={state}").status_code == 403
    assert wecom.calls_to("getuserinfo") == []


def test_a_code_is_good_once_and_a_silent_platform_is_said(
    side: DeskContext, phone: TestClient, wecom: FakeWecom
) -> None:
    wecom.behave(lost(Reply(502, raw=b"")), at="auth/getuserinfo")
    assert come_in(phone).status_code == 503


def test_the_sign_in_ends_with_the_day(side: DeskContext, phone: TestClient, clock: Clock) -> None:
    come_in(phone)
    clock.now += timedelta(days=1)
    assert phone.get(PAGE).status_code == 303


def test_only_an_app_of_wecom_has_such_a_page(side: DeskContext, phone: TestClient) -> None:
    assert phone.get("/wecom/nothing").status_code == 404
    add_channel(side, ChannelOrder("by-hand", ChannelKind.HANDOFF), actor="local")
    assert phone.get("/wecom/by-hand").status_code == 422


# -- signatures -------------------------------------------------------------------------------------
def test_the_page_is_signed_with_both_tickets_which_are_asked_for_once(
    side: DeskContext, phone: TestClient, wecom: FakeWecom
) -> None:
    come_in(phone)
    for _ in range(3):
        made = phone.get(f"{PAGE}/signature", params={"url": HERE}).json()
    for name, ticket in zip(("config", "agent"), TICKETS.values(), strict=True):
        text = (
            f"jsapi_ticket={ticket}&noncestr={made[name]['nonceStr']}"
            f"&timestamp={made[name]['timestamp']}&url={HERE}"
        )
        assert made[name]["signature"] == hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    assert wecom.tickets_given == 2


@pytest.mark.parametrize("url", ["https://evil.example/wecom/app", "http://127.0.0.1/o/x", "x"])
def test_no_other_page_is_signed(side: DeskContext, phone: TestClient, url: str) -> None:
    assert phone.get(f"{PAGE}/signature", params={"url": HERE}).status_code == 401
    come_in(phone)
    assert phone.get(f"{PAGE}/signature", params={"url": url}).status_code == 403


@given(st.text(st.characters(codec="ascii", exclude_characters="#"), max_size=40), st.text(max_size=9))
def test_what_follows_the_hash_does_not_count(url: str, fragment: str) -> None:
    plain = signed("t", url, nonce="n", timestamp=1)
    assert signed("t", f"{url}#{fragment}", nonce="n", timestamp=1) == plain


# -- what goes into the chat ------------------------------------------------------------------------
def test_a_poster_of_the_day_is_uploaded_once_and_no_other_is(
    side: DeskContext, phone: TestClient, wecom: FakeWecom
) -> None:
    come_in(phone)
    with side.open_store(reading=True) as store:
        poster = store.queue.post(POST).poster
        other = store.queue.post("g1-2026-11-25-noon").poster
    answers = {phone.post(f"{PAGE}/media", data={"poster": poster}).json()["media"] for _ in range(2)}
    assert answers == set(wecom.media)
    if other != poster:
        assert phone.post(f"{PAGE}/media", data={"poster": other}).status_code == 404


def test_chats_are_found_by_their_ids_at_wecom(side: DeskContext) -> None:
    assert chat_groups(side) == {CHAT: "g1"}


def test_the_domains_proof_is_there_where_a_channel_names_it(side: DeskContext, phone: TestClient) -> None:
    assert phone.get("/WW_verify_Ab12cd34Ef56.txt").text == "Ab12cd34Ef56"
    assert phone.get("/WW_verify_Zz99zz99Zz99.txt").status_code == 404
