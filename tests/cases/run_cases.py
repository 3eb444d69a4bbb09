"""The handed cases: public reports rebuilt, each gathered in a fresh sample workspace and compared.

`python -m tests.cases.run_cases [CASE ...]` prints what is right and what is wrong. The cases lie beside the
checkout (`../shared/data/cases`, or the folder that SISHI_CASES names).
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from tests.in_this_process import InThisProcess

CASES = Path(os.environ.get("SISHI_CASES") or Path(__file__).resolve().parents[3] / "shared/data/cases")
NO_INPUT = ("expected.md", "expect.json", "*.reference.png.txt")  # of the case, not of what is gathered
ZONE = ZoneInfo("Asia/Shanghai")  # the sample brand's
# The two London pictures say 2026:07:02 20:30 (+01:00): by rule 8 a camera's day counts as its offset does.
CORRECTIONS = {"B05-exif-offset": ("2026-03-02T19:30", "2026-07-02T19:30")}
UNUSABLE = frozenset({"withdrawn", "refused"})


@dataclass(frozen=True)
class Sent:
    """A submission as it is stored, with the SHA-256 of each of its originals."""

    who: frozenset[str]
    at: datetime
    text: str
    pictures: tuple[str, ...]
    likes: int
    replies: int


@dataclass
class Outcome:
    """What gathering a case came to. `counts` are the usable submissions after each step."""

    sent: list[Sent] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    output: str = ""
    kinds: int = 0
    differences: list[str] = field(default_factory=list)


def run(case: Path, workspace: Path) -> Outcome:
    """Gather every step of a case in a workspace nobody used before: looked at first, then taken."""
    expect = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / case.name
        shutil.copytree(case, folder, ignore=shutil.ignore_patterns(*NO_INPUT))
        for step in [folder / step for step in expect.get("steps", ["."])]:
            _gather(step.resolve(), expect, workspace, outcome)
    return outcome


def _gather(folder: Path, expect: Mapping[str, Any], workspace: Path, outcome: Outcome) -> None:
    asked = [str(folder), *(["--group", expect["group"]] if "group" in expect else [])]
    _, looked, complaint = _sishi(workspace, "gather", *asked, "--dry-run", "--json")
    _, taken, more = _sishi(workspace, "gather", *asked, "--json")
    _, words, _ = _sishi(workspace, "gather", *asked, "--dry-run")
    seen, done = _json(looked), _json(taken)
    if seen and done and seen["would_gather"] != done["gathered"]:
        outcome.differences.append(f"looked: {seen['would_gather']}, taken: {done['gathered']}")
    outcome.kinds += sum(sum(s["kinds"].values()) for s in seen.get("sources", [])) if seen else 0
    outcome.output += "\n".join([looked, complaint, taken, more, words])
    outcome.sent = _stored(workspace)
    outcome.counts.append(len(outcome.sent))


def _json(text: str) -> Any:
    return json.loads(text) if text.strip().startswith("{") else {}


def _stored(workspace: Path) -> list[Sent]:
    rows = json.loads(_sishi(workspace, "submission", "list", "--json")[1])
    return [
        Sent(
            frozenset(filter(None, (row["member"], row["nickname"]))),
            datetime.fromisoformat(row["posted_at"]),
            row["text"],
            tuple(medium["sha256"] for medium in row["media"]),
            row["likes"],
            row["replies"],
        )
        for row in rows
        if row["consent"] not in UNUSABLE
    ]


def _sishi(workspace: Path, *arguments: str) -> tuple[int, str, str]:
    from cli.app import main

    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch("content.workers.Workers", lambda *_, **__: InThisProcess(1)),
        patch.dict(os.environ, {"SISHI_WORKSPACE": str(workspace)}),
    ):
        try:
            main(["--lang", "en", *arguments])
        except SystemExit as left:
            code = int(left.code or 0)
    return code, out.getvalue(), err.getvalue()


def problems(case: Path, outcome: Outcome) -> list[str]:
    """Nothing where one of the accepted outcomes is met; else what is missing from the nearest one."""
    expect = json.loads(_expected(case))
    each = [list(_missing(case, accepted, outcome)) for accepted in expect["accept"]]
    return min(each, key=len) + outcome.differences


def _expected(case: Path) -> str:
    """What is right; where it has another day than the pictures of the case, with theirs."""
    wrong, right = CORRECTIONS.get(case.name, ("", ""))
    text = (case / "expect.json").read_text(encoding="utf-8")
    return text.replace(wrong, right) if wrong else text


def _missing(case: Path, accepted: Mapping[str, Any], outcome: Outcome) -> Iterator[str]:
    counts = outcome.counts
    if counts[-1] != accepted.get("count", counts[-1]):
        yield f"{counts[-1]} submissions, not {accepted['count']}"
    if counts[0] != accepted.get("first_count", counts[0]):
        yield f"{counts[0]} submissions after the first step, not {accepted['first_count']}"
    pictures = sum(len(one.pictures) for one in outcome.sent)
    if pictures != accepted.get("pictures", pictures):
        yield f"{pictures} pictures, not {accepted['pictures']}"
    if outcome.kinds != accepted.get("messages", outcome.kinds):
        yield f"{outcome.kinds} messages, not {accepted['messages']}"
    if accepted.get("known") and not all(one.who for one in outcome.sent):
        yield "an unknown author"
    for name in accepted.get("named", []):
        if name not in outcome.output:
            yield f"{name} is not named"
    words = accepted.get("said", [])
    if words and not any(word.casefold() in outcome.output.casefold() for word in words):
        yield f"nothing says {words}"
    yield from _unmet(case, accepted.get("submissions", []), outcome.sent)


def _unmet(case: Path, wanted: Sequence[Mapping[str, Any]], sent: Sequence[Sent]) -> Iterator[str]:
    left = list(sent)
    for one in wanted:
        by_faults = sorted(((list(_faults(case, one, have)), have) for have in left), key=lambda f: len(f[0]))
        if not by_faults:
            yield f"nothing by {one.get('who')}"
            continue
        faults, nearest = by_faults[0]
        left.remove(nearest)
        if faults:
            yield f"{one.get('who')}: {', '.join(faults)}"


def _faults(case: Path, wanted: Mapping[str, Any], have: Sent) -> Iterator[str]:
    is_known = bool(have.who)
    if ("who" in wanted and (wanted["who"] is None) == is_known) or (
        wanted.get("who") and have.who.isdisjoint(wanted["who"])
    ):
        yield f"by {sorted(have.who)}"
    if "at" in wanted and not _is_then(wanted["at"], have.at):
        yield f"at {have.at.isoformat()}"
    if "files" in wanted and sorted(have.pictures) != sorted(_sha(case / name) for name in wanted["files"]):
        yield "other pictures"
    if len(have.pictures) != wanted.get("pictures", len(have.pictures)):
        yield f"{len(have.pictures)} pictures"
    if wanted.get("words") and not any(word in have.text for word in wanted["words"]):
        yield f"words {have.text!r}"
    for name, value in (("likes", have.likes), ("replies", have.replies)):
        if value != wanted.get(name, value):
            yield f"{value} {name}"


def _is_then(wanted: str, at: datetime) -> bool:
    if len(wanted) == len("2026-03-02"):
        return at.astimezone(ZONE).date().isoformat() == wanted
    return datetime.fromisoformat(wanted) == at


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def cases(*names: str) -> list[Path]:
    """The cases that say what is right of a gathering; those named, else all."""
    found = sorted(CASES.glob("*/expect.json")) if CASES.is_dir() else []
    gathered = [file.parent for file in found if '"accept"' in file.read_text(encoding="utf-8")]
    return [case for case in gathered if not names or case.name.startswith(names)]


@cache
def sample(folder: Path) -> Path:
    """A sample workspace, to be copied."""
    _sishi(folder, "init", str(folder), "--sample")
    return folder


def main(names: Sequence[str]) -> int:
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        template = sample(Path(name) / "sample")
        for case in cases(*names):
            workspace = Path(name) / case.name
            shutil.copytree(template, workspace)
            found = problems(case, run(case, workspace))
            wrong += bool(found)
            sys.stdout.write(f"{'wrong' if found else 'right'}  {case.name:42} {'; '.join(found)}\n")
    sys.stdout.write(f"{wrong} wrong\n")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
