"""The page as an app: guards around a dozen routes. What it does not know it answers with one page."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from desk.guard import Headers, Hosts
from desk.intake import pages, withdrawing
from desk.intake.guards import CountedBodies
from desk.intake.house import PageHouse, address_of_sender, house_of
from desk.intake.limits import PIECES_PER_ADDRESS
from desk.intake.look import FILES, STATIC, brand_sheet, render
from desk.intake.site import NothingPublished, state_of
from desk.intake.uploads import UPLOAD, PhotoPiece, Refused

FOR_EVER = "public, max-age=31536000, immutable"
CODE = "{code:str}"
KNOWN = frozenset({400, 403, 404, 405, 408, 413, 429, 503})


def create_app(house: PageHouse, hosts: frozenset[str]) -> Starlette:
    """The whole page. `hosts` are the names that it answers to."""
    app = Starlette(
        routes=[
            Route("/healthz", healthy),
            Route("/static/{name:path}", static),
            Route("/s/brand.css", brand),
            Route("/s/picture/{name}", picture),
            Route("/s/privacy", pages.show_privacy),
            Route("/s/withdraw", withdrawing.show, methods=["GET"]),
            Route("/s/withdraw", withdrawing.look, methods=["POST"]),
            Route("/s/withdraw/confirm", withdrawing.confirm, methods=["POST"]),
            Route(f"/s/{CODE}", pages.show_form, methods=["GET"]),
            Route(f"/s/{CODE}", pages.send_form, methods=["POST"]),
            Route(f"/s/{CODE}/thanks", pages.show_thanks),
            Route(f"/s/{CODE}/photo/{{upload}}", how_far, methods=["GET"]),
            Route(f"/s/{CODE}/photo/{{upload}}", add_piece, methods=["PUT"]),
            Route(f"/s/{CODE}/photo/{{upload}}", forget_photo, methods=["DELETE"]),
        ],
        middleware=[
            Middleware(Headers),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
            Middleware(Hosts, hosts=hosts),
            Middleware(CountedBodies),
        ],
        exception_handlers={HTTPException: _refused, NothingPublished: _nothing},
    )
    app.state.house = house
    return app


def healthy(_request: Request) -> Response:
    """Whether it answers; no more is told."""
    return PlainTextResponse("ok\n")


def static(request: Request) -> Response:
    """Files of the program's own, by name."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    kept = FOR_EVER if request.query_params.get("v") else "no-cache"
    return FileResponse(STATIC / name, headers={"Cache-Control": kept}, media_type=FILES[name])


def brand(request: Request) -> Response:
    """The brand's colours as a style sheet."""
    site = house_of(request).site()
    return Response(brand_sheet(site.colours), media_type="text/css", headers={"Cache-Control": FOR_EVER})


def picture(request: Request) -> Response:
    """A picture of the brand's."""
    file = house_of(request).reader.picture(request.path_params["name"])
    if file is None or not file.is_file():
        raise HTTPException(404)
    return FileResponse(file, headers={"Cache-Control": FOR_EVER})


def how_far(request: Request) -> Response:
    """How much of a photo is here."""
    house, upload = _uploading(request)
    return JSONResponse({"size": house.uploads.size(upload)})


async def add_piece(request: Request) -> Response:
    """A piece of a photo; how much of it is here now, or why it is not taken."""
    house, upload = _uploading(request)
    piece = PhotoPiece(upload, _number(request, "at"), _number(request, "size"))
    data = await request.body()
    if not house.limits.room.is_left(house.site().limits.megabytes):
        return JSONResponse({"refused": "full"}, 503)
    try:
        here = await run_in_threadpool(house.uploads.add, piece, data)
    except OSError:
        return JSONResponse({"refused": "full"}, 503)
    if isinstance(here, Refused):
        return JSONResponse({"refused": here.value}, 422)
    house.limits.room.take(len(data))
    return JSONResponse({"size": here})


def forget_photo(request: Request) -> Response:
    """A photo that was taken off the form."""
    house, upload = _uploading(request)
    house.uploads.forget(upload)
    return Response(status_code=204)


def _uploading(request: Request) -> tuple[PageHouse, str]:
    """HTTPException for a link that takes nothing, a name that is none, an address that sends too much."""
    house, upload = house_of(request), request.path_params["upload"]
    link = house.reader.link(request.path_params["code"])
    if link is None or not UPLOAD.fullmatch(upload):
        raise HTTPException(404)
    if state_of(link, house.clock(), anything=True) != "open":
        raise HTTPException(403)
    address = address_of_sender(request)
    if house.limits.pieces.count(address) >= PIECES_PER_ADDRESS:
        raise HTTPException(429)
    house.limits.pieces.add(address)
    house.uploads.sweep()
    return house, upload


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdecimal()) or len(text) > 10:
        raise HTTPException(400)
    return int(text)


def _refused(request: Request, error: Exception) -> Response:
    """One page for all that is refused; scripts read the status alone."""
    code = error.status_code if isinstance(error, HTTPException) else 400
    status = code if code in KNOWN else 400
    if "/photo/" in request.url.path:
        return JSONResponse({"refused": HTTPStatus(status).phrase.lower()}, status)
    try:
        site = house_of(request).site()
    except NothingPublished:
        return _nothing(request, error)
    return render(request, "refused.html.j2", site, status=status, code=status, link=None)


def _nothing(request: Request, _error: Exception) -> Response:
    """Before the house has published anything."""
    return render(request, "refused.html.j2", None, status=503, code=503, link=None)
