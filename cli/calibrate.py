"""Thresholds of the shortlist from what the team dropped and kept."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.common import AsJson, WorkDir, Yes, print_json, print_table, say
from content.files import write_whole
from content.model import Message
from content.settings import read_settings
from content.shortlist.calibrate import FEWEST, Proposal, applied, propose
from content.shortlist.candidates import candidates_of
from content.shortlist.gates import gate
from content.workspace import SETTINGS

HERE = WorkDir()


def calibrate(
    *,
    place: WorkDir = HERE,
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
    falls = _ids(
        candidate
        for candidate in candidates
        if not gate(candidate, rules, today) and gate(candidate, after, today)
    )
    passes = _ids(
        candidate
        for candidate in candidates
        if gate(candidate, rules, today) and not gate(candidate, after, today)
    )
    new = {
        proposal.threshold.name: proposal.proposed
        for proposal in proposals
        if proposal.proposed != proposal.now
    }
    if apply and new:
        _write(workspace.root / SETTINGS, new)
    if json:
        entries = [_entry(proposal) for proposal in proposals]
        print_json({"thresholds": entries, "falls": falls, "passes": passes, "applied": apply and bool(new)})
        return
    print_table(("threshold", "now", "proposed", "drops_caught", "keeps_lost"), map(_row, proposals))
    say(_summary(proposals, falls, passes, new, done=apply))


def _ids(candidates: Any) -> list[str]:
    return sorted(candidate.submission.id for candidate in candidates)


def _entry(proposal: Proposal) -> dict[str, Any]:
    return {
        "name": proposal.threshold.name,
        "reason": proposal.threshold.reason.value,
        "now": proposal.now,
        "proposed": proposal.proposed,
        "drops": proposal.drops,
        "keeps": proposal.keeps,
        "caught_now": proposal.caught[0],
        "caught": proposal.caught[1],
        "lost_now": proposal.lost[0],
        "lost": proposal.lost[1],
    }


def _row(proposal: Proposal) -> tuple[object, ...]:
    caught, lost = (f"{was:.0%} -> {then:.0%}" for was, then in (proposal.caught, proposal.lost))
    return proposal.threshold.name, proposal.now, proposal.proposed, caught, lost


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
        line_of = re.compile(rf"\s*{re.escape(name)}\s*=")
        there = next((n for n in range(start + 1, end) if line_of.match(lines[n])), None)
        if there is None:
            lines.insert(start + 1, f"{name} = {number}")
            end += 1
        else:
            lines[there] = f"{name} = {number}"
    return "\n".join(lines) + "\n"
