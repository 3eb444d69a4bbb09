"""One photo: what it is, why it was chosen, who allows it, where crops look, and every post that shows it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from content.errors import UnknownId
from content.model import Media, Message, Score, Verb
from content.posters.crop import CENTRE, Crop, window
from content.review import focus
from content.score.explain import judgement, name_of_part
from content.store.rail import RailFilter, RailSort
from desk.auth import Person, may, office_of
from desk.datetimes import day_words, moment
from desk.errors import Refusal
from desk.i18n import language_of, worded
from desk.names import names_for
from desk.render import render
from desk.weights import name_of
from services.explain import Judged, judge
from services.models import model_in_use

router = APIRouter(prefix="/photo")
Key = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
SHAPES = ((3, 4), (1, 1), (9, 16))  # what posters and their photos come in
SHOWN = 480  # px: the width at which the page shows the photo, where a click without scripts is measured


@dataclass(frozen=True, slots=True)
class CropShown:
    """What a crop of `across`:`down` leaves: `box` is left, top, width, height in px; `kept` in percent."""

    across: int
    down: int
    box: str
    kept: int


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a score with what it says; `beyond` are the points that it adds to, or takes from, those of a
    usual submission."""

    name: Message
    value: float
    weight: float
    points: float
    beyond: float
    says: Message


@router.get("/{key}")
def photo(request: Request, key: Key, person: Person = may(Verb.VIEW)) -> Response:
    office, language = office_of(request), language_of(request)
    with office.open_store(reading=True) as store:
        judged = judge(store, key, office.rules.words, office.today)
        life = judged.life
        item = store.rail.rail_item(key, office.today)
        group = store.library.group(life.submission.group)
        standing = store.culling.standing(key, office.scored.at(office.clock()))
        stack = (
            store.rail.page(RailFilter(stack=key), sort=RailSort.SCORE).items if len(life.stack) > 1 else ()
        )
    cover = life.submission.media[0] if life.submission.media else None
    return render(
        request,
        "photo.html.j2",
        life=life,
        item=item,
        group=group,
        standing=standing,
        stack=stack,
        best=getattr(life.verdict, "of", None) or key,
        cover=cover,
        crops=crops_of(cover, life.focus or CENTRE) if cover else (),
        parts=_parts(judged),
        quote=judged.quote,
        by=worded(name_of(judged.version), language),
        now_by=worded(name_of(now), language) if (now := model_in_use(office)) != judged.version else "",
        may_focus=person.may(Verb.FOCUS),
        may_withdraw=person.may(Verb.CONSENT),
        moment=moment,
        day_words=day_words,
    )


@router.post("/{key}/focus")
def set_focus(
    request: Request,
    key: Key,
    x: Annotated[int, Form(alias="at.x", ge=0, le=100_000)],
    y: Annotated[int, Form(alias="at.y", ge=0, le=100_000)],
    person: Person = may(Verb.FOCUS),
) -> Response:
    """A click on the photo, in px of the page: what a picture button sends where there are no scripts."""
    cover = _cover(request, key)
    height = round(SHOWN * cover.height / cover.width)
    return _focused(request, key, cover, (min(1.0, x / SHOWN), min(1.0, y / height)), person)


@router.post("/{key}/focus/reset")
def reset_focus(request: Request, key: Key, person: Person = may(Verb.FOCUS)) -> Response:
    return _focused(request, key, _cover(request, key), None, person)


def crops_of(cover: Media, point: tuple[float, float]) -> tuple[CropShown, ...]:
    """What each shape leaves of a photo about a point."""
    crops = []
    for across, down in SHAPES:
        left, top, right, bottom = window((cover.width, cover.height), Crop(across, down), point)
        wide, high = right - left, bottom - top
        kept = round(100 * wide * high / (cover.width * cover.height))
        crops.append(CropShown(across, down, f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}", kept))
    return tuple(crops)


def _parts(judged: Judged) -> tuple[PartShown, ...]:
    """The parts of a score that count, each against a usual one of the weights that made it."""
    score, weights = judged.life.outcome, judged.weights
    parts = score.parts if isinstance(score, Score) else ()
    return tuple(
        PartShown(
            name_of_part(part.name),
            part.value,
            part.weight,
            part.contribution,
            weights.beyond_usual(part),
            judgement(part),
        )
        for part in parts
        if part.weight
    )


def _cover(request: Request, key: str) -> Media:
    with office_of(request).open_store(reading=True) as store:
        submissions = store.intake.submissions([key])
    if not submissions or not submissions[0].media:
        raise UnknownId(Message("desk_missing.photo", submission=key))
    return submissions[0].media[0]


def _focused(
    request: Request, key: str, cover: Media, point: tuple[float, float] | None, person: Person
) -> Response:
    office = office_of(request)
    refused = focus(office.open_store, cover.sha256, point, actor=person.name, at=office.clock())
    if refused:
        raise Refusal(422, "wrong_input", names_for(request).said(refused.why))
    return RedirectResponse(request.url_for("photo", key=key).path + "#focus", 303)
