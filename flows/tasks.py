"""The stages as Prefect tasks, each on one chunk. They take ids, never rows, and are safe to run twice.

Prefect keeps their names and errors: neither says anything of members, nor what they call their folders.
Twice does nothing new because the data says what is done; Prefect's caches and stored results stay off.
"""

from collections.abc import Sequence
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from content.gather import Gathered
from content.night import CountedPosts, Drawn, LaidOut, NightOrder, Shortlisted, Told
from flows.chunks import can_pass_again
from flows.context import context_of, sources_of
from flows.private import without_words
from services import nightly
from services.backup import back_up_tonight
from services.models import Learnt

AS_ALWAYS: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(2),
    "retry_jitter_factor": 0.3,
    "retry_condition_fn": can_pass_again,
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "log_prints": False,
}


@task(name="begin", **AS_ALWAYS)
@without_words
def begin(order: NightOrder) -> None:
    nightly.begin(context_of(order), order)


@task(name="folders", **AS_ALWAYS)
@without_words
def folders(order: NightOrder) -> list[str]:
    return nightly.folders(context_of(order), sources_of(order))


@task(name="gather", **AS_ALWAYS)
@without_words
def gather(order: NightOrder, folders: Sequence[str]) -> Gathered:
    return nightly.gather(context_of(order), order, sources_of(order), folders)


@task(name="feedback", **AS_ALWAYS)
@without_words
def feedback(order: NightOrder) -> CountedPosts:
    return nightly.feedback(context_of(order), order)


@task(name="unscored", **AS_ALWAYS)
@without_words
def unscored(order: NightOrder) -> list[str]:
    return nightly.unscored(context_of(order))


@task(name="score", **AS_ALWAYS)
@without_words
def score(order: NightOrder, submissions: Sequence[str]) -> int:
    return nightly.score(context_of(order), submissions)


@task(name="train", **AS_ALWAYS)
@without_words
def train(order: NightOrder) -> Learnt:
    return nightly.train(context_of(order))


@task(name="shortlist", **AS_ALWAYS)
@without_words
def shortlist(order: NightOrder) -> Shortlisted:
    return nightly.shortlist(context_of(order), order)


@task(name="lay_out", **AS_ALWAYS)
@without_words
def lay_out(order: NightOrder) -> LaidOut:
    return nightly.lay_out(context_of(order), order)


@task(name="tellings", **AS_ALWAYS)
@without_words
def groups_to_compose(order: NightOrder) -> list[str]:
    return nightly.groups_to_compose(context_of(order), order)


@task(name="tell", task_run_name="tell {groups[0]}", **AS_ALWAYS)
@without_words
def compose(order: NightOrder, groups: Sequence[str]) -> Told:
    return nightly.compose_groups(context_of(order), order, groups)


@task(name="posters", **AS_ALWAYS)
@without_words
def posters(order: NightOrder) -> list[str]:
    return nightly.posters(context_of(order), order)


@task(name="render", task_run_name="render from {keys[0]:.12}", **AS_ALWAYS)
@without_words
def render(order: NightOrder, keys: Sequence[str]) -> Drawn:
    return nightly.draw(context_of(order), keys)


@task(name="report", **AS_ALWAYS)
@without_words
def report(order: NightOrder) -> dict[str, Any]:
    return nightly.report(context_of(order), order)


@task(name="back up", **AS_ALWAYS)
@without_words
def back_up(order: NightOrder) -> None:
    back_up_tonight(context_of(order))


@task(name="end", **AS_ALWAYS)
@without_words
def end(order: NightOrder, report: dict[str, Any]) -> None:
    nightly.end(context_of(order), order, report)
