"""Uploads as JSON and bytes: a batch is begun, its files sent in pieces that follow each other, taken in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel, BeforeValidator, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from content.model import (
    ConsentScope,
    FileState,
    Message,
    UploadBatch,
    UploadChoice,
    UploadFile,
    UploadState,
    Verb,
)
from content.upload.staging import OtherOffset, TooMuch
from desk.api.shapes import MOST, Day, Strict, number, whole
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.upload_view import batch_for, require_batch
from services.upload_look import look
from services.upload_take import LONGEST_EVIDENCE, UploadAnswers, take_upload
from services.uploads import (
    Announced,
    Begun,
    FileWish,
    announce_more,
    begin_upload,
    receive,
    renew_file,
    staging,
    stop_upload,
    wish,
)

router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])
AT_ONCE = 2_000  # files announced in a request; the settings say how many are taken
UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
FileNumber = Annotated[int, Path(ge=0, le=9999)]
Name = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Bytes = Annotated[int, BeforeValidator(whole), Field(ge=0, le=MOST), number(0, MOST)]


class FileIn(Strict):
    """A file to be sent. `evidence`: a picture of what an author said, and no photo."""

    name: Name
    bytes: Bytes
    evidence: bool = False

    def announced(self) -> Announced:
        return Announced(self.name, self.bytes, self.evidence)


class UploadIn(Strict):
    """Files to be sent, for a group, "" where that is said later."""

    files: Annotated[list[FileIn], Field(min_length=1, max_length=AT_ONCE)]
    group: Line = ""


class FilesIn(Strict):
    files: Annotated[list[FileIn], Field(min_length=1, max_length=AT_ONCE)]


class WishIn(Strict):
    """What is left out stays; "" lets the batch's own value count."""

    choice: Literal["take", "skip", "replace"] | None = None
    author: Line | None = None
    group: Line | None = None
    product: Line | None = None


class TakeIn(Strict):
    """The answers for a batch. `consent`: "ask" (nobody was asked yet), "granted" (needs `evidence`, or a
    file that is evidence) or "own" (the brand's own photos)."""

    group: Line
    author: Line = ""
    new_author: bool = False
    product: Line = ""
    consent: Literal["ask", "granted", "own"]
    evidence: Annotated[str, Field(max_length=LONGEST_EVIDENCE, pattern=r"^[^\x00]*$")] = ""
    uses: Annotated[list[Literal["poster", "feed", "ads"]], Field(max_length=3)] = Field(default=["poster"])
    scope: Literal["own", "all"] = "own"
    until: Day | None = None

    def answers(self) -> UploadAnswers:
        typed = self.model_dump(exclude={"uses", "scope"})
        return UploadAnswers(**typed, uses=frozenset(self.uses), scope=ConsentScope(self.scope))


class TwinOut(BaseModel):
    submission: str
    file: int | None
    same: bool
    distance: int
    larger: bool


class FileOut(BaseModel):
    """`why` says why it is no picture, `doubt` why the shortlist would pass it over; `becomes` is what taking
    the batch makes of it."""

    number: int
    name: str
    bytes: int
    state: FileState
    sha256: str
    width: int
    height: int
    why: str
    doubt: str
    looked: bool
    becomes: UploadChoice
    twin: TwinOut | None
    submission: str
    evidence: bool


class UploadOut(BaseModel):
    """`refused` are files that are not wanted: place in the request -> why. `takes` is how many would come
    in."""

    id: str
    by: str
    group: str
    state: UploadState
    takes: int
    files: list[FileOut]
    refused: dict[str, str] = {}


class UploadsOut(BaseModel):
    items: list[UploadOut]


class LookOut(BaseModel):
    """How many files are still to be looked at."""

    left: int


class TakenOut(BaseModel):
    """`batch` is the run that culling lists it under, `entry` what an undo takes back."""

    new: list[str]
    renewed: list[str]
    duplicates: int
    quarantined: int
    batch: str
    entry: int | None


@router.post("")
def begin(request: Request, body: UploadIn, person: Person = may(Verb.UPLOAD)) -> UploadOut:
    """Begin a batch. Files that are too large, empty or too many are refused before a byte is sent."""
    announced = [file.announced() for file in body.files]
    begun = begin_upload(office_of(request), announced, group=body.group, actor=person.name)
    return _begun(request, begun)


@router.get("")
def open_uploads(request: Request, person: Person = may(Verb.UPLOAD)) -> UploadsOut:
    """One's own batches that are neither taken in nor stopped."""
    with office_of(request).open_store(reading=True) as store:
        batches = store.uploads.open_batches(person.name)
    return UploadsOut(items=[_out(request, batch) for batch in batches])


@router.get("/{upload_id}")
def one_upload(request: Request, upload_id: UploadId, person: Person = may(Verb.UPLOAD)) -> UploadOut:
    return _out(request, require_batch(office_of(request), person, upload_id))


@router.delete("/{upload_id}")
def stop(request: Request, upload_id: UploadId, person: Person = may(Verb.UPLOAD)) -> UploadOut:
    """Nobody wants it: its files are deleted."""
    office = office_of(request)
    batch = require_batch(office, person, upload_id)
    stop_upload(office, upload_id)
    return _out(request, batch).model_copy(update={"state": UploadState.STOPPED})


@router.post("/{upload_id}/files")
def add_files(
    request: Request, upload_id: UploadId, body: FilesIn, person: Person = may(Verb.UPLOAD)
) -> UploadOut:
    """Announce more files of a batch; each may also be evidence."""
    office = office_of(request)
    require_batch(office, person, upload_id)
    return _begun(request, announce_more(office, upload_id, [file.announced() for file in body.files]))


