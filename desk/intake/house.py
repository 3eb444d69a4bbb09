"""What all requests of the page share: its folder, its key, its limits."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from anyio import Semaphore
from starlette.requests import Request

from content.files import read_limited
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import STATUS_BYTES, PageReceipt, PageSite, PageStatus
from desk.guard.connections import network_of
from desk.intake.drop import Drop
from desk.intake.keys import PageKey
from desk.intake.limits import SubmissionLimits
from desk.intake.site import SiteReader
from desk.intake.uploads import PageUploads

FORMS_AT_ONCE = 4  # each may bring 180 MB


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class PageHouse:
    """Made once for a process, of the one folder that it may enter."""

    folder: PageFolder
    clock: Callable[[], datetime] = _now
    _forms: Semaphore = field(default_factory=lambda: Semaphore(FORMS_AT_ONCE))
    _senders: WeakValueDictionary[str, Semaphore] = field(default_factory=WeakValueDictionary)

    def __post_init__(self) -> None:
        self.reader = SiteReader(self.folder)
        self.key = PageKey.of(self.folder.state)
        self.limits = SubmissionLimits(self.folder)
        self.uploads = PageUploads(self.folder.parts)
        self.drop = Drop(self.folder)

    def site(self) -> PageSite:
        return self.reader.site()

    @asynccontextmanager
    async def room_for_forms(self, address: str) -> AsyncIterator[None]:
        """Forms with photos in them come a few at a time, and one at a time from an address: who sends slowly
        holds up nobody elsewhere."""
        sender = self._senders.setdefault(address, Semaphore(1))
        async with sender, self._forms:
            yield

    def receipt(self, code: str) -> PageReceipt | None:
        """What a code stands for."""
        try:
            file = self.folder.receipt(self.key.receipt(code))
            return PageReceipt.model_validate_json(read_limited(file, STATUS_BYTES))
        except (OSError, ValueError):
            return None

    def forget_receipt(self, code: str) -> None:
        self.folder.receipt(self.key.receipt(code)).unlink(missing_ok=True)

    def status(self, ref: str) -> PageStatus:
        """How a submission stands, as far as the house has said."""
        try:
            return PageStatus.model_validate_json(read_limited(self.folder.status(ref), STATUS_BYTES))
        except (OSError, ValueError):
            return PageStatus()


def house_of(request: Request) -> PageHouse:
    house: PageHouse = request.app.state.house
    return house


def address_of_sender(request: Request) -> str:
    """What counts as one sender's address."""
    return network_of(request.client.host) if request.client else ""
