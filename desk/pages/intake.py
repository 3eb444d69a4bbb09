"""收照片: a batch that is being uploaded, what of it needs a person, and the questions that are asked once.

Everything works as plain forms; with scripts files come in pieces, beside the page.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from threading import Thread
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from PIL import Image
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from content.errors import WrongInput
from content.model import ConsentScope, Message, UploadBatch, UploadChoice, Verb
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.cull_query import CullAsked, cull_asked
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.pages.cull import room
from desk.render import render
from desk.upload_view import intake_view, picture_of, require_batch
from services.upload_look import look
from services.upload_take import LONGEST_EVIDENCE, UploadAnswers, take_upload
from services.uploads import (
    Announced,
    FileWish,
    announce_more,
    begin_upload,
    get_ready,
    receive,
    renew_file,
    staging,
    stop_upload,
    wish,
)

page = APIRouter()
router = APIRouter(prefix="/cull/intake")
UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
FileNumber = Annotated[int, Path(ge=0, le=9999)]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
FORM_FILES = 60  # of a form without scripts; more come in pieces
THUMB = 240  # px
A_PIECE = 1 << 20  # bytes read of a form's file at once
HALF_A_YEAR = 182  # days


@page.get("/cull")
def cull(
    request: Request,
    query: CullAsked = Depends(cull_asked),
    intake: Annotated[str, Query(pattern=r"^([0-9a-f]{32})?$")] = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The culling room; `intake` is the batch whose dialog stands before it."""
    if not intake or not person.may(Verb.UPLOAD):
        return room(request, person, query)
    return intake_room(request, person, intake)


@page.get("/cull/add")
def add(request: Request, person: Person = may(Verb.UPLOAD)) -> Response:
    """Photos to be chosen, by a plain form."""
    office = office_of(request)
    groups, limits = office.groups.at(office.clock()), office.workspace.settings.uploads
    return render(request, "intake/add.html.j2", add_groups=groups, limits=limits, most=FORM_FILES)


@router.get("/targets")
def targets(request: Request, person: Person = may(Verb.UPLOAD)) -> Response:
    """Where photos may be dropped: culling, and each group. Whoever asks will send some."""
    office = office_of(request)
    Thread(target=get_ready, args=(office,), name="get ready", daemon=True).start()
    with office.open_store(reading=True) as store:
        groups = store.library.groups()
    limits = office.workspace.settings.uploads
    return render(request, "intake/veil.html.j2", targets=groups, limits=limits)


@router.get("/{upload_id}")
def one_batch(request: Request, upload_id: UploadId, person: Person = may(Verb.UPLOAD)) -> Response:
    """The dialog alone, as a part of any page."""
    return render(request, "intake/dialog.html.j2", **intake_values(request, person, upload_id))


@router.get("/{upload_id}/{file_number}.jpg")
def thumbnail(
    request: Request, upload_id: UploadId, file_number: FileNumber, person: Person = may(Verb.UPLOAD)
) -> Response:
    """A file of the batch, made small, without its metadata."""
    office = office_of(request)
    picture = picture_of(office, require_batch(office, person, upload_id), file_number)
    tag = f'"{picture.stem}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    with Image.open(picture, formats=["JPEG"]) as file:
        file.draft("RGB", (2 * THUMB, 2 * THUMB))
        small = file.convert("RGB")
        small.thumbnail((THUMB, 2 * THUMB))
    out = BytesIO()
    small.save(out, "JPEG", quality=78)
    return Response(out.getvalue(), media_type="image/jpeg", headers=headers)


@router.post("")
async def send_form(request: Request, person: Person = may(Verb.UPLOAD)) -> Response:
    """Photos by a plain form: a new batch, more for one (`batch`), or in the place of a file (`number`)."""
    try:
        async with request.form(max_files=FORM_FILES, max_fields=8) as form:
            key = await run_in_threadpool(_take_form, office_of(request), person, form)
    except MultiPartException as error:
        raise Refusal(422, "wrong_input", Message("upload.too_many_in_form", most=FORM_FILES)) from error
    except ClientDisconnect as error:
        raise Refusal(413, "too_large", Message("upload.too_much")) from error
    return RedirectResponse(f"/cull?intake={key}", 303)


class FileForm(BaseModel):
    """What is said of one file; what the form does not have stays."""

    choice: Literal["", "take", "skip", "replace"] = ""
    author: Line | None = None
    group: Line | None = None
    product: Line | None = None


@router.post("/{upload_id}/file/{file_number}")
def set_file(
    request: Request,
    upload_id: UploadId,
    file_number: FileNumber,
    form: Annotated[FileForm, Form()],
    person: Person = may(Verb.UPLOAD),
) -> Response:
    """What becomes of one file, and values of its own."""
    office = office_of(request)
    require_batch(office, person, upload_id)
    choice = UploadChoice(form.choice) if form.choice else None
    wish(office, upload_id, file_number, FileWish(choice, form.author, form.group, form.product))
    return RedirectResponse(f"/cull?intake={upload_id}", 303)


