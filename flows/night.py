"""One run under way: what was asked, how long each stage took, what failed, and its last word."""

import errno
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from prefect import Task
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from content.errors import NotReady, SishiError, WrongInput
from content.files import cause_of
from content.model import Message
from content.night import NightOrder
from content.settings import Settings
from content.workers import unforeseen
from content.workspace import open_workspace
from flows import artifacts, tasks
from flows.context import context_of
from flows.ending import end_with_house
from flows.params import NightlyParams, business_day
from flows.private import WHERE, kind_of, original_of, sentence_of
from flows.run_alone import is_alone
from flows.watch import tell_watcher
from services import nightly
from services.alerts import tell_of_night

Outcome = TypeVar("Outcome")

LOG = logging.getLogger("sishi.night")  # the terminal's: Prefect keeps its own loggers' lines
STAGES = {"render": "posters"}  # tasks that go by another name than their stage
NO_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass
class Night:
    """`seconds` by stage, wall; `failed` has a Message for each item or chunk that failed."""

    order: NightOrder
    progress: artifacts.RunProgress = field(default_factory=artifacts.RunProgress)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[Message] = field(default_factory=list)
    failed_by_kind: Counter[str] = field(default_factory=Counter)
    at: str = ""  # the stage under way
    percent: float = 0.0  # how far the whole run is
    backs_up: bool = False  # once its report is stored, where the settings name a place

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
        work: Task[[NightOrder, Sequence[str]], Outcome],
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

    def fail(self, kind: str, failure: Message) -> None:
        """Note what failed: `failure` for the report; `kind` for Prefect, which learns no more than that."""
        self.failed.append(failure)
        self.failed_by_kind[kind] += 1

    def last_word(self, report: dict[str, Any]) -> State[Any]:
        """The run's final state, which carries the report and says what failed."""
        seconds = {name: round(spent, 3) for name, spent in self.seconds.items()}
        report = {
            **report,
            "seconds_by_stage": seconds,
            "failed": [failure.to_json() for failure in self.failed],
        }
        tasks.end(self.order, report)
        if self.backs_up and not self._backed_up():
            report["failed"] = [failure.to_json() for failure in self.failed]
            tasks.end(self.order, report)
        artifacts.summary(report)
        self.show(100.0, now=True)
        if self.failed:
            return Failed(message=_what_failed(self.failed_by_kind), data=report)
        return Completed(message=_what_was_done(report), data=report)

    def _backed_up(self) -> bool:
        """Make the backup that the settings ask for; where it fails, that is noted and the night stands."""
        state: State[Any] = tasks.back_up(self.order, return_state=True)
        if state.is_completed():
            return True
        error = original_of(state.result(raise_on_failure=False))
        why = error.message if isinstance(error, SishiError) else unforeseen(error)
        self.fail(f"backup ({kind_of(error)})", Message("run_report.backup_failed", why=why))
        return False

    def _note(self, stage: str, chunk: list[str], state: State[Any]) -> None:
        error = original_of(state.result(raise_on_failure=False))
        if isinstance(error, WrongInput | NotReady) or _no_disk(error):
            raise error  # the other chunks would meet it too
        failure = Message(
            "run_report.chunk_failed" if len(chunk) == 1 else "run_report.chunks_failed",
            stage=Message(f"run_report.stage_{STAGES.get(stage, stage)}"),
            first=chunk[0],
            more=len(chunk) - 1,
            why=error.message if isinstance(error, SishiError) else unforeseen(error),
        )
        self.fail(f"{stage} ({kind_of(error)})", failure)


def run(params: NightlyParams, work: Callable[[Night], dict[str, Any]]) -> State[Any]:
    """Do `work` in the workspace, alone, and say what came of it. Wrong input becomes one sentence.

    An error is the state's data for whoever called the flow; Prefect is told what it may know of it.
    """
    if not is_alone():
        end_with_house()
    try:
        workspace = open_workspace(Path(params.workspace))
        with nullcontext() if is_alone() else workspace.only_run():
            night = Night(order_of(params, workspace.settings))
            tasks.begin(night.order)
            with _cut_off_in_time(night.order), _alerting(night.order):
                return night.last_word(work(night))
    except Exception as error:  # noqa: BLE001 - a bug's words may name members as well; they are logged here
        return _refused(original_of(error), params)


@contextmanager
def _cut_off_in_time(order: NightOrder) -> Iterator[None]:
    """Who is stopped writes down that the run is over: else the desk would show it as running for hours."""
    try:
        yield
    except Exception:
        raise
    except BaseException:  # an interrupt, from the keyboard or from Prefect
        with suppress(Exception):
            nightly.cut_off(context_of(order), order)
        raise


@contextmanager
def _alerting(order: NightOrder) -> Iterator[None]:
    """A run that fails as a whole is told to whoever gets alerts; that this fails too is no news."""
    try:
        yield
    except Exception as error:
        with suppress(Exception):
            tell_of_night(context_of(order), [type(error).__name__], order.run)
        raise


def _refused(error: Exception, params: NightlyParams) -> State[Any]:
    if _no_disk(error):
        refusal = NotReady(
            Message("file.broken", path=str(error.filename or params.workspace), cause=cause_of(error))
        )
        return Failed(message=f"{kind_of(error)}: {error.strerror}. {WHERE}", data=refusal)
    message = sentence_of(error)
    if message != str(error):
        LOG.error("The run failed: %s", error, exc_info=None if isinstance(error, SishiError) else error)
    return Failed(message=message, data=error)


def run_name() -> str:
    """`nightly 2026-11-23`: flow and first day; the flow's name alone where the workspace cannot be read."""
    params = NightlyParams.model_validate(flow_run.parameters["order"])
    try:
        order = order_of(params, open_workspace(Path(params.workspace)).settings)
    except SishiError:
        return str(flow_run.flow_name)
    return f"{flow_run.flow_name} {order.first_day}"


def order_of(params: NightlyParams, settings: Settings) -> NightOrder:
    """The order, with what the parameters leave open taken from the schedule and from sishi.toml."""
    return NightOrder(
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


def _what_failed(by_kind: Counter[str]) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in by_kind.items())
    return f"{by_kind.total()} failed; the rest is done: {kinds}. {WHERE}"


def _what_was_done(report: dict[str, Any]) -> str:
    done = [f"{name} {value}" for name, value in report.items() if isinstance(value, int)]
    return ", ".join(done) or "Nothing was to do."
