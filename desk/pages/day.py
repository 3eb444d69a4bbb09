"""A group's day as its members see it: four messages on a phone."""

from datetime import date, timedelta
from typing import Annotated
from urllib.parse import quote

import regex
from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from content.errors import WrongInput
from content.model import GONE, Slot, Verb
from content.text.winners import neutral
from desk.auth import Person, may, office_of
from desk.datetimes import in_reach
from desk.days import named_days
from desk.errors import Refusal
from desk.posts import timed
from desk.render import render, theme_of
from services.pages import day_picture

router = APIRouter()
NOTIFIED = 17  # characters that a phone's notification shows of a message


@router.get("/day/{group}/{day}/preview")
def preview(
    request: Request,
    group: Annotated[str, InPath(max_length=120)],
    day: date,
    look: Annotated[str, Query(pattern="^(|light|dark)$")] = "",
    size: Annotated[str, Query(pattern="^(usual|large)$")] = "usual",
    person: Person = may(Verb.VIEW),
) -> Response:
    """`look` is the phone's, as the desk's where it is not said; `size` its font size."""
    office, day = office_of(request), in_reach(day)
    with office.open_store(reading=True) as store:
        week = store.boards.week(group, day, days=1)
    cards = [week.cards[day, slot] for slot in Slot if (day, slot) in week.cards]
    posts = [item for item in timed(office, cards) if item.card.post.state not in GONE]
    brand = office.workspace.brand
    return render(
        request,
        "day.html.j2",
        group=week.group,
        head=week.days[0],
        day=day,
        named=named_days(office, [day])[day],
        posts=[(item, notice(neutral(item.card.post.text))) for item in posts],
        before=day - timedelta(1),
        after=day + timedelta(1),
        look=look or ("dark" if theme_of(request) == "dark" else "light"),
        size=size,
        persona=brand.persona,
        brand=brand.name,
    )


@router.get("/day/{group}/{day}/picture.jpg")
def picture(
    request: Request,
    group: Annotated[str, InPath(max_length=120)],
    day: date,
    person: Person = may(Verb.VIEW),
) -> Response:
    """The day as one long picture."""
    try:
        data = day_picture(office_of(request), group, in_reach(day))
    except WrongInput as error:
        raise Refusal(409, "refused", error.message) from error
    name = f'attachment; filename="{quote(group)}-{day}.jpg"'
    return Response(data, media_type="image/jpeg", headers={"Content-Disposition": name})


def notice(text: str) -> str:
    """What the notification of a message says: its first characters on one line, as readers count them."""
    seen = regex.findall(r"\X", " ".join(text.split()))
    return "".join(seen[:NOTIFIED]) + ("…" if len(seen) > NOTIFIED else "")
