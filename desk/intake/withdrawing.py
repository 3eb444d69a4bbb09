"""Taking back what was sent: a code, what it stands for, what will stop; then what became of it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from content.errors import NotReady
from content.rights.page_codes import typed_code
from content.submission_page.shapes import PageReceipt, PageRequest, PageStatus
from desk.intake.house import PageHouse, address_of_sender, house_of
from desk.intake.look import render

MOST_FIELDS = 4
STATUS = {"": 200, "unknown": 404, "wait": 429, "full": 503}  # by what is wrong


def show(request: Request) -> Response:
    """Where a code is typed."""
    return _page(request, "")


async def look(request: Request) -> Response:
    """What a code stands for, and what would stop."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as data:
        typed = str(data.get("code", ""))[:40]
    return await run_in_threadpool(_look, request, typed)


async def confirm(request: Request) -> Response:
    """Take it back. Doing so again changes nothing, but that photos and words may still be deleted."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as data:
        typed, delete = str(data.get("code", ""))[:40], data.get("delete") == "yes"
    return await run_in_threadpool(_confirm, request, typed, delete)


def _look(request: Request, typed: str) -> Response:
    house = house_of(request)
    known = _known(request, house, typed)
    if isinstance(known, Response):
        return known
    code, receipt, status = known
    if receipt.asked_at is not None or status.stopped_at is not None:
        return _done(request, code, receipt, status)
    return _page(request, code, receipt=receipt, standing=status)


def _confirm(request: Request, typed: str, delete: bool) -> Response:
    house = house_of(request)
    known = _known(request, house, typed)
    if isinstance(known, Response):
        return known
    code, receipt, status = known
    asked_at = receipt.asked_at or house.clock()
    updated = replace_receipt(receipt, asked_at=asked_at, delete=delete or receipt.delete)
    try:
        if updated != receipt or not status.stopped_at:
            house.drop.ask_back(PageRequest(ref=receipt.ref, delete=updated.delete, at=asked_at))
        house.drop.keep_receipt(house.key.receipt(code), updated)
    except (NotReady, OSError):
        return _page(request, code, receipt=receipt, standing=status, problem="full")
    return _done(request, code, updated, status)


def replace_receipt(receipt: PageReceipt, **changes: object) -> PageReceipt:
    return receipt.model_copy(update=changes)


def _known(request: Request, house: PageHouse, typed: str) -> tuple[str, PageReceipt, PageStatus] | Response:
    """What a typed code stands for. From where too many were wrong none is looked up for a while, right ones
    neither: else whoever guesses would be told by the answer."""
    address = address_of_sender(request)
    if house.limits.is_guessing(address):
        return _page(request, typed, problem="wait")
    code = typed_code(typed)
    receipt = house.receipt(code) if code else None
    if code is not None and receipt is not None:
        return code, receipt, house.status(receipt.ref)
    if not house.limits.may_try_code(address):
        return _page(request, typed, problem="wait")
    house.limits.add_wrong_code(address)
    return _page(request, typed, problem="unknown")


def _page(
    request: Request,
    code: str,
    *,
    receipt: PageReceipt | None = None,
    standing: PageStatus | None = None,
    problem: str = "",
) -> Response:
    site = house_of(request).site()
    return render(
        request,
        "withdraw.html.j2",
        site,
        status=STATUS[problem],
        code=code,
        receipt=receipt,
        standing=standing,
        problem=problem,
        link=None,
    )


def _done(request: Request, code: str, receipt: PageReceipt, status: PageStatus) -> Response:
    house = house_of(request)
    link, site = house.reader.link_by_id(receipt.link), house.site()
    return render(
        request,
        "withdrawn.html.j2",
        site,
        code=code,
        receipt=receipt,
        standing=status,
        zone=link.zone if link else "Asia/Shanghai",
        link=None,
    )
