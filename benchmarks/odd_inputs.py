"""Odd inputs of our own making: what each comes to, by kind.

    python benchmarks/odd_inputs.py [--misses]

Each lies in a folder of its own and is looked at as `sishi gather --dry-run` looks. It is right when just the
pictures that are meant come in, under the names that are meant, and something is told of all else.
Figures: docs/measures/gather.md.
"""

import argparse
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.odd_input_cases import OddInput, inputs
from benchmarks.tally import Tally
from channels.readers.group_names import group_names
from channels.readers.messages import DateOrder, SourceOptions
from channels.readers.sources import Opening, Source, open_sources
from channels.readers.survey import survey
from content.errors import WrongInput
from content.model import Group, GroupKind

GROUPS = group_names(Group(name, name, GroupKind.DAILY) for name in ("g1", "g2"))


def _faults(odd: OddInput, root: Path) -> list[str]:
    """What is wrong with what an input came to."""
    folder = root / "g1"
    folder.mkdir()
    for name, data in odd.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    if odd.prepare:
        odd.prepare(folder)
    options = SourceOptions(zone=odd.zone, dates=DateOrder.YMD, now=datetime(2026, 12, 1, tzinfo=UTC))
    opening = Opening("x", root / ".opened", asked=options, known=GROUPS.ids, names=GROUPS)
    opened = open_sources(root, opening)
    sources: list[Source] = opened if isinstance(opened, list) else list(opened.exports)
    surveys = [survey(source) for source in sources]
    lines = [line for part in surveys for line in part.lines if line.media]
    counted = sum(part.refused.total() + part.not_looked_at for part in surveys)
    counted += not isinstance(opened, list)
    pictures = sorted(file.name for line in lines for file in line.media)
    faults = []
    if odd.pictures == ("2 of any name",):
        faults += [f"pictures {pictures}"] * (len(pictures) != 2)
    elif pictures != sorted(odd.pictures):
        faults.append(f"pictures {pictures}, not {sorted(odd.pictures)}")
    names = sorted(str(line.member and line.member.nickname) for line in lines)
    if odd.names is not None and odd.pictures and names != sorted(map(str, odd.names)):
        faults.append(f"names {names}")
    hours = sorted(line.posted_at.astimezone(UTC).isoformat() for line in lines if line.posted_at)
    if odd.hours and hours != list(odd.hours):
        faults.append(f"hours {hours}")
    if counted < odd.least_counted:
        faults.append(f"{counted} counted of {odd.least_counted}")
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--misses", action="store_true", help="name each that is not right")
    options = parser.parse_args()
    tally = Tally()
    for odd in inputs():
        with tempfile.TemporaryDirectory() as name:
            tally.count(odd.kind, odd.label, partial(_faults_or_refusal, odd, Path(name).resolve()))
    tally.print(misses=options.misses)


def _faults_or_refusal(odd: OddInput, root: Path) -> Sequence[str]:
    try:
        return _faults(odd, root)
    except WrongInput as error:
        return [] if odd.least_counted and not odd.pictures else [f"refused: {error}"]


if __name__ == "__main__":
    main()
