"""Thresholds of the shortlist from what the team dropped and kept."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.common import AsJson, Place, Yes, print_json, print_table, say
from content.files import write_whole
from content.model import Message
from content.settings import read_settings
from content.shortlist.calibrate import FEWEST, Proposal, applied, propose
from content.shortlist.candidates import candidates_of
from content.shortlist.gates import gate
from content.workspace import SETTINGS

HERE = Place()


def calibrate(
    *,
    place: Place = HERE,
    apply: Yes = False,
    json: AsJson = False,
) -> None:
    """Propose thresholds from what the team dropped and kept, and show what they would change.

    Example: `sishi calibrate`, and then `sishi calibrate --apply`
    """
    workspace, today = place.open(), datetime.now(UTC).date()
    rules = workspace.choice_rules
    with workspace.open_store(reading=True) as store:
        candidates, decisions = candidates_of(store, today), store.decisions.about()
    proposals = propose(candidates, decisions, rules)
    after = applied(rules, proposals)
    falls = _ids(each for each in candidates if not gate(each, rules, today) and gate(each, after, today))
    passes = _ids(each for each in candidates if gate(each, rules, today) and not gate(each, after, today))
    new = {each.threshold.name: each.proposed for each in proposals if each.proposed != each.now}
    if apply and new:
        _write(workspace.root / SETTINGS, new)
    if json:
        entries = [_entry(each) for each in proposals]
        print_json({"thresholds": entries, "falls": falls, "passes": passes, "applied": apply and bool(new)})
        return
    print_table(("threshold", "now", "proposed", "drops_caught", "keeps_lost"), map(_row, proposals))
    say(_summary(proposals, falls, passes, new, done=apply))


def _ids(candidates: Any) -> list[str]:
    return sorted(each.submission.id for each in candidates)


def _entry(each: Proposal) -> dict[str, Any]:
    return {
        "name": each.threshold.name,
        "reason": each.threshold.reason.value,
        "now": each.now,
        "proposed": each.proposed,
        "drops": each.drops,
        "keeps": each.keeps,
        "caught_now": each.caught[0],
        "caught": each.caught[1],
        "lost_now": each.lost[0],
        "lost": each.lost[1],
    }


def _row(each: Proposal) -> tuple[object, ...]:
    caught, lost = (f"{was:.0%} -> {then:.0%}" for was, then in (each.caught, each.lost))
    return each.threshold.name, each.now, each.proposed, caught, lost


def _summary(
    proposals: Sequence[Proposal],
    falls: list[str],
    passes: list[str],
    new: Mapping[str, float],
    *,
    done: bool,
) -> Message:
    if not proposals:
        return Message("cli_calibrate.too_little", least=FEWEST)
    if not new:
        return Message("cli_calibrate.fits")
    code = "cli_calibrate.written" if done else "cli_calibrate.would_change"
    first = tuple(falls[:5])
    return Message(code, falls=len(falls), first=first, passes=len(passes), file=SETTINGS)


def _write(file: Path, new: Mapping[str, float]) -> None:
    """Put the numbers under [shortlist], and leave everything else of the file as it is."""
    text = with_numbers(file.read_text(encoding="utf-8"), "shortlist", new)
    draft = file.with_name(f".{file.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        read_settings(draft)  # nothing is written that could not be read
    finally:
        draft.unlink(missing_ok=True)
    write_whole(file, text.encode())


def with_numbers(toml: str, section: str, numbers: Mapping[str, float]) -> str:
    """The TOML with these numbers in a section: replaced where they stand, else added at its beginning."""
    lines = toml.splitlines()
    header = re.compile(rf"\s*\[\s*{re.escape(section)}\s*\]\s*(#.*)?$")
    start = next((n for n, line in enumerate(lines) if header.match(line)), None)
    if start is None:
        lines += ["", f"[{section}]"] if lines else [f"[{section}]"]
        start = len(lines) - 1
    end = next((n for n in range(start + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
    for name, number in numbers.items():
        said = re.compile(rf"\s*{re.escape(name)}\s*=")
        there = next((n for n in range(start + 1, end) if said.match(lines[n])), None)
        if there is None:
            lines.insert(start + 1, f"{name} = {number}")
            end += 1
        else:
            lines[there] = f"{name} = {number}"
    return "\n".join(lines) + "\n"
