"""What a run did, as lines for a person."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.language import language
from content.model import Message, Reason

if TYPE_CHECKING:
    from content.store import Quarantined

SHOWN = 10  # gaps and broken items named one by one
STAGES = ("gather", "feedback", "score", "train", "shortlist", "lay_out", "tell", "posters", "report")


def in_words(
    report: Mapping[str, Any], root: Path, refused: "Sequence[Quarantined]" = ()
) -> list[Message | str]:
    """What the run did, in the order of the night. `refused` are the items of its quarantine: in the report,
    which programs read, each reason is a sentence in English."""
    reasons = {item.path: item.why for item in refused}
    return [
        _line("head", report, "first_day", "days"),
        *_taken_in(report),
        _line("planned", report, "tellings", "posts", gaps=len(report["gaps"])),
        _line("drawn", {"posters_rendered": 0, "posters_reused": 0} | dict(report), *DRAWN),
        _time_spent(report["seconds_by_stage"]),
        *_some(map(_gap, report["gaps"])),
        *_some(
            _line("broken", item, "path", why=reasons.get(item["path"], item["why"]))
            for item in report["quarantine"]
        ),
        *(Message("run_report.failed", what=Message.from_json(stored)) for stored in report["failed"]),
        *_some(
            Message("run_report.warned", poster=warning["poster"], what=warning[language()])
            for warning in report.get("warnings", [])
        ),
        "",
        Message("run_report.queue", root=str(root)),
        Message("run_report.week", root=str(root)),
        *_next(report),
    ]


DRAWN = ("posters_rendered", "posters_reused")


def stage_name(stage: str) -> Message | str:
    """What a stage is called, for a progress bar; Prefect's own are left as they are."""
    return Message(f"run_report.stage_{stage}") if stage in STAGES else stage


def _next(report: Mapping[str, Any]) -> list[Message]:
    step = report.get("next")
    return [Message("run_report.next", step=step[language()])] if step else []


def _line(kind: str, facts: Mapping[str, Any], *names: str, **more: Any) -> Message:
    return Message(f"run_report.{kind}", **{name: facts[name] for name in names}, **more)


def _taken_in(report: Mapping[str, Any]) -> list[Message]:
    """What came in and what was chosen of it; planning alone looks at no inbox."""
    lines = []
    if "gathered" in report:
        lines.append(_line("gathered", report, "gathered", "duplicates", "quarantined"))
        if report.get("messages") or report.get("messages_left_out"):
            left_out = sum(report["messages_left_out"].values())
            lines.append(Message("run_report.messages", n=report["messages"], left_out=left_out))
        if report.get("not_looked_at"):
            lines.append(Message("run_report.not_looked_at", n=report["not_looked_at"]))
        lines.append(_line("curated", report, "scored", "shortlisted"))
    if counts := report.get("dropped_by_reason"):
        dropped = tuple(
            Message("run_report.dropped_for", reason=_dropped_for(reason), count=count)
            for reason, count in counts.items()
        )
        lines.append(Message("run_report.dropped", dropped=dropped))
    return lines


def _dropped_for(reason: str) -> Message | str:
    """A reason in a word or two; one of another version of ours stays as it is."""
    return Message(f"desk_dropped.{reason}") if reason in list(Reason) else reason


def _time_spent(seconds: Mapping[str, float]) -> Message:
    stages = tuple(
        Message("run_report.stage_seconds", stage=stage_name(stage), seconds=spent)
        for stage, spent in seconds.items()
    )
    return Message("run_report.took", total=sum(seconds.values()), stages=stages)


def _gap(gap: Mapping[str, Any]) -> Message:
    slot = Message(f"slot.{gap['slot']}") if gap["slot"] else ""
    return _line("gap", gap, "date", "group", slot=slot, why=gap[language()])


def _some(lines: Iterable[Message]) -> list[Message]:
    every = list(lines)
    if len(every) <= SHOWN:
        return every
    return [*every[:SHOWN], Message("run_report.more", more=len(every) - SHOWN)]
