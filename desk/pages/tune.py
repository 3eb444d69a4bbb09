"""微调: what a template lets people turn, with its three canvases and what a linter says, as they turn it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from content.errors import SishiError
from content.model import Message, Verb
from content.posters.lint import TemplateFinding
from content.posters.template import Template
from content.posters.variables import OF_PALETTE
from desk.auth import Person, may, office_of
from desk.i18n import language_of, worded
from desk.media import FOR_EVER
from desk.pages.said import back, said_in, shown
from desk.pages.templates import Name, named_template
from desk.proofs import check_name
from desk.render import render
from desk.tuning_form import OWN, TuningForm, address_of, bench_of, is_own_colour
from services.tuning import (
    TEXTS,
    Tuning,
    keep_tuned,
    tuned_findings,
    tuned_picture,
    tuned_template,
    tuned_zip,
)

router = APIRouter()


@dataclass
class LintNote:
    """One thing that is wrong, and on which canvases, with which texts."""

    check: str
    what: Message
    sizes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TuningRefusal:
    """Why the page cannot do what was asked, and what a linter said of it."""

    sentence: str
    findings: list[TemplateFinding] = field(default_factory=list)


@router.get("/templates/{name}/tune")
def tune(
    request: Request, name: Name, form: Annotated[TuningForm, Query()], person: Person = may(Verb.VIEW)
) -> Response:
    """The page; with X-Part what the linter says alone."""
    template = named_template(office_of(request), name)
    return shown(request, _page(request, template, form))


@router.get("/templates/{name}/tuned.jpg")
def tuned_jpeg(
    request: Request, name: Name, form: Annotated[TuningForm, Query()], person: Person = may(Verb.VIEW)
) -> Response:
    """The variant, small, on one canvas."""
    office = office_of(request)
    tuning = form.tuning(named_template(office, name))
    picture = tuned_picture(bench_of(office), tuning)
    return Response(picture, media_type="image/jpeg", headers=FOR_EVER if form.v else {})


@router.get("/templates/{name}/tuned.zip")
def tuned_folder(
    request: Request, name: Name, form: Annotated[TuningForm, Query()], person: Person = may(Verb.VIEW)
) -> Response:
    """The variant as a folder, to put into templates/posters."""
    office = office_of(request)
    template = named_template(office, name)
    own = form.own_template(template)
    data = tuned_zip(bench_of(office), form.tuning(template), own)
    headers = {"content-disposition": f'attachment; filename="{own.name}.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.post("/templates/{name}/tune")
def save(
    request: Request, name: Name, form: Annotated[TuningForm, Form()], person: Person = may(Verb.SET_UP)
) -> Response:
    """Keep the variant as a template of the workspace, where a linter finds nothing wrong with it."""
    office = office_of(request)
    template = named_template(office, name)
    own = form.own_template(template)
    try:
        kept = keep_tuned(office, bench_of(office), form.tuning(template), own, actor=person.name)
    except SishiError as error:
        return _page(request, template, form, TuningRefusal(error.in_language(language_of(request))))
    if isinstance(kept, list):
        refused = worded(Message("desk_proof.not_kept", n=len(kept)), language_of(request))
        return _page(request, template, form, TuningRefusal(refused, kept))
    done = Message("desk_done.template_kept", name=own.name)
    return back(f"/templates/{own.name}/tune", worded(done, language_of(request)))


def _page(
    request: Request,
    template: Template,
    form: TuningForm,
    refusal: TuningRefusal | None = None,
) -> Response:
    """422 where what was asked for is wrong: it is said above the template as it comes."""
    bench, turned, findings = bench_of(office_of(request)), template, refusal.findings if refusal else []
    tuning = Tuning(template.name, size=template.sizes[0])
    try:
        turned = tuned_template(bench, form.tuning(template))
        tuning = form.tuning(template)
        findings = findings or tuned_findings(bench, tuning)
    except SishiError as error:
        refusal = refusal or TuningRefusal(error.in_language(language_of(request)))
    return render(
        request,
        "_tuned.html.j2" if request.headers.get("x-part") else "tune.html.j2",
        status=422 if refusal else 200,
        tuned=turned,
        origin=template,
        tuning=tuning,
        pictures=[(size, _address(template, tuning, size)) for size in template.sizes],
        compared=_address(template, tuning, tuning.size, engine="chromium"),
        notes=notes_of(findings),
        check_name=check_name,
        refused=refusal.sentence if refusal else "",
        said=said_in(request),
        palettes=template.palettes,
        colours=colours_of(template, tuning.palette),
        texts=TEXTS,
        of_palette=OF_PALETTE,
        own=OWN,
        is_own=is_own_colour,
        name=form.name,
        title=form.title,
        may_save=request.state.person.may(Verb.SET_UP),
    )


def colours_of(template: Template, palette: str) -> dict[str, str]:
    """The four colours (#rrggbb) that the pictures are in: of that palette, else of the sample's."""
    name = palette or str(json.loads(template.sample)["palette"])
    return template.palettes[name].colours()


def notes_of(findings: Iterable[TemplateFinding]) -> list[LintNote]:
    """What is wrong, each thing once, with the canvases where it is so."""
    notes: dict[tuple[str, str], LintNote] = {}
    for finding in findings:
        key = (finding.check.value, finding.field or str(finding.what))
        note = notes.setdefault(key, LintNote(finding.check.value, finding.what))
        size, _, text = finding.case.partition(", ")
        for part, parts in ((size, note.sizes), (text, note.texts)):
            if part and part not in parts:
                parts.append(part)
    return list(notes.values())


def _address(template: Template, tuning: Tuning, size: str, **beside: str) -> str:
    query = urlencode(address_of(template, replace(tuning, size=size), **beside))
    return f"/templates/{template.name}/tuned.jpg?{query}"
