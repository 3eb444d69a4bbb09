"""The form of a link, what is sent with it, and thanks."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from content.errors import NotReady
from content.submission_page.shapes import MOST_PHOTOS, MOST_WORDS, PageEntry, PageReceipt, PublishedLink
from content.submission_page.terms import MONTHS, WORDING, PageUse, last_day
from content.text.names import spelled
from desk.intake.form import FIELDS, SentForm, missing_in, read_form
from desk.intake.house import PageHouse, address_of_sender, house_of
from desk.intake.keys import ref_of
from desk.intake.limits import PER_ADDRESS, WAIT_SECONDS, has_taken_trouble
from desk.intake.look import language_of, render
from desk.intake.photo_head import PHOTO_BYTES, PhotoHead
from desk.intake.site import NothingPublished, state_of, today_of
from desk.intake.uploads import Refused

HEX_BYTES, ONCE_BYTES = 16, 32
CLOSED = frozenset({"over", "paused", "ended"})


@dataclass(frozen=True, slots=True)
class _Photos:
    """The photos of a form: whole ones in their order, and those that were refused, by number and why."""

    uploads: tuple[str, ...]
    files: tuple[Path, ...]
    heads: tuple[PhotoHead, ...]
    refused: tuple[tuple[int, Refused], ...]


@dataclass(frozen=True, slots=True)
class _Turn:
    """A request of a form: the house, the link, and the moment."""

    request: Request
    house: PageHouse
    code: str
    link: PublishedLink
    now: datetime
    is_any: bool = field(default=False)  # photos that belong to no activity

    @property
    def address(self) -> str:
        return f"/s/{self.code}"


def show_form(request: Request) -> Response:
    """The form, or why nothing is taken now."""
    turn = _turn(request)
    state = state_of(turn.link, turn.now, anything=turn.is_any)
    if state in CLOSED:
        return _state(turn, state)
    return _form(turn, SentForm())


async def send_form(request: Request) -> Response:
    """Take what was sent; the answer leads to the thanks. What is missing is said on the form itself."""
    turn = _turn(request)
    state = state_of(turn.link, turn.now, anything=turn.is_any)
    if state in CLOSED:
        return _state(turn, state)
    form = request.form(max_files=MOST_PHOTOS + 1, max_fields=len(FIELDS) + 5)
    async with turn.house.room_for_forms(address_of_sender(request)), form as data:
        return await run_in_threadpool(_take, turn, data)


def show_thanks(request: Request) -> Response:
    """Thanks, with the code; for whoever just sent the form, by its own secret."""
    turn = _turn(request)
    once = request.query_params.get("t", "")
    house, code = turn.house, turn.house.key.code(ref_of(once))
    receipt = house.receipt(code)
    if receipt is None:
        raise HTTPException(404)
    return render(
        request, "thanks.html.j2", house.site(), **_common(turn), receipt=receipt, code=code, once=once
    )


def show_privacy(request: Request) -> Response:
    """What is kept, who sees it, how long."""
    house = house_of(request)
    return render(request, "privacy.html.j2", house.site(), link=None, address="")


def _turn(request: Request) -> _Turn:
    """HTTPException 404 for a code that nobody made; 503 before the house has published anything."""
    house, code = house_of(request), request.path_params["code"]
    address = address_of_sender(request)
    try:
        link = house.reader.link(code)
    except NothingPublished:
        raise HTTPException(503) from None
    if link is None:
        house.limits.wrong_codes.add(f"link {address}")
        raise HTTPException(404)
    is_any = request.query_params.get("any") == "1"
    return _Turn(request, house, code, link, house.clock(), is_any)


def _common(turn: _Turn) -> dict[str, Any]:
    return {
        "link": turn.link,
        "address": turn.address,
        "is_any": turn.is_any,
    }


def _state(turn: _Turn, state: str, status: int = 200) -> Response:
    return render(
        turn.request, "state.html.j2", turn.house.site(), status=status, state=state, **_common(turn)
    )


def _form(
    turn: _Turn, form: SentForm, photos: _Photos | None = None, missing: Sequence[str] = ()
) -> Response:
    """The form, empty or as it was sent; photos that came with it are kept beside it."""
    house, today = turn.house, today_of(turn.link, turn.now)
    once = secrets.token_urlsafe(ONCE_BYTES)
    return render(
        turn.request,
        "form.html.j2",
        house.site(),
        status=422 if missing or (photos and photos.refused) else 200,
        form=form,
        kept=photos.uploads if photos else (),
        refused=photos.refused if photos else (),
        missing=missing,
        ends={months: last_day(today, months) for months in MONTHS},
        uses=list(PageUse),
        once=once,
        stamp=house.key.stamp(once, turn.now),
        flooded=house.limits.is_flooded,
        wait=int(WAIT_SECONDS),
        most_photos=MOST_PHOTOS,
        most_words=MOST_WORDS,
        most_bytes=PHOTO_BYTES,
        **_common(turn),
    )


def _take(turn: _Turn, data: FormData) -> Response:
    house = turn.house
    fields = {name: value for name, value in data.items() if isinstance(value, str)}
    form = read_form(fields, house.site().products)
    if refusal := _too_often(turn, form):
        return refusal
    if form.once and house.receipt(house.key.code(ref_of(form.once))):
        return _thanks(turn, form.once)  # the same form, sent twice
    photos = _photos(house, form, [file for file in data.getlist("photos") if isinstance(file, UploadFile)])
    missing = missing_in(form, len(photos.files))
    if missing or photos.refused or form.website or not form.once:
        return _form(turn, form, photos, missing or ("again",))
    return _send(turn, form, photos)


def _too_often(turn: _Turn, form: SentForm) -> Response | None:
    """Why this one has to wait; None where it need not."""
    house, day = turn.house, f"{today_of(turn.link, turn.now)}"
    sender = _sender(turn, form)
    if house.limits.daily.count(day, sender) >= house.site().limits.daily:
        return _state(turn, "enough", 429)
    if house.limits.sent.count(address_of_sender(turn.request)) >= PER_ADDRESS:
        return _state(turn, "enough", 429)
    if not house.limits.room.is_left(house.site().limits.megabytes):
        return _state(turn, "full", 503)
    age = house.key.age(form.once, form.stamp, turn.now)
    if house.limits.is_flooded and not has_taken_trouble(age, form.once, form.proof):
        return _form(turn, form, _photos(house, form, ()), ("wait",))
    return None


def _sender(turn: _Turn, form: SentForm) -> str:
    return turn.house.key.unnamed("sender", f"{turn.link.id}\0{spelled(form.nickname).casefold()}")


def _photos(house: PageHouse, form: SentForm, files: Sequence[UploadFile]) -> _Photos:
    """The photos of a form: those that came piece by piece, then those in it, which are kept alike."""
    uploads, refused = list(form.uploads), []
    for number, file in enumerate(files, len(uploads) + 1):
        if not file.filename and not file.size:
            continue  # the field was left empty
        if (file.size or 0) > PHOTO_BYTES:
            refused.append((number, Refused.TOO_LARGE))
            continue
        upload = secrets.token_hex(HEX_BYTES)
        house.uploads.keep(upload, file.file.read(PHOTO_BYTES + 1))
        uploads.append(upload)
    whole: list[tuple[str, Path, PhotoHead]] = []
    for number, upload in enumerate(uploads[:MOST_PHOTOS], 1):
        taken = house.uploads.take(upload)
        if isinstance(taken, Refused):
            house.uploads.forget(upload)
            refused.append((number, taken))
        else:
            whole.append((upload, *taken))
    refused += [(number, Refused.TOO_MANY) for number in range(MOST_PHOTOS + 1, len(uploads) + 1)]
    return _Photos(
        tuple(upload for upload, _, _ in whole),
        tuple(file for _, file, _ in whole),
        tuple(head for _, _, head in whole),
        tuple(refused),
    )


def _send(turn: _Turn, form: SentForm, photos: _Photos) -> Response:
    """Put it into the drop and keep its receipt; then count it."""
    house, ref, today = turn.house, ref_of(form.once), today_of(turn.link, turn.now)
    use = form.use or PageUse.OWN  # it was found to be there
    code = house.key.code(ref)
    entry = PageEntry(
        ref=ref,
        link=turn.link.id,
        sent_at=turn.now,
        language=language_of(turn.request),
        wording=WORDING,
        nickname=form.nickname,
        words=form.words,
        product=form.product,
        use=use,
        months=form.months,
        photos=house.drop.photo_names(photos.heads),
        code=code[:4],
    )
    receipt = PageReceipt(
        ref=ref,
        link=turn.link.id,
        group=turn.link.group,
        sent_at=turn.now,
        photos=len(photos.files),
        use=use,
        until=last_day(today, form.months),
    )
    try:
        house.drop.keep_receipt(
            house.key.receipt(code), receipt
        )  # first: without it nothing can be taken back
        size = house.drop.send(entry, photos.files, turn.now.date())
        house.limits.daily.add(f"{today}", _sender(turn, form))
    except (NotReady, OSError):
        house.forget_receipt(code)
        return _state(turn, "full", 503)
    house.limits.room.take(size)
    house.limits.add_sent(address_of_sender(turn.request))
    return _thanks(turn, form.once)


def _thanks(turn: _Turn, once: str) -> Response:
    requested = turn.request.query_params.get("lang")
    more = f"&lang={requested}" if requested in ("zh", "en") else ""
    return RedirectResponse(f"{turn.address}/thanks?t={once}{more}", 303)
