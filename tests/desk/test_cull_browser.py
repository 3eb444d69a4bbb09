"""The culling room in a browser: keys, thumb, a lost network, another editor, and no scripts at all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from fastapi import FastAPI

from content.model import Choice, Decision, Post, PostState, Seen
from content.review import Decide, approve, decide, sights
from content.store.culling import LATER
from content.store.rail import RailFilter
from content.workspace import Workspace
from desk.context import DeskContext
from tests.desk.browsing import DESKTOP, IN_A_SECOND_BROWSER, PHONE, axe_finds, listening

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_SECOND_BROWSER
Open: TypeAlias = Callable[..., Any]


@pytest.fixture
def opened(new_page: Callable[..., Any], address: str) -> Iterator[Open]:
    """Opens a page: `opened("/cull", viewport=PHONE)`; what its scripts complain of fails the test."""
    complaints: list[str] = []

    def go(path: str = "/cull", *, hears: bool = True, **options: Any) -> Any:
        page = new_page(**options)
        if not hears:
            page.route("**/changes", lambda route: route.abort())
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        if path.startswith("/cull") and options.get("java_script_enabled", True):
            page.wait_for_selector(".app[data-ready]")
        return page

    yield go
    assert not complaints


def current(page: Any) -> str:
    return str(page.get_attribute(".th.cur", "data-id"))


def ids(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(".th", "all => all.map(one => one.dataset.id)")
    return found


def all_sent(page: Any) -> None:
    page.wait_for_selector('.app[data-unsent="0"]')


def said(workspace: Workspace) -> dict[str, Decision]:
    with workspace.open_store(reading=True) as store:
        return store.decisions.about()


def test_keys_decide_go_on_and_reach_the_desk_in_order(opened: Open, workspace: Workspace) -> None:
    page = opened()
    strip = ids(page)
    for key in "pxu4":
        page.keyboard.press(key)
    assert current(page) == strip[4]
    assert page.inner_text("[data-count]") == "4 / 12"
    page.wait_for_url(f"**at={strip[4]}*")
    all_sent(page)
    found = said(workspace)
    assert [found[key].choice for key in strip[:4]] == [
        Choice.KEEP,
        Choice.DROP,
        Choice.UNDECIDED,
        Choice.KEEP,
    ]
    assert (found[strip[2]].reason, found[strip[3]].rating) == (LATER, 4)


def test_arrows_and_letters_walk_and_the_panel_follows(opened: Open) -> None:
    page = opened()
    strip = ids(page)
    for key in ("j", "ArrowRight", "k"):
        page.keyboard.press(key)
    page.wait_for_selector(f'.side[data-frame="{strip[1]}"]')
    assert current(page) == strip[1]
    assert page.input_value('[data-verdict] input[name="id"]') == strip[1]
    page.go_back()  # walking adds nothing to the history
    assert "/cull" not in page.url


def test_undo_holds_over_a_reload_and_redo_does_it_again(opened: Open, workspace: Workspace) -> None:
    page = opened()
    first = current(page)
    page.keyboard.press("x")
    all_sent(page)
    page.reload()
    page.wait_for_selector(".app[data-ready]")
    page.keyboard.press("z")
    page.wait_for_selector(f'.th.cur[data-id="{first}"]:not(.drop)')
    assert said(workspace)[first].choice is Choice.UNDECIDED
    page.keyboard.press("Shift+Z")
    page.wait_for_selector(f'.th.drop[data-id="{first}"]')
    assert said(workspace)[first].choice is Choice.DROP


def test_what_could_not_be_sent_is_kept_and_sent_after_a_reload(opened: Open, workspace: Workspace) -> None:
    page = opened()
    strip = ids(page)
    page.route("**/decide", lambda route: route.abort())
    for key in "px":
        page.keyboard.press(key)
    page.wait_for_selector('.app[data-unsent="2"]')
    assert page.inner_text("[data-count]") == "2 / 12"
    assert said(workspace) == {}
    page.unroute("**/decide")
    page.reload()
    all_sent(page)
    assert {key: each.choice for key, each in said(workspace).items()} == {
        strip[0]: Choice.KEEP,
        strip[1]: Choice.DROP,
    }


def test_who_was_faster_is_shown_and_one_may_insist(opened: Open, workspace: Workspace, now: Any) -> None:
    page = opened(hears=False)  # or one would have seen it before
    first = current(page)
    decide(workspace.open_store, [Decide(Seen(first, 0), Choice.DROP)], actor="周正", at=now)
    page.keyboard.press("p")
    page.wait_for_selector(".clash")
    assert "周正 刚改为「去」" in page.inner_text("[data-clashes]")
    assert page.get_attribute(f'.th[data-id="{first}"]', "data-choice") == "drop"
    page.click("text=用我的")
    all_sent(page)
    page.wait_for_selector(f'.th.keep[data-id="{first}"][data-version="2"]')
    assert said(workspace)[first].choice is Choice.KEEP


def test_what_another_editor_decides_shows_at_once(
    opened: Open, app: FastAPI, workspace: Workspace, now: Any
) -> None:
    page = opened()
    first, second = ids(page)[:2]
    listening(page, app)
    decide(workspace.open_store, [Decide(Seen(second, 0), Choice.DROP)], actor="周正", at=now)
    page.wait_for_selector(f'.th.drop[data-id="{second}"][data-version="1"]')
    assert page.inner_text("[data-count]") == "1 / 12"
    assert current(page) == first
    page.keyboard.press("p")
    assert current(page) not in (first, second)  # nobody is led to what is decided


def test_a_look_at_100_percent_is_at_the_photos_own_pixels(opened: Open) -> None:
    page = opened()
    page.keyboard.press(" ")
    page.wait_for_selector('.pane.zoomed img[srcset$="/2160.jpg"]')
    page.wait_for_function(
        "() => { const image = document.querySelector('.pane.zoomed img');"
        " return Math.abs(image.getBoundingClientRect().width - Math.max(image.naturalWidth,"
        " 1.5 * image.clientWidth)) < 1 }"
    )


def test_a_comment_is_drawn_while_it_is_typed_and_saved_by_enter(opened: Open, workspace: Workspace) -> None:
    page = opened()
    first = current(page)
    page.keyboard.press("e")
    page.keyboard.type("敢留白 px")  # letters of keys are words here
    page.wait_for_selector('[data-poster][src^="blob:"]')
    page.keyboard.press("Enter")
    all_sent(page)
    assert {key: each.comment for key, each in said(workspace).items()} == {first: "敢留白 px"}
    assert current(page) == first


def test_keys_are_off_while_chinese_is_composed(opened: Open) -> None:
    page = opened()
    first = current(page)
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'p', isComposing: true, bubbles: true}))"
    )
    assert current(page) == first
    assert page.inner_text("[data-count]") == "0 / 12"


def test_template_compare_grid_zoom_and_help_have_their_keys(opened: Open) -> None:
    page = opened()
    was = page.get_attribute("figcaption[data-part=poster]", "data-template")
    page.keyboard.press("t")
    page.wait_for_url("**template=*")
    assert f"template={was}" not in page.url
    page.keyboard.press("c")
    page.keyboard.press("j")
    assert page.locator(".shot:visible").count() == 2
    assert page.locator(".shot.fixed:visible").count() == 1
    page.keyboard.press("c")
    page.keyboard.press(" ")
    assert page.locator(".pane.zoomed").count() == 1
    page.keyboard.press("g")
    page.wait_for_url("**view=grid*")
    page.keyboard.press("?")
    assert page.locator("dialog[open] kbd").count() > 20


def test_a_thumb_swipes_right_left_and_up(opened: Open, workspace: Workspace) -> None:
    page = opened(viewport=PHONE, has_touch=True)
    strip = ids(page)
    for x, y in ((160, 0), (-160, 0), (0, -160)):
        page.evaluate(
            """([x, y]) => {
                const shot = document.querySelector('[data-shot]')
                const send = (kind, dx, dy) => shot.dispatchEvent(new PointerEvent(kind, {
                  pointerType: 'touch', isPrimary: true, bubbles: true,
                  clientX: 200 + dx, clientY: 300 + dy }))
                send('pointerdown', 0, 0); send('pointermove', x, y); send('pointerup', x, y)
            }""",
            [x, y],
        )
    all_sent(page)
    found = said(workspace)
    assert [found[key].choice for key in strip[:3]] == [Choice.KEEP, Choice.DROP, Choice.UNDECIDED]
    heights = page.eval_on_selector_all(
        ".big button", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heights == [56, 56, 56]


def test_without_scripts_one_decides_all_the_same(opened: Open, workspace: Workspace) -> None:
    page = opened(java_script_enabled=False)
    first, second = page.locator(".th").nth(0), page.locator(".th").nth(1).get_attribute("data-id")
    key = first.get_attribute("data-id")
    page.click('.big button[value="keep"]')
    assert page.locator(".th.cur").get_attribute("data-id") == second
    assert said(workspace)[key].choice is Choice.KEEP


def test_a_click_moves_the_focal_point_and_the_crops(opened: Open) -> None:
    page = opened("/photo/i00")
    square = '[data-crop="1:1"]'
    before = page.get_attribute(square, "viewBox")
    page.click("input[type=image]", position={"x": 100, "y": 20})
    page.wait_for_selector("[data-said]:has-text('local')")
    assert page.get_attribute(square, "viewBox") != before
    asked = page.get_attribute(square, "viewBox")
    page.reload()
    assert page.get_attribute(square, "viewBox") == asked  # the desk crops as the page did


def test_axe_finds_nothing_in_the_dark_that_the_system_asks_for(opened: Open) -> None:
    """In the themes that people choose test_pages_axe looks at every page."""
    page = opened("/cull", locale="en-GB", viewport=DESKTOP, color_scheme="dark")
    page.wait_for_load_state("networkidle")
    assert axe_finds(page) == []
    page.set_viewport_size(PHONE)
    assert axe_finds(page) == []


# -- what a drop brings back -------------------------------------------------------------------------


def approved_uses(workspace: Workspace, office: DeskContext) -> tuple[str, dict[str, Post]]:
    """A photo that posts show, one of them approved, and these posts by id."""
    with workspace.open_store(reading=True) as store:
        counted = store.replans.shown_ahead(
            [item.id for item in store.rail.page(RailFilter()).items], office.clock(), ""
        )
        photo = max(sorted(counted), key=lambda key: counted[key].posts)
        ids = store.replans.still_to_go(office.clock(), photo=photo)
        seen = sights(store, [store.queue.post(ids[0])])[ids[0]]
    approve(workspace.open_store, [seen], rules=office.rules, actor="周正", at=office.clock())
    return photo, posts_of(workspace, ids)


def posts_of(workspace: Workspace, ids: Iterable[str]) -> dict[str, Post]:
    with workspace.open_store(reading=True) as store:
        return {key: store.queue.post(key) for key in ids}


def test_a_drop_says_before_what_it_brings_back_asks_once_and_is_undone_exactly(
    opened: Open, workspace: Workspace, office: DeskContext
) -> None:
    photo, before = approved_uses(workspace, office)
    page = opened(f"/cull?batch=all&at={photo}")
    line = page.locator("[data-used]")
    assert line.inner_text() == f"用在 {len(before)} 条推送里，其中 1 条已批准"
    page.keyboard.press("x")
    assert "再按一次就淘汰" in line.inner_text()
    assert current(page) == photo
    page.keyboard.press("j")  # who goes on has not said yes
    page.keyboard.press("k")
    assert line.inner_text() == f"用在 {len(before)} 条推送里，其中 1 条已批准"
    assert said(workspace) == {}
    page.keyboard.press("x")
    page.keyboard.press("x")
    page.wait_for_selector(f"[data-told]:has-text('{len(before)} 条推送退回了，1 条是批准过的')")
    assert {post.state for post in posts_of(workspace, before).values()} == {PostState.RETURNED}
    page.keyboard.press("z")
    page.wait_for_selector("[data-told]:has-text('连同')")
    after = posts_of(workspace, before)
    assert {key: replace(post, revision=0) for key, post in after.items()} == {
        key: replace(post, revision=0) for key, post in before.items()
    }
    assert current(page) == photo
    assert line.inner_text() == f"用在 {len(before)} 条推送里，其中 1 条已批准"


def test_a_post_that_is_approved_meanwhile_is_not_taken_back_unsaid(
    opened: Open, workspace: Workspace, office: DeskContext
) -> None:
    page = opened("/cull?batch=all", hears=False)
    photo, before = approved_uses(workspace, office)
    page.evaluate("id => document.querySelector(`.th[data-id='${id}']`).click()", photo)
    page.keyboard.press("x")
    page.wait_for_selector(".toast:has-text('其中 1 条已批准')")
    all_sent(page)
    assert said(workspace) == {}
    assert posts_of(workspace, before) == before
    page.wait_for_selector(f'.th[data-id="{photo}"][data-approved="1"]')


def test_without_scripts_a_drop_of_approved_posts_is_asked_first(
    opened: Open, workspace: Workspace, office: DeskContext
) -> None:
    photo, before = approved_uses(workspace, office)
    page = opened(f"/cull?batch=all&at={photo}", java_script_enabled=False)
    page.click("[data-verdict] .no")
    assert "其中 1 条已批准：再淘汰一次" in page.inner_text(".clash")
    assert posts_of(workspace, before) == before
    page.click("[data-verdict] .no")
    assert said(workspace)[photo].choice is Choice.DROP
    page.click(".undo")
    assert posts_of(workspace, before)[min(before)].state is before[min(before)].state


# -- nothing is lost with a tab ----------------------------------------------------------------------


def test_what_was_decided_in_a_tab_that_closed_arrives_and_is_told(
    opened: Open, workspace: Workspace
) -> None:
    page = opened()
    strip = ids(page)
    page.route("**/decide", lambda route: None)  # a network that answers nobody
    for key in "pxu4pxpxp":
        page.keyboard.press(key)
    page.close()
    assert said(workspace) == {}
    again = opened()
    again.wait_for_selector(".toast:has-text('上次没送到的 9 项送到了')")
    found = said(workspace)
    wanted = [Choice.KEEP, Choice.DROP, Choice.UNDECIDED, Choice.KEEP, Choice.KEEP, Choice.DROP]
    assert [found[key].choice for key in strip[:6]] == wanted
    assert found[strip[3]].rating == 4
    assert len(found) == 9
    assert current(again) == strip[9]
    assert again.inner_text("[data-count]") == "9 / 12"


def test_an_undo_in_a_tab_that_closed_takes_back_what_it_was_for(opened: Open, workspace: Workspace) -> None:
    page = opened()
    first, second = ids(page)[:2]
    page.keyboard.press("p")
    page.keyboard.press("p")
    all_sent(page)
    page.route("**/undo", lambda route: None)
    page.keyboard.press("z")
    page.wait_for_selector('.app[data-unsent="1"]')
    page.close()
    again = opened()
    all_sent(again)
    again.wait_for_selector(f'.th[data-id="{second}"][data-choice="undecided"]')
    assert (said(workspace)[first].choice, said(workspace)[second].choice) == (
        Choice.KEEP,
        Choice.UNDECIDED,
    )


def test_an_undo_that_the_desk_had_heard_shows_when_it_is_sent_again(
    opened: Open, workspace: Workspace
) -> None:
    page = opened(hears=False)
    first = ids(page)[0]
    page.keyboard.press("p")
    all_sent(page)

    page.route("**/undo", lambda route: route.abort())
    page.keyboard.press("z")
    page.wait_for_selector('.app[data-unsent="1"]')
    lost: list[int] = []

    def answer_is_lost(route: Any) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.unroute("**/undo")
    page.route("**/undo", answer_is_lost)
    page.reload()
    page.wait_for_selector(f'.th[data-id="{first}"][data-choice="undecided"]')
    assert (lost, said(workspace)[first].choice) == ([200], Choice.UNDECIDED)


def test_a_tab_sends_what_is_its_own_and_leaves_what_another_still_holds(
    opened: Open, workspace: Workspace
) -> None:
    page = opened()
    page.route("**/decide", lambda route: route.abort())
    page.keyboard.press("p")
    page.wait_for_selector('.app[data-unsent="1"]')
    beside = opened()
    beside.keyboard.press("j")
    beside.keyboard.press("x")
    all_sent(beside)
    assert [each.choice for each in said(workspace).values()] == [Choice.DROP]
    assert page.get_attribute(".app", "data-unsent") == "1"


def test_what_one_person_left_is_not_sent_by_the_next(opened: Open, workspace: Workspace) -> None:
    page = opened()
    entry = "{kind: 'decide', mark: 'm', before: [], items: [{id: 'i00', choice: 'drop'}]}"
    left = f"JSON.stringify({{at: 1, entries: [{entry}]}})"
    page.evaluate(f"localStorage.setItem('cull-outbox:somebody:t', {left})")
    page.reload()
    page.wait_for_selector(".app[data-ready]")
    page.keyboard.press("p")
    all_sent(page)
    assert [each.choice for each in said(workspace).values()] == [Choice.KEEP]
    assert page.evaluate("localStorage.getItem('cull-outbox:somebody:t')")
