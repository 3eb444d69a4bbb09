"""One run under way: what was asked, how long each stage took, what failed, and its last word."""

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from prefect import Task
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from content.errors import NotReady, SishiError, WrongInput
from content.night import Order
from content.settings import Settings
from content.workspace import open_workspace
from flows import artifacts, tasks
from flows.params import NightlyParams, business_day
from flows.watch import tell_watcher

Outcome = TypeVar("Outcome")

NAMED = 20  # failed items that the state names; the report has all
NO_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass
class Night:
    """`seconds` by stage, wall; `failed` has a sentence for each item or chunk that failed."""

    order: Order
    progress: artifacts.Progress = field(default_factory=artifacts.Progress)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    at: str = ""  # the stage under way
    percent: float = 0.0  # how far the whole run is

    def show(self, percent: float, *, now: bool = False) -> None:
        """Say how far the whole run is, 0-100, to Prefect's pages and to whoever watches."""
        self.percent = percent
        self.progress.show(percent, now=now)
        tell_watcher(self.at, percent)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens inside as a part of the stage `name`."""
        self.at, started = name, time.perf_counter()
        tell_watcher(name, self.percent)
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def each(
        self,
        work: Task[[Order, Sequence[str]], Outcome],
        pieces: Iterable[list[str]],
        *,
        percent: tuple[float, float],
    ) -> list[Outcome]:
        """The outcomes of `work` on each chunk, in order. A failed chunk is noted and the others go on."""
        outcomes, todo = [], list(pieces)
        start, end = percent
        for done, chunk in enumerate(todo):
            self.show(start + (end - start) * done / len(todo))
            state = work(self.order, chunk, return_state=True)
            if state.is_completed():
                outcomes.append(state.result())
            else:
                self._note(work.name, chunk, state)
        return outcomes

    def last_word(self, report: dict[str, Any]) -> State[Any]:
        """The run's final state, which carries the report and says what failed."""
        seconds = {name: round(spent, 3) for name, spent in self.seconds.items()}
        report = {**report, "seconds_by_stage": seconds, "failed": self.failed}
        tasks.end(self.order, report)
        artifacts.summary(report)
        self.show(100.0, now=True)
        if self.failed:
            return Failed(message=_what_failed(self.failed), data=report)
        return Completed(message=_what_was_done(report), data=report)

    def _note(self, stage: str, chunk: list[str], state: State[Any]) -> None:
        error = state.result(raise_on_failure=False)
        if isinstance(error, WrongInput | NotReady) or _no_disk(error):
            raise error  # the other chunks would meet it too
        many = f"{chunk[0]} and {len(chunk) - 1} more" if len(chunk) > 1 else chunk[0]
        self.failed.append(f"{stage} of {many}: {type(error).__name__}: {error}")


def run(params: NightlyParams, work: Callable[[Night], dict[str, Any]]) -> State[Any]:
    """Do `work` in the workspace, alone, and say what came of it. Wrong input becomes one sentence."""
    try:
        workspace = open_workspace(Path(params.workspace))
        with workspace.only_run():
            night = Night(order_of(params, workspace.settings))
            tasks.begin(night.order)
            return night.last_word(work(night))
    except SishiError as error:
        return Failed(message=str(error), data=error)
    except OSError as error:
        if not _no_disk(error):
            raise
        refusal = NotReady(f"{error.filename or params.workspace}: {error.strerror}. Mend it and run again.")
        return Failed(message=str(refusal), data=refusal)


def run_name() -> str:
    """`nightly 2026-11-23`: flow and first day; the flow's name alone where the workspace cannot be read."""
    params = NightlyParams.model_validate(flow_run.parameters["order"])
    try:
        order = order_of(params, open_workspace(Path(params.workspace)).settings)
    except SishiError:
        return str(flow_run.flow_name)
    return f"{flow_run.flow_name} {order.first_day}"


def order_of(params: NightlyParams, settings: Settings) -> Order:
    """The order, with what the parameters leave open taken from the schedule and from sishi.toml."""
    return Order(
        workspace=params.workspace,
        first_day=params.day or business_day(flow_run.scheduled_start_time, settings.zone),
        days=params.days or settings.plan.days,
        groups=params.groups,
        inboxes=params.inboxes,
        seed=params.seed,
        posters=params.posters,
        run=flow_run.id or "",
    )


def _no_disk(error: object) -> TypeGuard[OSError]:
    return isinstance(error, OSError) and error.errno in NO_DISK


def _what_failed(failed: list[str]) -> str:
    more = f"\nand {len(failed) - NAMED} more" if len(failed) > NAMED else ""
    return f"{len(failed)} failed; the rest is done:\n" + "\n".join(failed[:NAMED]) + more


def _what_was_done(report: dict[str, Any]) -> str:
    done = [f"{name} {value}" for name, value in report.items() if isinstance(value, int)]
    return ", ".join(done) or "Nothing was to do."
