"""品牌: what the brand looks like and who speaks, with a wall of samples; it writes the file brand.toml."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import FileResponse, Response

from content.brand import LOGO_BYTES, Brand
from content.brand_file import Changes, Value
from content.errors import PosterError, SishiError, TextDoesNotFit, UnknownId
from content.model import Message, Slot, Verb
from content.posters.canvas import SIZES
from content.posters.fonts import ROLES
from content.stories.specimen import GROUP
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.pages.said import back, entry_in, said_in, shown
from desk.render import render
from services.brand_kit import (
    LOGOS,
    WALL,
    BrandChanged,
    brand_file,
    brand_wall,
    families,
    fonts_of,
    keep_logo,
    palettes_of,
    save_brand,
    touched,
    tried,
)
from services.composing import current_telling

router = APIRouter(prefix="/brand")
LOGO_NAME = r"^logos/[0-9a-f]{12}\.png$"
SAMPLE = 360  # px of a poster on the wall
Word = Annotated[str, Field(max_length=8)]


class BrandForm(BaseModel):
    """The kit as the page sends it. `tried`: it is what somebody typed, not the file; `seen` the digest of
    the file it began with; `canvas`, `turn` and `now` are of the wall."""

    tried: bool = False
    seen: Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")] = ""
    canvas: Annotated[str, Field(pattern="^(3:4|1:1|9:16)$")] = "3:4"
    turn: Annotated[int, Field(ge=0, le=999)] = 0
    now: bool = False
    name: Annotated[str, Field(max_length=60)] = ""
    persona: Annotated[str, Field(max_length=60)] = ""
    sign_off: Annotated[str, Field(max_length=60)] = ""
    link: Annotated[str, Field(max_length=220)] = ""
    logo: Annotated[str, Field(max_length=200)] = ""
    logo_on_dark: Annotated[str, Field(max_length=200)] = ""
    colour: Annotated[list[Annotated[str, Field(max_length=9)]], Field(max_length=12)] = []
    font_title: Annotated[str, Field(max_length=60)] = ""
    font_text: Annotated[str, Field(max_length=60)] = ""
    font_hand: Annotated[str, Field(max_length=60)] = ""
    word_morning: Word = ""
    word_noon: Word = ""
    word_afternoon: Word = ""
    word_evening: Word = ""

    def changes(self, before: Brand) -> Changes:
        """What differs from the file; an empty field takes its line out."""
        values: dict[tuple[str, ...], tuple[Value, Value]] = {
            ("name",): (self.name, before.name),
            ("persona",): (self.persona, before.persona),
            ("sign_off",): (self.sign_off, before.sign_off),
            ("link",): (self.link, before.link),
            ("logo",): (self.logo, str(before.logo or "")),
            ("logo_on_dark",): (self.logo_on_dark, str(before.logo_on_dark or "")),
            ("colours",): ([seed.upper() for seed in self.colour if seed], [*before.colours]),
        }
        for role in ROLES:
            values["fonts", role] = (getattr(self, f"font_{role}"), before.fonts.get(role, ""))
        for slot in Slot:
            entry = before.seals.get(slot)
            word = getattr(self, f"word_{slot.value}").strip()
            values["seals", slot.value, "word"] = (
                "" if word == slot.greeting and not (entry and entry.word) else word,
                entry.word if entry else "",
            )
        return {path: now or None for path, (now, was) in values.items() if now != was}

    @property
    def query(self) -> str:
        """The form as part of an address, for the pictures of the wall."""
        fields = self.model_dump(exclude={"seen", "turn", "now", "canvas"}, exclude_defaults=True)
        return urlencode(fields, doseq=True)


@router.get("")
def brand(request: Request, form: Annotated[BrandForm, Query()], person: Person = may(Verb.VIEW)) -> Response:
    """The kit as the file has it, or as somebody typed it (`tried`), with its wall. With X-Part what of the
    page follows from what was typed."""
    return shown(request, _page(request, form))


@router.post("")
def save(request: Request, form: Annotated[BrandForm, Form()], person: Person = may(Verb.BRAND)) -> Response:
    """Write what was typed into brand.toml. 409 where the file was changed meanwhile: nothing is written."""
    office, language = office_of(request), language_of(request)
    try:
        save_brand(office, form.changes(brand_file(office).brand), form.seen, actor=person.name)
    except BrandChanged:
        return _page(request, form.model_copy(update={"tried": True}), clash=True)
    except SishiError as error:
        return _page(request, form.model_copy(update={"tried": True}), problem=error.in_language(language))
    return back("/brand", worded(Message("desk_done.brand_saved"), language))


@router.post("/logo")
def upload(
    request: Request,
    which: Annotated[str, Form(pattern="^(logo|logo_on_dark)$")],
    file: UploadFile,
    person: Person = may(Verb.BRAND),
) -> Response:
    """Take a logo in; it counts once the kit is saved with it."""
    office, language = office_of(request), language_of(request)
    data = file.file.read(LOGO_BYTES + 1)
    try:
        path = keep_logo(office, data) if len(data) <= LOGO_BYTES else ""
    except SishiError as error:
        return back("/brand", error.in_language(language))
    now = _form_of(brand_file(office).brand).model_copy(update={which: path, "tried": True})
    return back(f"/brand?{now.query}", worded(Message("desk_done.logo_taken"), language))


@router.get("/logos/{name}.png")
def logo(
    request: Request,
    name: Annotated[str, InPath(pattern="^[0-9a-f]{12}$")],
    person: Person = may(Verb.VIEW),
) -> Response:
    """A logo that was uploaded here."""
    return _logo_file(office_of(request), f"{LOGOS}/{name}.png")


@router.get("/logo/{which}.png")
def current_logo(
    request: Request,
    which: Annotated[str, InPath(pattern="^(logo|logo_on_dark)$")],
    person: Person = may(Verb.VIEW),
) -> Response:
    """The logo that the file names, as posters have it."""
    office = office_of(request)
    style = current_telling(office).style
    sha = style.logo if which == "logo" else style.logo_on_dark
    if not sha:
        raise UnknownId(Message("desk_missing.logo"))
    return FileResponse(office.workspace.media.logo(sha), media_type="image/png")


@router.get("/wall/{number}.jpg")
def sample(
    request: Request,
    number: Annotated[int, InPath(ge=0, lt=WALL)],
    form: Annotated[BrandForm, Query()],
    person: Person = may(Verb.VIEW),
) -> Response:
    """One poster of the wall. 422 says which text is too long."""
    office = office_of(request)
    spec = brand_wall(office, _brand_of(office, form), form.canvas, form.turn)[number]
    if isinstance(spec, Message):
        raise Refusal(422, "not_drawn", spec)
    try:
        picture = office.sketches.of(spec, SAMPLE)
    except TextDoesNotFit as error:
        raise Refusal(422, "too_long", error.message) from error
    except PosterError as error:
        raise Refusal(422, "not_drawn", error.message) from error
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=60"})


def _page(request: Request, form: BrandForm, *, problem: str = "", clash: bool = False) -> Response:
    office, language = office_of(request), language_of(request)
    file = brand_file(office)
    if not form.tried:
        wall = {"canvas": form.canvas, "turn": form.turn}
        form = _form_of(file.brand).model_copy(update=wall)
    changes = form.changes(file.brand)
    try:
        now = tried(office, changes)
    except SishiError as error:
        now, problem = file.brand, problem or error.in_language(language)
    telling = current_telling(office)
    titles = {name: (item.title, item.title_en) for name, item in telling.templates.items()}
    specs = brand_wall(office, file.brand if form.now else now, form.canvas, form.turn)
    return render(
        request,
        "_brand_parts.html.j2" if request.headers.get("x-part") else "brand.html.j2",
        status=409 if clash else 422 if problem and request.method == "POST" else 200,
        form=form,
        brand=now,
        file=file,
        changed=[".".join(path) for path in changes],
        problem=problem,
        clash=clash,
        palettes=palettes_of(now),
        fonts=fonts_of(office, now),
        families=families(office),
        wall=[(n, spec if not isinstance(spec, Message) else None, spec) for n, spec in enumerate(specs)],
        titles=titles,
        canvases=list(SIZES),
        touch=touched(office),
        slots=list(Slot),
        words={slot: getattr(form, f"word_{slot.value}") or slot.greeting for slot in Slot},
        voices=[("", now.persona), *sorted(now.personas.items())],
        group=GROUP,
        writes=request.state.person.may(Verb.BRAND),
        answer=said_in(request),
        entry=entry_in(request),
    )


def _brand_of(office: DeskContext, form: BrandForm) -> Brand:
    file = brand_file(office)
    return tried(office, form.changes(file.brand)) if form.tried and not form.now else file.brand


def _form_of(brand: Brand) -> BrandForm:
    """The form as the file fills it."""
    words = {f"word_{slot.value}": brand.seals[slot].word if slot in brand.seals else "" for slot in Slot}
    roles = {f"font_{role}": brand.fonts.get(role, "") for role in ROLES}
    return BrandForm.model_construct(
        **BrandForm().model_dump()
        | words
        | roles
        | {
            "name": brand.name,
            "persona": brand.persona,
            "sign_off": brand.sign_off,
            "link": brand.link,
            "logo": str(brand.logo or ""),
            "logo_on_dark": str(brand.logo_on_dark or ""),
            "colour": [*brand.colours],
        }
    )


def _logo_file(office: DeskContext, path: str) -> Response:
    file = office.root / path
    if not file.is_file():
        raise UnknownId(Message("desk_missing.logo"))
    return FileResponse(file, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})
