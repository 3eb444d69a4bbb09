"""Every page in a browser, in both languages and themes: axe finds nothing, and nothing breaks the policy."""

import os
from collections import defaultdict
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI

from content.model import Channel, ChannelKind, MemberType, Rung
from content.review.upset import retire_story
from content.workspace import Workspace
from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext
from desk.routes import doors
from services.uploads import Announced, begin_upload
from tests.desk.browsing import DESKTOP, IN_A_SECOND_BROWSER, PHONE, axe_finds
from tests.desk.conftest import learnt
from tests.desk.kept_experiment import keep_experiment

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_SECOND_BROWSER
NO_PAGES = (
    "/api",
    "/media",
    "/static",
    "/fonts",
    "/changes",
    "/openapi",
    "/healthz",
    "/enter",
    "/share/",  # a guest's posts: test_share_browser.py looks at them
    "/notices/",  # leads on to what an entry is about
    "/o/",  # an owner's day: tests/owners looks at it
    "/export/{kind}",
    "/audit.csv",
    "/send/owners/template.xlsx",
    "/groups.csv",
    "/groups/{group_id}/{table}.csv",
    "/links/{link}/qr.{kind}",
    "/insight/{table}.csv",
    "/insight/tables.zip",
    "/insight/business/{table}.csv",
    "/experiments/{experiment}/{table}.csv",
    "/reports/{week}.{kind}",
    "/wecom/",  # the same beside a chat of WeCom
    "/WW_verify_{name}.txt",
    "/stories/export.{kind}",
    "/stories/{story_id}/sop.html",
    "/brand/logo",
)
PARTS = frozenset(
    {
        *("/cull/strip", "/cull/frame/{key}", "/cull/people", "/replans"),
        *("/cull/intake/targets", "/cull/intake/{upload_id}", "/month/day"),
    }
)  # of a page, without a head
# With the phone, English and light, each language and theme is seen once; with SISHI_AXE=all every pair,
# more than a minute each.
PAIRS = [("zh", "dark")]
if os.environ.get("SISHI_AXE") == "all":
    PAIRS = list(product(("zh", "en"), ("light", "dark")))
NOT_FOUND = {"/nothing": ["Failed to load resource: the server responded with a status of 404 (Not Found)"]}
LONG_AGO = "/week/g1/2020-W01"


@pytest.fixture
def pages(app: FastAPI, workspace: Workspace, now: datetime) -> list[str]:
    """Every page, read from the app; the week with a cell open, in each of its tabs. There is something to
    show on each: a model in use, a KOC on the ladder, likes that wait, and a story that upset the plan."""
    learnt(workspace, now)
    retire_story(workspace.open_store, "s0", actor="local", at=now)
    with workspace.open_store() as store:
        store.channels.put(Channel("robot", "机器人", kind=ChannelKind.WECOM_ROBOT, groups=frozenset({"g1"})))
    with workspace.open_store() as store:
        store.intake.set_likes("i02", [f"m{n:02d}" for n in range(12) if n != 2])
        store.koc.climb("m00", Rung.CANDIDATE, actor="local", why="常来", at=now)
        store.koc.overrule_type("m00", MemberType.LEADER, actor="local", why="组织者", at=now)
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts(groups=["g1"])[0]
    said = {
        "group": "g1",
        "group_id": "g1",
        "week": "2026-W48",
        "day": "2026-11-23",
        "older": "1",
        "newer": "1",
    }
    said |= {
        "name": "hook-type",
        "run_id": "r1",
        "post_id": post.id,
        "submission": "i00",
        "id": "i00",
        "key": "i00",
        "member": "m00",
        "experiment": keep_experiment(workspace, "一天发四条还是两条").id,
        "story_id": "s1",
        "slot": "noon",
        "number": "1",
    }
    plain = [door.path for door in doors(app) if door.method == "GET" and not door.path.startswith(NO_PAGES)]
    found = [
        path.format(**said) for path in plain if path not in PARTS and not path.endswith((".jpg", ".zip"))
    ]
    tabs = [f"/week/g1/2026-W48?sel={post.id}&tab={tab}" for tab in ("chat", "versions", "notes", "trace")]
    tabs += ["/cull?view=grid", f"/post/{post.id}?tab=sent"]
    tabs += ["/send?day=2026-11-23", "/send?day=2026-11-23&do=pause", "/send?day=2026-11-23&do=test"]
    tabs += ["/settings/channels?kind=telegram", "/settings/channels?edit=robot", "/send/owners?edit=new"]
    tabs += ["/send/owners?edit=import"]
    tabs += ["/experiments?name=x&weeks=26"]
    announced = [Announced("IMG_1.jpg", 9), Announced("IMG_2.jpg", 9)]
    upload = begin_upload(app.state.office, announced, group="g1", actor="local").batch
    tabs.append(f"/cull?intake={upload.id}")
    empty = ["/queue?status=refused", "/cull?batch=none", LONG_AGO, "/audit?item=none", "/nothing"]
    return [*sorted(set(found) - {"/login"}), *tabs, f"/week/g1/2026-W48?sel={post.id}&tray=1", *empty]


