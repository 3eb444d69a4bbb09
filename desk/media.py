"""Pictures of the workspace, by hash: posters as they are, and both photos and posters made small.

What shows a picture that its author took back is 410 Gone with the reason, also where a browser kept it: it
asks each time whether it may show it again.
"""

from io import BytesIO
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from PIL import Image
from starlette.responses import FileResponse, Response

from content.errors import PictureTakenBack, UnknownId
from content.files import write_whole
from content.media import DECODERS_RAISE
from content.model import Message, Verb
from content.posters import is_whole_jpeg, poster_file
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from services.drawing import draw

WIDTHS = (96, 192, 384, 720, 1080, 2160)  # px; others would fill the disk
router = APIRouter(prefix="/media", include_in_schema=False)
Key = Annotated[str, InPath(pattern=r"^[0-9a-f]{32}$")]
Sha = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")]
MAY_BE_TAKEN_BACK = {"Cache-Control": "private, no-cache"}  # kept, and asked for again each time
FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}  # the name is a hash of what it is


@router.get("/poster/{key}.jpg")
def poster(request: Request, key: Key, person: Person = may(Verb.VIEW)) -> Response:
    """The poster of a spec as it will be sent."""
    return whole_poster(request, key)


@router.get("/poster/{key}/{width}.jpg")
def small_poster(request: Request, key: Key, width: int, person: Person = may(Verb.VIEW)) -> Response:
    return shrunk_poster(request, key, width)


def whole_poster(request: Request, key: str) -> Response:
    """The poster as it will be sent, for whoever was let in. UnknownId, PictureTakenBack."""
    office = office_of(request)
    _refuse_taken_back(office, poster=key)
    return _picture(request, _poster(office, key))


def shrunk_poster(request: Request, key: str, width: int) -> Response:
    """As `whole_poster`, `width` px wide, one of WIDTHS."""
    return _picture(request, small_poster_file(office_of(request), key, width))


def small_poster_file(office: DeskContext, key: str, width: int) -> Path:
    """The file of a poster made small, one of WIDTHS. UnknownId, PictureTakenBack."""
    small = _place(office, f"p-{key}", width)
    _refuse_taken_back(office, poster=key)
    if not small.is_file():
        _make_small(_poster(office, key), small, width)
    return small


@router.get("/photo/{sha}/{width}.jpg")
def small_photo(request: Request, sha: Sha, width: int, person: Person = may(Verb.VIEW)) -> Response:
    """The working copy, made small: upright, without metadata."""
    office = office_of(request)
    small = _place(office, f"m-{sha}", width)
    _refuse_taken_back(office, photo=sha)
    if not small.is_file():
        _make_small(_there(office.workspace.media.working(sha), "photo", sha), small, width)
    return _picture(request, small)


def _picture(request: Request, file: Path) -> Response:
    """The file, or 304 where the browser has it: its name is a hash of what it is."""
    headers = MAY_BE_TAKEN_BACK | {"ETag": f'"{file.name}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(file, media_type="image/jpeg", headers=headers)


def _refuse_taken_back(office: DeskContext, *, poster: str = "", photo: str = "") -> None:
    """PictureTakenBack where the author of what a picture shows took it back."""
    with office.open_store(reading=True) as store:
        reasons = [
            *store.withdrawn_pictures.taken_back_posters([poster]).values(),
            *store.withdrawn_pictures.taken_back_pictures([photo]).values(),
        ]
    if reasons:
        raise PictureTakenBack(reasons[0])


def _poster(office: DeskContext, key: str) -> Path:
    """The file; one that was drawn and has gone from the disk is drawn again."""
    file = poster_file(office.workspace.posters, key)
    if not is_whole_jpeg(file):
        with office.open_store(reading=True) as store:
            was_drawn = store.queue.rendered([key])
        if was_drawn:
            draw(office, [key])
    return _there(file, "poster", key)


def _there(file: Path, kind: str, name: str) -> Path:
    if not file.is_file():
        raise UnknownId(Message("desk_missing.picture", kind=kind, name=name))
    return file


def _place(office: DeskContext, name: str, width: int) -> Path:
    """Where a small picture lies once it is made."""
    if width not in WIDTHS:
        raise UnknownId(Message("desk_missing.width", widths=", ".join(map(str, WIDTHS))))
    return office.thumbs / name[2:4] / f"{name}-{width}.jpg"


def _make_small(file: Path, small: Path, width: int) -> None:
    """Only what is a JPEG inside is ever shown, whatever its name says. UnknownId otherwise."""
    try:
        small_bytes = _shrunk(file, width)
    except DECODERS_RAISE as error:
        raise UnknownId(Message("desk_missing.not_a_picture", name=file.name)) from error
    write_whole(small, small_bytes)


def _shrunk(file: Path, width: int) -> bytes:
    with Image.open(file, formats=["JPEG"]) as picture:
        width = min(width, picture.width)
        size = (width, max(1, round(picture.height * width / picture.width)))
        picture.draft("RGB", (size[0] * 2, size[1] * 2))
        small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    small.save(out, "JPEG", quality=82, progressive=True)
    return out.getvalue()
