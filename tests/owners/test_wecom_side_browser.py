"""The sidebar's page in a browser whose client is a stand-in: two taps into the chat, and the fall back."""

from collections.abc import Iterator
from typing import Any

import pytest

from content.model import DeliveryState, PostState
from desk.context import DeskContext
from tests.desk.browsing import IN_A_BROWSER, axe_finds
from tests.owners.test_owner_browser import NOW, POST, Served, served  # noqa: F401 - a fixture
from tests.owners.test_wecom_side import side, wecom  # noqa: F401 - fixtures
from tests.platforms.wecom import CHAT, FakeWecom

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER
CLIENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) wxwork/4.1.36 MicroMessenger/7.0.1"
BRIDGE = """window.sent = []; window.refuses = '';
window.WeixinJSBridge = {
  on () {},
  invoke (name, params, done) {
    if (name === window.refuses) return done({ err_msg: `${name}:fail no permission` })
    if (name === 'getContext') return done({ err_msg: 'getContext:ok', entry: 'group_chat_tools' })
    if (name === 'getCurExternalChat') return done({ err_msg: 'getCurExternalChat:ok', chatId: 'CHAT' })
    if (name === 'sendChatMessage') window.sent.push(params)
    if (name === 'agentConfig') window.signature = params.signature
    done({ err_msg: `${name}:ok` })
  }
}""".replace("CHAT", CHAT)


@pytest.fixture
def page(browser: Any, served: Served, side: DeskContext) -> Iterator[Any]:  # noqa: F811
    context = browser.new_context(viewport={"width": 390, "height": 760}, user_agent=CLIENT, locale="zh-CN")
    context.add_init_script(BRIDGE)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.faults = []
    opened.on("console", lambda line: opened.faults.append(line.text) if line.type == "error" else None)
    opened.goto(f"http://127.0.0.1:{served.port}/wecom/app")
    yield opened
    context.close()


def test_two_taps_send_the_text_and_the_picture_into_the_chat_and_tick_that_group_alone(
    page: Any,
    side: DeskContext,  # noqa: F811
    wecom: FakeWecom,  # noqa: F811
    alike: str,
) -> None:
    button = page.locator(f"{NOW} .bw")
    button.wait_for()
    assert page.evaluate("window.signature.length") == 40
    assert axe_finds(page) == []
    button.click()
    with page.expect_response(lambda answer: "kind=sent" in (answer.request.post_data or "")):
        page.get_by_text("把图发到这个群").click()
    page.get_by_text("记下了").wait_for()
    text, picture = page.evaluate("window.sent")
    with side.open_store(reading=True) as store:
        assert text["text"]["content"] == store.queue.post(POST).text
        assert picture["image"]["mediaid"] in wecom.media
        parts = store.outbox.deliveries([POST, alike])
    assert [parts[post][0].state for post in (POST, alike)] == [DeliveryState.SENT, DeliveryState.HANDED_OFF]
    assert page.faults == []


def test_where_the_client_refuses_the_page_is_the_one_of_the_phone(page: Any) -> None:
    page.locator(f"{NOW} .bw").wait_for()
    page.evaluate("window.refuses = 'sendChatMessage'")
    page.locator(f"{NOW} .bw").click()
    page.get_by_text("没法直接发到群里").wait_for()
    assert page.locator(f"{NOW} .b1").is_visible()
    assert page.locator(f"{NOW} .bw").is_hidden()


def test_without_network_it_says_so_keeps_the_tick_and_sends_it_once_back(
    page: Any,
    served: Served,  # noqa: F811
    side: DeskContext,  # noqa: F811
) -> None:
    page.locator(f"{NOW} .bw").wait_for()
    page.wait_for_selector("html[data-kept=yes]")
    served.stop()
    page.reload()
    page.wait_for_selector("#offline:not([hidden])")
    page.get_by_text("没有网，图和签名要等连上").wait_for()
    page.locator(f"{NOW} .b1").click()
    page.locator(f"{NOW} [data-save]").dispatch_event("click")
    page.locator(f"{NOW} .b3 button").click()
    page.wait_for_selector("#rest:not([hidden])")
    served.start()
    with page.expect_response(lambda answer: "kind=sent" in (answer.request.post_data or "")):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#offline[hidden]", state="attached")
    with side.open_store(reading=True) as store:
        assert store.queue.post(POST).state is PostState.SENT
        assert len(store.outbox.attempts([POST])[POST]) == 1
