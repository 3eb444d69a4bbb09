"""试验: questions put to the groups themselves, fixed before they begin, and what came of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from content.errors import SishiError
from content.model import Message, Slot, Verb
from desk.auth import Person, may, office_of
from desk.datetimes import today_in
from desk.experiment_form import ExperimentForm
from desk.experiment_values import experiment_values, fixed_fields, form_values, list_values, plan_values
from desk.i18n import language_of, worded
from desk.pages.insight import TableName, as_table
from desk.pages.said import back, said_in, shown
from desk.render import render
from services.experiment_tables import experiment_tables
from services.experiment_view import experiment_lines, experiment_view
from services.experiments import new_experiment, plan_experiment, stop_experiment

router = APIRouter(prefix="/experiments")
Number = Annotated[int, InPath(ge=1, le=2**31 - 1)]
Why = Annotated[str, Form(max_length=200)]


@router.get("")
def experiments(
    request: Request, form: Annotated[ExperimentForm, Query()], person: Person = may(Verb.VIEW)
) -> Response:
    """All experiments, and the form for another; with a question in the address how long that takes."""
    office, language = office_of(request), language_of(request)
    context = office.insights.context
    plan, wrong = None, ""
    with context.open_store(reading=True) as store:
        forms = sorted({story.form_of(slot) for story in store.library.stories() for slot in Slot})
    if form.name:
        try:
            plan = plan_experiment(context, form.wish)
        except SishiError as error:
            wrong = error.in_language(language)
    values: dict[str, Any] = {**form_values(form, forms), **list_values(experiment_lines(context))}
    answer = render(
        request,
        "experiments.html.j2",
        wrong=wrong,
        plan=plan_values(plan) if plan else None,
        fixed=fixed_fields(form, plan) if plan else {},
        may_edit=person.may(Verb.SET_UP),
        sees_business=person.may(Verb.SEE_ORDERS),
        said=said_in(request),
        **values,
    )
    return shown(request, answer)


@router.post("")
def fix(
    request: Request, form: Annotated[ExperimentForm, Form()], person: Person = may(Verb.SET_UP)
) -> Response:
    """Fix it and draw; the next night plans by it. Back to the form with what is wrong otherwise."""
    language = language_of(request)
    try:
        made = new_experiment(office_of(request).insights.context, form.wish, actor=person.name)
    except SishiError as error:
        return back("/experiments", error.in_language(language))
    words = Message("experiment.made", id=made.id, name=made.name, day=made.first_day)
    return back(f"/experiments/{made.id}", worded(words, language))


@router.get("/{experiment}")
def one_experiment(request: Request, experiment: Number, person: Person = may(Verb.VIEW)) -> Response:
    """Who has which arm when, what is known so far, and once it is over the verdict with its draw."""
    office, language = office_of(request), language_of(request)
    context = office.insights.context
    view = experiment_view(context, experiment)
    today = today_in(office.workspace.settings.zone, office.clock())
    lines = experiment_lines(context)
    values: dict[str, Any] = {**list_values(lines), **experiment_values(view, language, today)}
    answer = render(
        request,
        "experiment.html.j2",
        may_edit=person.may(Verb.SET_UP),
        sees_business=person.may(Verb.SEE_ORDERS),
        said=said_in(request),
        **values,
    )
    return shown(request, answer)


@router.post("/{experiment}/stop")
def stop(request: Request, experiment: Number, why: Why = "", person: Person = may(Verb.SET_UP)) -> Response:
    """Plan as usual from tomorrow; there will be no verdict."""
    language = language_of(request)
    try:
        stopped = stop_experiment(office_of(request).insights.context, experiment, why, actor=person.name)
        words = worded(Message("experiment.stopped", name=stopped.name), language)
    except SishiError as error:
        words = error.in_language(language)
    return back(f"/experiments/{experiment}", words)


@router.get("/{experiment}/{table}.csv")
def one_table(
    request: Request, experiment: Number, table: TableName, person: Person = may(Verb.VIEW)
) -> Response:
    """The numbers behind a chart."""
    view = experiment_view(office_of(request).insights.context, experiment)
    return as_table(request, experiment_tables(view), table, f"experiment-{experiment}-{table}.csv")
