"""模板: the poster templates, and each of them against what members really write."""

import json
from collections import Counter
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel
from starlette.responses import FileResponse, Response

from content.errors import UnknownId, WrongInput
from content.model import EVERY_GROUP, LayoutChange, Message, Slot, Verb
from content.model.layout_rule import rules_for
from content.posters.template import Template
from content.store.rail import RailFilter
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.media import FOR_EVER
from desk.pages.said import back, said_in, shown
from desk.proofs import caption_of, cell_file, cells, check_name, real_captions, template_picture
from desk.render import render
from services.layouts import LayoutWish, switch_template

router = APIRouter()
LOOKED_AT = 400  # the newest submissions, among which captions are chosen
Name = Annotated[str, InPath(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]


@router.get("/templates")
def gallery(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    broken: list[Message] = []
    templates = office_of(request).templates(broken).values()
    by_slot = [(slot, [template for template in templates if slot in template.slots]) for slot in Slot]
    today = office_of(request).today
    with office_of(request).open_store(reading=True) as store:
        shown_week = store.queue.shown(today, today + timedelta(days=6))
        rules = store.layout_rules.rules()
    banned = {slot: rules_for(rules, EVERY_GROUP, slot)[1] for slot in Slot}
    page = render(
        request,
        "templates.html.j2",
        by_slot=[pair for pair in by_slot if pair[1]],
        broken=broken,
        banned=banned,
        uses=Counter((slot, template) for _, _, slot, template, _ in shown_week),
        total=sum(len(templates) for _, templates in by_slot),
        on=sum(item.name not in banned[slot] for slot, templates in by_slot for item in templates),
        switches=person.may(Verb.LAYOUT),
        answer=said_in(request),
    )
    return shown(request, page)


class TemplateSwitchForm(BaseModel):
    """A template in a slot, on or off for every group."""

    slot: Slot
    on: bool


@router.post("/templates/{name}/switch")
def switch(
    request: Request,
    name: Name,
    form: Annotated[TemplateSwitchForm, Form()],
    person: Person = may(Verb.LAYOUT),
) -> Response:
    """Turn a template on or off in a slot. The last one of a slot stays on."""
    office, language = office_of(request), language_of(request)
    template = named_template(office, name)
    try:
        switch_template(office, LayoutWish(LayoutChange.BAN, name, form.slot), on=form.on, actor=person.name)
    except WrongInput as error:
        return back("/templates", error.in_language(language))
    title = template.title if language == "zh" else template.title_en
    code = "desk_done.template_on" if form.on else "desk_done.template_off"
    return back("/templates", worded(Message(code, title=title), language))


@router.get("/templates/{name}.jpg")
def picture(request: Request, name: Name, v: str = "", person: Person = may(Verb.VIEW)) -> Response:
    """The template's sample; `v` is the version it is asked for, so that browsers may keep it."""
    office = office_of(request)
    file = template_picture(office, named_template(office, name))
    return FileResponse(file, media_type="image/jpeg", headers=FOR_EVER if v else {})


@router.get("/templates/proof/{key}.jpg")
def cell(
    request: Request, key: Annotated[str, InPath(pattern="^[0-9a-f]{32}$")], person: Person = may(Verb.VIEW)
) -> Response:
    file = cell_file(office_of(request), key)
    if not file.is_file():
        raise UnknownId(Message("desk_missing.proof_cell"))
    return FileResponse(file, media_type="image/jpeg", headers=FOR_EVER)


@router.get("/templates/{name}/proof")
def proof_sheet(
    request: Request,
    name: Name,
    many: Annotated[int, Query(alias="set", ge=4, le=48)] = 24,
    size: Annotated[str, Query(pattern="^(|3:4|1:1|9:16)$")] = "",
    palette: Annotated[str, Query(max_length=40)] = "",
    text: Annotated[str, Query(max_length=600)] = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The sheet; `text` is a pasted caption, shown first. With X-Part its cells and counts alone."""
    office = office_of(request)
    template = named_template(office, name)
    size = size if size in template.sizes else template.sizes[0]
    palette = palette or str(json.loads(template.sample)["palette"])
    if palette not in template.palettes:
        raise Refusal(404, "not_found", Message("desk_missing.palette", name=palette))
    with office.open_store(reading=True) as store:
        captions = real_captions(store.rail.page(RailFilter(), most=LOOKED_AT).items, many)
    if text.strip():
        captions.insert(0, caption_of("yours", text.strip()))
    made = cells(office, template, captions, size, palette)
    checks = Counter(check for cell in made for check in {wrong.check for wrong in cell.wrong})
    return render(
        request,
        "_proof.html.j2" if request.headers.get("x-part") else "proof.html.j2",
        shown=template,
        size=size,
        palette=palette,
        text=text,
        many=many,
        cells=made,
        check_name=check_name,
        checks=checks.most_common(),
        fine=sum(not cell.wrong and not cell.waits for cell in made),
        waiting=sum(cell.waits for cell in made),
    )


def named_template(office: DeskContext, name: str) -> Template:
    """The template as it is on disk now. UnknownId for a name that none has."""
    templates = office.templates()
    if name not in templates:
        known = ", ".join(sorted(templates))
        raise UnknownId(Message("desk_missing.template", name=name, known=known))
    return templates[name]