@router.head("/{upload_id}/files/{file_number}")
def offset(
    request: Request, upload_id: UploadId, file_number: FileNumber, person: Person = may(Verb.UPLOAD)
) -> Response:
    """How many bytes of a file are here (Upload-Offset), of how many (Upload-Length)."""
    office = office_of(request)
    file = _file_of(office, person, upload_id, file_number)
    return Response(headers=_headers(staging(office).offset(upload_id, file_number), file.bytes))


class PieceHeaders(BaseModel):
    """Where a piece belongs, and with the last one the hash of the whole file, if one likes."""

    upload_offset: Annotated[int, Field(ge=0, le=MOST)]
    upload_checksum: Annotated[str, Field(pattern=r"^(sha256 [0-9a-f]{64})?$")] = ""


@router.patch("/{upload_id}/files/{file_number}")
async def piece(
    request: Request,
    upload_id: UploadId,
    file_number: FileNumber,
    headers: Annotated[PieceHeaders, Header()],
    person: Person = may(Verb.UPLOAD),
) -> FileOut:
    """Send the bytes that follow those that are here (application/offset+octet-stream). 409 where they do not
    follow: HEAD says where to go on. With the last ones Upload-Checksum may name the whole file's hash; the
    answer says whether it is a picture."""
    office = office_of(request)
    file = await run_in_threadpool(_file_of, office, person, upload_id, file_number)
    if file.state is not FileState.WAITING:
        raise Refusal(409, "other_offset", Message("upload.other_offset", offset=file.bytes))
    staged = staging(office)
    try:
        with staged.piece(upload_id, file_number, offset=headers.upload_offset, size=file.bytes) as incoming:
            async for part in request.stream():
                incoming.write(part)
    except OtherOffset as error:
        raise Refusal(409, "other_offset", Message("upload.other_offset", offset=error.offset)) from None
    except TooMuch:
        raise Refusal(413, "too_large", Message("upload.too_much")) from None
    except ClientDisconnect:
        raise Refusal(408, "too_slow", Message("desk_request.too_slow")) from None
    here = staged.offset(upload_id, file_number)
    if here == file.bytes:
        checksum = headers.upload_checksum.removeprefix("sha256 ")
        file = await run_in_threadpool(receive, office, upload_id, file_number, checksum)
    return _file_out(request, file)


@router.put("/{upload_id}/files/{file_number}")
def renew(
    request: Request,
    upload_id: UploadId,
    file_number: FileNumber,
    body: FileIn,
    person: Person = may(Verb.UPLOAD),
) -> FileOut:
    """Another file in the place of one that is not taken in: what was said of it stays."""
    office = office_of(request)
    _file_of(office, person, upload_id, file_number)
    return _file_out(request, renew_file(office, upload_id, file_number, body.announced()))


@router.post("/{upload_id}/files/{file_number}/set")
def set_file(
    request: Request,
    upload_id: UploadId,
    file_number: FileNumber,
    body: WishIn,
    person: Person = may(Verb.UPLOAD),
) -> FileOut:
    """What is to become of one file, and values of its own."""
    office = office_of(request)
    _file_of(office, person, upload_id, file_number)
    choice = UploadChoice(body.choice) if body.choice else None
    wishes = FileWish(choice, body.author, body.group, body.product)
    return _file_out(request, wish(office, upload_id, file_number, wishes))


@router.post("/{upload_id}/look")
def look_at(request: Request, upload_id: UploadId, person: Person = may(Verb.UPLOAD)) -> LookOut:
    """Hold some of the files against all photos that are here; call it until none are left."""
    office = office_of(request)
    require_batch(office, person, upload_id)
    return LookOut(left=look(office, upload_id))


@router.post("/{upload_id}/take")
def take(request: Request, upload_id: UploadId, body: TakeIn, person: Person = may(Verb.UPLOAD)) -> TakenOut:
    """Take the batch in: gathered and scored as photos of an inbox are; one undo takes all of it back."""
    office = office_of(request)
    require_batch(office, person, upload_id)
    taken = take_upload(office, upload_id, body.answers(), actor=person.name)
    return TakenOut(
        new=list(taken.new),
        renewed=[key for key, _ in taken.renewed],
        duplicates=taken.gathered.duplicates,
        quarantined=taken.gathered.quarantined,
        batch=taken.run,
        entry=taken.entry,
    )


def _headers(here: int, size: int) -> dict[str, str]:
    return {"Upload-Offset": str(here), "Upload-Length": str(size)}


def _file_of(office: DeskContext, person: Person, upload_id: str, file_number: int) -> UploadFile:
    with office.open_store(reading=True) as store:
        batch_for(store, person, upload_id)
        return store.uploads.file(upload_id, file_number)


def _begun(request: Request, begun: Begun) -> UploadOut:
    refused = {str(place): worded(why, language_of(request)) for place, why in begun.refused.items()}
    return _out(request, begun.batch).model_copy(update={"refused": refused})


def _out(request: Request, batch: UploadBatch) -> UploadOut:
    return UploadOut(
        id=batch.id,
        by=batch.by,
        group=batch.group,
        state=batch.state,
        takes=len(batch.to_take),
        files=[_file_out(request, file) for file in batch.files],
    )


def _file_out(request: Request, file: UploadFile) -> FileOut:
    language = language_of(request)
    twin = file.twin
    return FileOut(
        **{
            name: getattr(file, name)
            for name in ("number", "name", "bytes", "state", "sha256", "width", "height", "looked")
        },
        why=worded(file.why, language) if file.why else "",
        doubt=worded(file.doubt, language) if file.doubt else "",
        becomes=file.becomes,
        twin=TwinOut(**{name: getattr(twin, name) for name in TwinOut.model_fields}) if twin else None,
        submission=file.submission,
        evidence=file.evidence,
    )