def context_of(browser: Any, address: str, office: DeskContext, **options: Any) -> Any:
    language, theme = options.pop("language", "zh"), options.pop("theme", "light")
    context = browser.new_context(**({"viewport": DESKTOP, "reduced_motion": "reduce"} | options))
    context.set_default_timeout(60_000)  # the page of all templates draws each of them
    cookies = {COOKIE: local_cookie(office), "lang": language, "theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context


def wrong_with(page: Any, address: str, paths: list[str]) -> dict[str, list[str]]:
    """What each page throws, where it breaks the policy (axe obeys it too), what axe finds, and whether it
    is wider than the screen."""
    found = defaultdict(list)

    def complain(what: object) -> None:
        found[page.url.removeprefix(address)].append(str(what))

    page.on("pageerror", complain)
    page.on("response", lambda answer: complain(answer.text()) if answer.status in (422, 500) else None)
    page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
    for path in paths:
        page.goto(address + path, wait_until="load")
        for violation in axe_finds(page):
            complain(violation)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > page.viewport_size["width"] and not path.startswith("/export/print"):
            complain(f"{width} px wide")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language, theme", PAIRS)
def test_nothing_is_wrong_with_any_page(
    browser: Any, address: str, office: DeskContext, pages: list[str], language: str, theme: str
) -> None:
    context = context_of(browser, address, office, language=language, theme=theme)
    found = wrong_with(context.new_page(), address, pages)
    context.close()
    assert found == NOT_FOUND


@pytest.mark.slow
def test_nothing_is_wrong_with_any_page_on_a_phone_and_none_is_wider_than_it(
    browser: Any, address: str, office: DeskContext, pages: list[str]
) -> None:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    context = context_of(browser, address, office, language="en", **phone)
    found = wrong_with(context.new_page(), address, pages)
    context.close()
    assert found == NOT_FOUND


def test_the_door_in_both_languages(browser: Any, address: str, office: DeskContext) -> None:
    """Signing in is done before one may see anything else."""
    for language in ("zh", "en"):
        context = context_of(browser, address, office, language=language)
        context.clear_cookies(name=COOKIE)
        page = context.new_page()
        page.goto(f"{address}/week/g1")
        assert page.url.startswith(f"{address}/login?next=")
        assert axe_finds(page) == []
        context.close()


def test_a_link_followed_from_elsewhere_opens_the_page_of_whoever_is_signed_in(
    browser: Any, address: str, office: DeskContext
) -> None:
    """A strict cookie stays at home when the link is in a chat; the page is asked for once more from here."""
    context = context_of(browser, address, office)
    page = context.new_page()
    page.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(body=f'<a href="{address}/groups/g1">x</a>', content_type="text/html"),
    )
    page.goto("http://elsewhere.test/")
    page.click("a")
    page.wait_for_selector("nav.rail a[aria-current]")
    assert page.url == f"{address}/groups/g1"
    context.close()
