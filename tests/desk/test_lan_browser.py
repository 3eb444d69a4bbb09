"""Over plain HTTP from another machine: people can sign in and work, other pages can do nothing."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from content.accounts import hash_password
from content.model import Role, User
from content.workspace import open_workspace
from desk.auth import COOKIE
from tests.desk.browsing import AT_A_DESK, IN_A_BROWSER, Page
from tests.desk.lan import Lan, lan

pytestmark = IN_A_BROWSER
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
FORM = """<form method="post" action="{action}" enctype="application/x-www-form-urlencoded">
<input name="name" value="lin"><input name="password" value="{password}"><input name="to" value="dark">
</form><script>document.forms[0].submit()</script>"""


@pytest.fixture(scope="module")
def network() -> Iterator[Lan]:
    with lan() as made:
        yield made


@pytest.fixture(scope="module")
def desk(network: Lan, built_hung_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk of another machine, where lin may sign in."""
    root = Path(shutil.copytree(built_hung_village, tmp_path_factory.mktemp("lan") / "desk"))
    workspace = open_workspace(root)
    with workspace.open_store() as store:
        user = User("lin", "林小满", Role.APPROVER, hash_password(PASSWORD))
        store.accounts.put_user(user, actor="test", at=datetime(2026, 11, 22, tzinfo=UTC))
    workspace.database.close()
    with network.desk(root) as address:
        yield address


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    context = browser.new_context(**AT_A_DESK)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, desk: str) -> None:
    page.goto(f"{desk}/queue")
    page.fill("#name", "lin")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("form[action='/login'] button")


def test_people_sign_in_and_work_over_plain_http(page: Page, desk: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, desk)
    assert page.url == f"{desk}/queue"
    assert page.evaluate("isSecureContext") is False  # as on any network without https
    (cookie,) = [each for each in page.context.cookies() if each["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Strict", False)
    with page.expect_request("**/changes"):  # others' changes arrive here too
        page.goto(f"{desk}/week/g1")
    page.goto(f"{desk}/settings")
    with page.expect_navigation():
        page.locator("form[action='/logout'] button").first.click()
    assert page.url.startswith(f"{desk}/login")
    assert errors == []


def test_a_page_of_another_site_can_post_nothing(page: Page, desk: str, network: Lan, tmp_path: Path) -> None:
    """Another port of the same machine is the same site: the cookie comes along, and the origin tells."""
    sign_in(page, desk)
    with network.website(tmp_path) as evil:
        for n, action in enumerate(("/theme", "/act/undo", "/login", "/logout")):
            (tmp_path / f"{n}.html").write_text(FORM.format(action=desk + action, password=PASSWORD))
            with page.expect_response(desk + action) as answer:
                page.goto(f"{evil}/{n}.html")
            assert answer.value.status == 403
            assert answer.value.json()["code"] == "cross_site"


def test_a_frame_without_an_origin_can_post_nothing(
    page: Page, desk: str, network: Lan, tmp_path: Path
) -> None:
    """A sandboxed frame sends "Origin: null", which is nobody's."""
    (tmp_path / "form.html").write_text(FORM.format(action=f"{desk}/theme", password=PASSWORD))
    frame = '<iframe sandbox="allow-scripts allow-forms" src="form.html"></iframe>'
    (tmp_path / "evil.html").write_text(frame)
    with network.website(tmp_path) as evil, page.expect_response(f"{desk}/theme") as answer:
        page.goto(f"{evil}/evil.html")
    assert answer.value.request.header_value("origin") == "null"
    assert answer.value.status == 403
