"""A run as people read it: how it ended, why in one line, and what it touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from content.model import Message
from content.store.runs import Run
from desk.i18n import named

LONGEST = timedelta(hours=6)  # a night takes minutes; one that has not ended after hours was cut off


class Ended(StrEnum):
    """How a run ended."""

    WELL = "well"
    PARTLY = "partly"  # some items failed, the rest was done
    CUT_OFF = "cut_off"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class NightView:
    """A run with its end; `problems` say what failed, quarantined items among them."""

    run: Run
    ended: Ended
    problems: tuple[Message | str, ...]

    @property
    def touched(self) -> tuple[tuple[Message, int], ...]:
        """(name, count) of what it did; empty where it left no report."""
        report = self.run.report or {}
        return tuple(
            (Message(f"desk_run.touched_{name}"), int(report[name])) for name in TOUCHED if name in report
        )

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and last day it laid out."""
        parameters: Mapping[str, Any] = self.run.asked
        try:
            first = date.fromisoformat(str(parameters["first_day"]))
            return first, first + timedelta(days=int(parameters["days"]) - 1)
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        """(stage, seconds), in the order they ran."""
        return tuple(((self.run.report or {}).get("seconds_by_stage") or {}).items())


TOUCHED = ("gathered", "quarantined", "scored", "shortlisted", "posts", "posters_rendered")  # of a report


def stage_name(stage: str) -> Message | str:
    return named(Message(f"desk_run.stage_{stage}"), stage)


def asked_name(name: str) -> Message | str:
    """What a run was asked for, by the name it is kept under."""
    return named(Message(f"desk_run.asked_{name}"), name)


def reason_name(reason: str) -> Message | str:
    """Why a submission is not in the choice, by the code of content.model.Reason that reports keep."""
    return named(Message(f"desk_dropped.{reason}"), reason)


def night_of(run: Run, now: datetime) -> NightView:
    """What to say of a run."""
    if run.report is None:
        cut = run.ended_at is not None or now - run.began_at > LONGEST
        return NightView(run, Ended.CUT_OFF if cut else Ended.RUNNING, ())
    broken = run.report.get("quarantine") or []
    problems = failures(run.report)
    problems += [_refused(item) for item in broken]
    return NightView(run, Ended.PARTLY if problems else Ended.WELL, tuple(problems))


def _refused(item: Mapping[str, Any]) -> Message:
    stored = item.get("message")  # absent in reports of 0.1.0's first databases
    why = Message.from_json(stored) if stored else item.get("why", "")
    return Message("run_report.refused", path=item.get("path", ""), why=why)


def failures(report: Mapping[str, Any]) -> list[Message | str]:
    """What failed: Messages, or sentences of reports that were stored before there were Messages in them."""
    return [
        Message.from_json(stored) if isinstance(stored, dict) else str(stored)
        for stored in report.get("failed") or []
    ]
