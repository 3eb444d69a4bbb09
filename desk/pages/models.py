"""模型: what was learnt of the team's taste, how good it is beside the hand weights, and which one counts."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from content.errors import SishiError
from content.learn.judge import WINDOW
from content.model import HAND_ORDER, Message, ModelCard, Verb
from content.score.explain import name_of_part
from content.score.weights import HAND
from desk.auth import Person, may, office_of
from desk.i18n import language_of, named, worded
from desk.names import PROGRAM
from desk.pages.said import back, said_in, shown
from desk.render import render
from desk.weights import beside, name_of
from services.models import is_old, model_in_use, use_best_model, use_model

router = APIRouter(prefix="/models")
Why = Annotated[str, Form(max_length=300)]
LISTED = 60  # model cards on the page; a night that learnt something makes one
USES = 12  # changes of what counts that are shown; all are in the audit
FEWEST = 2 * WINDOW  # examples; of fewer the later half is too short to compare orders by


@router.get("")
def models(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    office, language = office_of(request), language_of(request)
    with office.open_store(reading=True) as store:
        cards, uses = store.models.cards(), store.models.model_uses()
    answer = render(
        request,
        "models.html.j2",
        cards=cards[:LISTED],
        total=len(cards),
        uses=uses[:USES],
        use=uses[0] if uses else None,
        now_counts=model_in_use(office),
        hand=HAND,
        verdict=verdict,
        is_old=is_old,
        beside=beside,
        program=PROGRAM,
        example_name=example_name,
        fewest=FEWEST,
        name_of=lambda version: worded(name_of(version), language),
        part_name=name_of_part,
        may_use=person.may(Verb.SET_UP),
        zone=office.workspace.settings.zone,
        said=said_in(request),
    )
    return shown(request, answer)


@router.post("/use")
def use_version(
    request: Request,
    version: Annotated[int, Form(ge=HAND_ORDER)],
    why: Why = "",
    person: Person = may(Verb.SET_UP),
) -> Response:
    """Let a version count, 0 for the hand weights, until a person says otherwise."""
    office = office_of(request)
    return _used(request, lambda: use_model(office, version, actor=person.name, why=why.strip()))


@router.post("/auto")
def leave_to_the_nights(request: Request, why: Why = "", person: Person = may(Verb.SET_UP)) -> Response:
    """The newest model counts if it is better, else the hand weights; nights may change it again."""
    office = office_of(request)
    return _used(request, lambda: use_best_model(office, actor=person.name, why=why.strip()))


def verdict(card: ModelCard) -> tuple[str, str, Message]:
    """(tone, icon, words) of how a card stands beside the hand weights."""
    if is_old(card):
        return "", "clock", Message("desk_name.verdict_old")
    if card.ndcg is None:
        return "", "clock", Message("desk_name.verdict_few")
    if card.better:
        return "ok", "check", Message("desk_name.verdict_better")
    return "wait", "warn", Message("desk_name.verdict_worse")


def example_name(kind: str) -> Message | str:
    """What an example was learnt from: a photo kept, a text changed."""
    return named(Message(f"desk_name.example_{kind}"), kind)


def _used(request: Request, change: Callable[[], int]) -> Response:
    """Back to the page, which says what counts now, or why it does not."""
    language = language_of(request)
    try:
        version = change()
    except SishiError as error:
        return back("/models", error.in_language(language))
    in_use_soon = Message("desk_done.weights_in_use", name=name_of(version))
    return back("/models", worded(in_use_soon, language))
