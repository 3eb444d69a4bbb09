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
from content.learn.stage import Learnt
from content.night import Drawn, LaidOut, Order, Shortlisted, Told
from flows import rota
from flows.chunks import can_pass_again
from flows.private import without_words

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
def begin(order: Order) -> None:
    rota.begin(order)


@task(name="folders", **AS_ALWAYS)
@without_words
def folders(order: Order) -> list[str]:
    return rota.folders(order)


@task(name="gather", **AS_ALWAYS)
@without_words
def gather(order: Order, folders: Sequence[str]) -> Gathered:
    return sum((rota.gather_folder(order, folder) for folder in folders), Gathered())


@task(name="unscored", **AS_ALWAYS)
@without_words
def unscored(order: Order) -> list[str]:
    return rota.unscored(order)


@task(name="score", **AS_ALWAYS)
@without_words
def score(order: Order, submissions: Sequence[str]) -> int:
    return rota.score_chunk(order, submissions)


@task(name="train", **AS_ALWAYS)
@without_words
def train(order: Order) -> Learnt:
    return rota.train(order)


@task(name="shortlist", **AS_ALWAYS)
@without_words
def shortlist(order: Order) -> Shortlisted:
    return rota.shortlist(order)


@task(name="lay_out", **AS_ALWAYS)
@without_words
def lay_out(order: Order) -> LaidOut:
    return rota.lay_out(order)


@task(name="tellings", **AS_ALWAYS)
@without_words
def tellings(order: Order) -> list[str]:
    return rota.tellings(order)


@task(name="tell", task_run_name="tell {groups[0]}", **AS_ALWAYS)
@without_words
def tell(order: Order, groups: Sequence[str]) -> Told:
    return rota.tell_groups(order, groups)


@task(name="posters", **AS_ALWAYS)
@without_words
def posters(order: Order) -> list[str]:
    return rota.posters(order)


@task(name="render", task_run_name="render from {keys[0]:.12}", **AS_ALWAYS)
@without_words
def render(order: Order, keys: Sequence[str]) -> Drawn:
    return rota.render_chunk(order, keys)


@task(name="report", **AS_ALWAYS)
@without_words
def report(order: Order) -> dict[str, Any]:
    return rota.report(order)


@task(name="end", **AS_ALWAYS)
@without_words
def end(order: Order, report: dict[str, Any]) -> None:
    rota.end(order, report)