@router.post("/{upload_id}/stop")
def stop(request: Request, upload_id: UploadId, person: Person = may(Verb.UPLOAD)) -> Response:
    """Nobody wants it."""
    office = office_of(request)
    require_batch(office, person, upload_id)
    stop_upload(office, upload_id)
    return RedirectResponse("/cull", 303)


class AnswersForm(BaseModel):
    """What was answered, as it was typed."""

    group: Line = ""
    author: Line = ""
    new_author: Literal["", "1"] = ""
    product: Line = ""
    consent: Literal["ask", "granted", "own"] = "ask"
    evidence: str = Field(default="", max_length=LONGEST_EVIDENCE)
    uses: list[Literal["poster", "feed", "ads"]] = Field(default=[], max_length=3)
    scope: Literal["own", "all"] = "own"
    until: str = Field(default="", max_length=10)

    def answers(self) -> UploadAnswers:
        """WrongInput where the last day is none."""
        try:
            until = date.fromisoformat(self.until) if self.until else None
        except ValueError:
            raise WrongInput(Message("upload.no_day", text=self.until)) from None
        return UploadAnswers(
            self.group,
            self.author,
            bool(self.new_author),
            self.product,
            self.consent,
            self.evidence,
            frozenset(self.uses),
            ConsentScope(self.scope),
            until,
        )


@router.post("/{upload_id}/take")
def take(
    request: Request,
    upload_id: UploadId,
    typed: Annotated[AnswersForm, Form()],
    person: Person = may(Verb.UPLOAD),
) -> Response:
    """Take the batch in, and go on to cull it; what is refused stands on the page, with what was typed."""
    office = office_of(request)
    require_batch(office, person, upload_id)
    try:
        taken = take_upload(office, upload_id, typed.answers(), actor=person.name)
    except WrongInput as error:
        notice = worded(error.message, language_of(request))
        return intake_room(request, person, upload_id, typed=typed, notice=notice)
    office.batches.forget()
    return RedirectResponse(f"/cull?batch={taken.run}" if taken.new else "/cull", 303)


def intake_room(
    request: Request,
    person: Person,
    upload_id: str,
    *,
    typed: AnswersForm | None = None,
    notice: str = "",
) -> Response:
    """The culling room behind the dialog of a batch; `notice` says what was refused."""
    values = intake_values(request, person, upload_id, typed=typed, notice=notice)
    return room(request, person, CullAsked(), status=422 if notice else 200, intake=values)


def intake_values(
    request: Request,
    person: Person,
    upload_id: str,
    *,
    typed: AnswersForm | None = None,
    notice: str = "",
) -> dict[str, Any]:
    """What the dialog shows."""
    office, now = office_of(request), office_of(request).clock()
    batch = require_batch(office, person, upload_id)
    with office.open_store(reading=True) as store:
        view = intake_view(store, batch, office.today)
        group = batch.group or (typed.group if typed else "")
        members = store.library.members_in(group) if group else []
    return {
        "view": view,
        "answers": typed or AnswersForm(group=batch.group, uses=["poster"], until=_last_day(office)),
        "notice": notice,
        "intake_groups": office.groups.at(now),
        "intake_products": office.products.at(now).options,
        "intake_members": members,
        "limits": office.workspace.settings.uploads,
    }


def _last_day(office: DeskContext) -> str:
    return (office.today + timedelta(days=HALF_A_YEAR)).isoformat()


def _take_form(office: DeskContext, person: Person, form: FormData) -> str:
    """Take what a form brought; the batch's id."""
    files = [file for file in form.getlist("photos") if isinstance(file, UploadFile) and file.filename]
    evidence = form.get("evidence") == "1"
    announced = [Announced(file.filename or "?", file.size or 0, evidence) for file in files]
    if not announced:
        raise WrongInput(Message("upload.no_file"))
    key, number = str(form.get("batch") or ""), str(form.get("number") or "")
    if key:
        require_batch(office, person, key)
    if key and number.isdecimal():
        renewed = renew_file(office, key, int(number), announced[0])
        numbers = [renewed.number]
    elif key:
        numbers = _new_numbers(announce_more(office, key, announced).batch, len(announced))
    else:
        begun = begin_upload(office, announced, group=str(form.get("group") or ""), actor=person.name)
        if not begun.batch.files:
            stop_upload(office, begun.batch.id)
            raise WrongInput(next(iter(begun.refused.values())))
        key, numbers = begun.batch.id, [file.number for file in begun.batch.files]
    _store_form(office, key, numbers, files)
    while look(office, key):
        pass
    return key


def _new_numbers(batch: UploadBatch, count: int) -> list[int]:
    return [file.number for file in batch.files][-count:]


def _store_form(office: DeskContext, key: str, numbers: Sequence[int], files: Sequence[UploadFile]) -> None:
    """Put the files of a form where pieces would have gone; those that were refused have no number."""
    with office.open_store(reading=True) as store:
        batch = {file.number: file for file in store.uploads.batch(key).files}
    wanted = iter(files)
    for number in numbers:
        size = batch[number].bytes
        file = next(upload for upload in wanted if upload.size == size)
        with staging(office).piece(key, number, offset=0, size=size) as piece:
            while data := file.file.read(A_PIECE):
                piece.write(data)
        receive(office, key, number)
