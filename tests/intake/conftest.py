"""The members' page over a village, and what a browser without script sends to it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from content.model import SubmissionLink
from content.submission_page.folder import PageFolder
from desk.intake.app import create_app
from desk.intake.house import PageHouse
from services.context import Context
from services.submission_links import LinkOrder, make_link
from tests.a_night import context_at
from tests.conftest import snapshot

ADDRESS = "https://photos.example.com"
HOSTS = frozenset({"photos.example.com", "127.0.0.1"})
FILLED = {"nickname": "阿雅", "words": "八点半的厨房", "use": "all", "months": "12", "agree": "yes"}
HIDDEN = re.compile(r'name="(once|stamp)" value="([^"]+)"')


def picture(seed: int = 77, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    snapshot(seed).save(out, kind, quality=92)
    return out.getvalue()


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Browser:
    """A browser without script at one link."""

    client: TestClient
    path: str
    code: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def open(self, query: str = "") -> Response:
        answer: Response = self.client.get(self.path + query)
        self.fields = dict(HIDDEN.findall(answer.text))
        return answer

    def send(self, *photos: bytes, query: str = "", **fields: str) -> Response:
        """Fill in the form, send it, and go where that leads."""
        self.fields or self.open(query)
        files = [("photos", (f"IMG_{n}.JPG", data, "image/jpeg")) for n, data in enumerate(photos)]
        data = FILLED | self.fields | fields
        answer: Response = self.client.post(self.path + query, data=data, files=files)
        self.fields = {}
        if answer.status_code == 303:
            answer = self.client.get(answer.headers["location"])
            self.code = re.findall(r'id="code">([^<]+)<', answer.text)[0]
        return answer

    def take_back(self, **fields: str) -> Response:
        answer: Response = self.client.post("/s/withdraw/confirm", data={"code": self.code} | fields)
        return answer


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def context(village: Path, clock: Clock) -> Iterator[Context]:
    settings = village / "sishi.toml"
    settings.write_text(f'{settings.read_text()}\n[intake]\naddress = "{ADDRESS}"\n')
    made = context_at(village, clock)
    yield made
    made.workspace.database.close()


@pytest.fixture
def folder(context: Context) -> PageFolder:
    return context.workspace.page_folder


@pytest.fixture
def link(context: Context) -> tuple[str, SubmissionLink]:
    """Its path, and what is kept of it."""
    address, made = make_link(context, LinkOrder("g1"), actor="小林")
    return address.removeprefix(ADDRESS), made


@pytest.fixture
def house(folder: PageFolder, link: tuple[str, SubmissionLink], clock: Clock) -> PageHouse:
    return PageHouse(folder, clock)


@pytest.fixture
def client(house: PageHouse) -> TestClient:
    return TestClient(create_app(house, HOSTS), base_url=ADDRESS, follow_redirects=False)


@pytest.fixture
def browser(client: TestClient, link: tuple[str, SubmissionLink]) -> Browser:
    return Browser(client, link[0])


@pytest.fixture
def other_browser(client: TestClient, context: Context) -> Callable[..., Browser]:
    """A browser at a link of its own: `other_browser(group="g2", title="…")`."""

    def made(group: str = "g1", **order: Any) -> Browser:
        address, _ = make_link(context, LinkOrder(group, **order), actor="小林")
        return Browser(client, address.removeprefix(ADDRESS))

    return made
