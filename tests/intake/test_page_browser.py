"""The page in a browser with script: photos in pieces, what is missing, a draft that stays, no network."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from content.model import SubmissionLink
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import PageEntry
from desk.intake.app import create_app
from desk.intake.house import PageHouse
from tests.desk.browsing import IN_A_SECOND_BROWSER, PHONE, axe_finds, chromium
from tests.desk.conftest import with_fonts as with_fonts
from tests.intake.conftest import HOSTS, picture

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_SECOND_BROWSER


@pytest.fixture
def phone(house: PageHouse, with_fonts: Path) -> Iterator[Any]:
    """A phone at the page's own server: `phone.origin` is its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(house, HOSTS), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    with chromium(with_fonts) as browser:
        context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield page
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_a_member_sends_three_photos_loses_the_network_and_goes_on(
    phone: Any, link: tuple[str, SubmissionLink], folder: PageFolder, tmp_path: Path
) -> None:
    broken: list[str] = []
    phone.on("pageerror", lambda error: broken.append(str(error)))
    files = [tmp_path / f"{n}.jpg" for n in range(3)]
    for n, file in enumerate(files):
        file.write_bytes(picture(n + 1))
    phone.goto(phone.origin + link[0])
    phone.wait_for_selector("html.js")
    assert phone.inner_text("#send") == "还差 4 项，先看：照片"
    phone.set_input_files("#files", [str(file) for file in files])
    phone.wait_for_selector(".busy", state="detached")
    assert axe_finds(phone) == []
    phone.fill("#words", "八点半的厨房")
    phone.fill("#nickname", "阿雅")
    phone.get_by_role("button", name="把第 3 张设为封面").click()
    phone.get_by_role("button", name="去掉第 2 张").click()
    phone.check("[name=use][value=all]")
    assert phone.inner_text("#send") == "还差一项：照片是我拍的"
    phone.click("#send", force=True)  # it looks closed, and says where to go
    assert phone.evaluate("document.activeElement.id") == "agree"
    phone.wait_for_timeout(700)  # until the draft is kept

    phone.reload()
    phone.wait_for_selector("#draft:not([hidden])")
    assert phone.input_value("#words") == "八点半的厨房"
    assert phone.is_checked("[name=use][value=all]")
    assert not phone.is_checked("#agree")  # said anew each time
    phone.wait_for_selector("figure:nth-of-type(2)")
    phone.wait_for_selector(".busy", state="detached")
    assert list(folder.drop.rglob("*")) == []  # nothing is sent by itself

    phone.check("#agree")
    phone.fill("#nickname", "阿雅")
    phone.context.set_offline(True)
    phone.wait_for_selector("#offline:not([hidden])")
    assert phone.inner_text("#send") == "等网来了再发"
    phone.context.set_offline(False)
    phone.wait_for_selector("#send:has-text('2 张')")
    phone.click("#send")
    phone.wait_for_url("**/thanks**")
    phone.wait_for_selector("#preview:not([hidden])")
    assert phone.inner_text("h1") == "谢谢你，阿雅。"
    assert axe_finds(phone) == []
    (home,) = folder.drop.glob("*/*")
    entry = PageEntry.model_validate_json((home / "entry.json").read_bytes())
    assert (entry.words, entry.nickname, entry.photos) == ("八点半的厨房", "阿雅", ("01.jpg", "02.jpg"))
    assert (home / "01.jpg").read_bytes() == files[2].read_bytes()  # the cover
    assert (home / "02.jpg").read_bytes() == files[1].read_bytes()
    assert broken == []
