"""逐条审: what waits, one telling after another, in the order it goes out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.errors import WrongInput
from content.model import Message, Seen, Slot, Verb
from content.review import Amend, spread_edits
from content.review.amend import LONGEST_TEXT
from content.store import QueueFilter
from desk import actions as deeds
from desk.auth import Person, may, office_of
from desk.board import monday_of, week_of
from desk.context import DeskContext
from desk.datetimes import span_words, today_in
from desk.editing import field_name, typed
from desk.i18n import language_of, worded
from desk.names import names_for
from desk.pages.enter import inside
from desk.pages.said import back, entry_in, said_in, shown
from desk.render import render
from desk.review_view import Stage, around_of, stage_of, telling_at, upcoming
from services.composing import current_telling

router = APIRouter()
WEEKS = 3  # that the menu offers, from the one that is now
A_WEEK = timedelta(days=7)
IsPart = Annotated[str, Header(alias="X-Part", max_length=5)]
Line = Annotated[str, Field(max_length=4000)]


class ReviewQuery(BaseModel):
    """Which tellings a review goes through, and which post of them is on the screen, as the address has it.

    `sort` has one value so far: what goes out first comes first. With `edit` the post's words are a form.
    """

    sort: Annotated[str, Field(pattern="^(|due)$")] = "due"
    group: Annotated[str, Field(max_length=120)] = ""
    slot: Annotated[str, Field(pattern=f"^(|{'|'.join(Slot)})$")] = ""
    week: Annotated[str, Field(pattern=r"^(|[0-9]{4}-W[0-9]{2})$")] = ""
    at: Annotated[str, Field(max_length=200)] = ""
    edit: Annotated[str, Field(max_length=1)] = ""

    def filter(self) -> QueueFilter:
        monday = monday_of(self.week) if self.week else None
        last = monday + timedelta(days=6) if monday else None
        slot = Slot(self.slot) if self.slot else None
        return QueueFilter(group=self.group, slot=slot, first=monday, last=last)

    def address(self, at: str = "", **more: str) -> str:
        """The page of the post `at` with the same filter."""
        chosen = {"sort": "due", "group": self.group, "slot": self.slot, "week": self.week, "at": at, **more}
        return f"/review?{urlencode({name: value for name, value in chosen.items() if value})}"


@router.get("/review")
def review(
    request: Request,
    query: Annotated[ReviewQuery, Query()],
    x_part: IsPart = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """The telling of the post `at`, or the first that waits. With the header X-Part the room alone, for the
    script that goes on from one to the next."""
    office = office_of(request)
    now, notice = office.clock(), "" if x_part else said_in(request)
    waiting = upcoming(query.filter(), now)
    with office.open_store(reading=True) as store:
        telling = telling_at(store, waiting, query.at, alone=bool(query.edit))
        stage = stage_of(office, store, person, telling, query.at) if telling else None
        around = around_of(store, waiting, telling)
    answer = render(
        request,
        "_review.html.j2" if x_part else "review.html.j2",
        stage=stage,
        around=around,
        asked=query,
        missed=bool(query.at and not notice) and (telling is None or query.at not in telling.ids),
        editing=bool(query.edit) and person.may(Verb.AMEND),
        said=notice,
        is_part=bool(x_part),
        entry=entry_in(request),
        **_menus(office, language_of(request)),
        **_words(office, stage, language_of(request)),
    )
    return answer if x_part else shown(request, answer)


def _menus(office: DeskContext, language: str) -> dict[str, Any]:
    today = today_in(office.workspace.settings.zone, office.clock())
    mondays = [today - timedelta(days=today.weekday()) + n * A_WEEK for n in range(WEEKS)]
    weeks = [(week_of(monday), span_words(monday, language)) for monday in mondays]
    return {"groups": office.groups.at(office.clock()), "slots": list(Slot), "weeks": weeks}


def _words(office: DeskContext, stage: Stage | None, language: str) -> dict[str, Any]:
    template = office.templates().get(stage.spec.template) if stage and stage.spec else None
    title = (template.title if language == "zh" else template.title_en) if template else ""
    return {"longest": LONGEST_TEXT, "field_name": field_name, "layout": title, "week_of": week_of}


class AmendForm(BaseModel):
    """`seen` are "id revision" of the post that was edited and of its variants; `field` and `value` name the
    poster's words in pairs."""

    seen: Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=200)]
    text: Line
    scope: Annotated[str, Field(pattern="^(all|one)$")]
    field: Annotated[list[Line], Field(max_length=40)] = []
    value: Annotated[list[Line], Field(max_length=40)] = []
    then: Annotated[str, Field(alias="next", max_length=500)] = "/review"


@router.post("/review/amend")
def amend(request: Request, form: Annotated[AmendForm, Form()], person: Person = may(Verb.AMEND)) -> Response:
    """Without a script: other words, saved for the first post of `seen`, or for its variants too. Nobody has
    seen their posters yet, so that nothing is approved."""
    office, called = office_of(request), names_for(request)
    items = [_seen(text) for text in form.seen]
    batch = deeds.amend(office, person, _edits(office, form, items))
    parts = [worded(Message("desk_done.saved_not_approved"), called.language)] if batch.done else []
    parts += [words for end in batch.outcomes.values() if (words := deeds.sentence(end, called))]
    return back(inside(form.then), " · ".join(dict.fromkeys(parts)), batch.entry)


def _edits(office: DeskContext, form: AmendForm, items: list[Seen]) -> list[Amend]:
    """What the form says; a field that says what the poster says is no edit."""
    with office.open_store(reading=True) as store:
        (spec,) = store.queue.specs([store.queue.post(items[0].id).poster])
        template = current_telling(office).templates.get(spec.template)
        fields: Mapping[str, Any] = typed(template, form.field, form.value) if template else {}
        changed = {name: value for name, value in fields.items() if value != spec.fields.get(name, "")}
        edit = Amend(items[0], form.text.replace("\r\n", "\n"), changed)
        return spread_edits(store, edit, items) if form.scope == "all" else [edit]


def _seen(text: str) -> Seen:
    key, _, revision = text.rpartition(" ")
    if not key or not revision.isdecimal() or len(revision) > 9:
        raise WrongInput(Message("desk_request.foreign_form"))
    return Seen(key, int(revision))
