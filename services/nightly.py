"""The steps of a night, each safe to run twice. When they run is the flows' business.

begin, folders, gather, feedback, unscored, score, train, shortlist, lay_out, groups_to_compose,
compose_groups, posters, draw, report, end; cut_off where a run is stopped.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from channels.readers.sources import Source
from content.errors import WrongInput
from content.gather import Gathered, forget_copies
from content.ledger.upkeep import keep_ledger
from content.model import Message
from content.night import CountedPosts, LaidOut, NightOrder, Shortlisted
from content.planner import stage as plan_stage
from content.posters.stage import posters_of
from content.rights.leave import clear_taken_back
from content.score import stage as score_stage
from content.score.shop import take_shop_pictures
from content.shortlist import stage as shortlist_stage
from content.shortlist.demand import lacking, places
from services import report as reports
from services.alerts import tell_of_night
from services.composing import compose_groups as compose_groups
from services.consent import restore_pictures
from services.context import Context
from services.counted_pages import count_pages
from services.drawing import draw as draw
from services.experiments import keep_guards
from services.feedback import attribute
from services.learning import learn
from services.models import train as train
from services.models import weights_in_use
from services.next_step import as_json as step_as_json
from services.next_step import next_step
from services.page_taking import tend_page
from services.sources import gather_source, not_looked_at, prepare
from services.story_check import unready_stories
from services.uploads import clear_uploads


def begin(context: Context, order: NightOrder) -> None:
    """Write down that the run began; refuse what cannot be done, as a night without groups."""
    with context.open_store() as store:
        known = {group.id for group in store.library.groups()}
        if unknown := sorted(set(order.groups) - known):
            raise WrongInput(Message("group.unknown", group=unknown[0]))
        if not known:
            raise WrongInput(Message("group.none"))
        store.runs.begin_run(order.run, _as_json(order), context.clock())


def end(context: Context, order: NightOrder, report: dict[str, Any]) -> None:
    """Keep the run's report. Pictures that were taken back, copies nobody waits for, uploads nobody touched,
    old messages and old changes go; where something failed, alerts go out."""
    clear_taken_back(context.open_store, context.workspace)
    forget_copies(context.open_store, context.workspace.var / "quarantine")
    clear_uploads(context)
    keep_ledger(context.open_store, context.workspace.settings.ledger.keep_days, context.clock())
    with context.open_store() as store:
        store.runs.end_run(order.run, report, context.clock())
        store.feed.prune_changes(context.clock())
    tend_page(context, in_run=True)
    tell_of_night(context, report.get("failed", ()), order.run)


def cut_off(context: Context, order: NightOrder) -> None:
    """Write down that the run was stopped."""
    with context.open_store() as store:
        store.runs.cut_off_run(order.run, context.clock())


def folders(context: Context, sources: Sequence[Source]) -> list[str]:
    """`number of the source/folder` of everything there is to look at."""
    prepare(context, sources)
    return [f"{n}/{folder}" for n, source in enumerate(sources) for folder in source.folders()]


def gather(
    context: Context, order: NightOrder, sources: Sequence[Source], folders: Sequence[str]
) -> Gathered:
    """Take in what is new in these of the `folders` above."""
    total = Gathered()
    for folder in folders:
        number, _, name = folder.partition("/")
        source = sources[int(number)]
        total += gather_source(context, source, name, order.run)
        if name in source.folders()[:1]:  # once a source, however many folders it has
            total += Gathered(not_looked_at=not_looked_at(source))
    return total


def feedback(context: Context, order: NightOrder) -> CountedPosts:
    """Count what came back to the posts of days that changed, stop experiments that drive members away,
    learn, and count the last week for the pages; how many posts that were."""
    counted = attribute(context)
    keep_guards(context)
    learn(context, order)
    count_pages(context)
    return counted


def unscored(context: Context) -> list[str]:
    """Ids of the submissions that have no score yet."""
    return score_stage.unscored(context.open_store)


def score(context: Context, submissions: Sequence[str]) -> int:
    """Score these; how many were looked at."""
    workspace = context.workspace
    return score_stage.score_submissions(
        context.open_store,
        submissions,
        workspace.media,
        context.workers,
        context.clock(),
        workspace.face_search,
    )


def shortlist(context: Context, order: NightOrder) -> Shortlisted:
    """Take in the shop's own pictures, then choose what may be shown from the order's first day on."""
    workspace, now = context.workspace, context.clock()
    score_stage.look_again(context.open_store, workspace.media, context.workers, now, workspace.face_search)
    take_shop_pictures(
        context.open_store,
        workspace.shop_pictures,
        workspace.media,
        context.workers,
        zone=workspace.settings.zone,
        now=now,
    )
    rules = workspace.choice_rules
    with context.open_store(reading=True) as store:
        needed = places(len(store.library.groups()), order.days, rules.photo_groups)
        prices = lacking(store, order.first_day)
    return shortlist_stage.shortlist(
        context.open_store,
        replace(rules, size=max(rules.size, needed)),
        order.first_day,
        now=now,
        run=order.run,
        weights=weights_in_use(context),
        prices=prices,
    )


def lay_out(context: Context, order: NightOrder) -> LaidOut:
    """Choose story and submission for each group's days; what was planned moves only where it must. A story
    that the linter finds something in is told to nobody."""
    rules = context.workspace.plan_rules
    with context.open_store(reading=True) as store:
        stories = store.library.stories()
    return plan_stage.lay_out(
        context.open_store,
        rules,
        order,
        now=context.clock(),
        unready=unready_stories(context, stories),
    )


def groups_to_compose(context: Context, order: NightOrder) -> list[str]:
    """Groups with posts to write or to withdraw."""
    with context.open_store(reading=True) as store:
        return [group.id for group in store.library.groups() if not order.groups or group.id in order.groups]


def posters(context: Context, order: NightOrder) -> list[str]:
    """Keys of the posters that are needed. Pictures whose authors agreed again can be drawn again."""
    restore_pictures(context)
    return posters_of(context.open_store, order.groups, order.first_day, order.last_day)


def report(context: Context, order: NightOrder) -> dict[str, Any]:
    """What the store says of the run, with the digest of the queue, and what to do next."""
    step = next_step(context.workspace, context.clock())
    return reports.report(context.open_store, order) | {"next": step_as_json(step)}


def _as_json(order: NightOrder) -> dict[str, Any]:
    return {
        "first_day": order.first_day.isoformat(),
        "days": order.days,
        "groups": list(order.groups),
        "inboxes": list(order.inboxes),
        "seed": order.seed,
        "posters": order.posters,
    }
