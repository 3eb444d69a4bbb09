"""Inputs of a stranger's making: each is looked at and gathered for good, and what is stored is compared.

    python -m benchmarks.strange_inputs [--misses] [LABEL ...]

Of the same kinds as public reports complain of, in other words, dates, encodings and languages. Right is:
what is stored has these people, words, products, hours and pictures; the rehearsal said the same number;
whatever is not taken is refused, held back or counted. Figures: docs/measures/gather.md.
"""

import argparse
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from benchmarks.strange_chats import chats
from benchmarks.strange_input import Expected, StrangeInput
from benchmarks.strange_office import second_tables
from benchmarks.strange_programs import second_chats
from benchmarks.strange_tables import tables
from benchmarks.tally import Tally
from channels.readers.collect import asked_in
from content.errors import WrongInput
from content.model import ConsentState, Group, Product, Submission
from content.workers import Workers
from content.workspace import open_workspace
from services.context import Context
from services.sources import ExportToRead, NothingUnderstood, Taken, rehearse_export, take_export

NOW = datetime(2026, 12, 1, tzinfo=UTC)
GROUPS = [Group("g1", "茶友群"), Group("g2", "静安店")]
PRODUCTS = [
    Product("jasmine", "茉莉花茶", aliases=("茉莉", "Jasmine")),
    Product("oolong", "冻顶乌龙", aliases=("乌龙",)),
    Product("mug", "随行杯"),
]
GONE = frozenset({ConsentState.WITHDRAWN, ConsentState.REFUSED})


def a_context(root: Path, workers: Workers) -> Context:
    (root / "ugc_inbox").mkdir(parents=True)
    (root / "sishi.toml").write_text('zone = "Asia/Shanghai"\n', encoding="utf-8")
    workspace = open_workspace(root)
    with workspace.open_store() as store:
        store.library.put_groups(GROUPS)
        store.library.put_products(PRODUCTS)
    return Context(workspace, workers, lambda: NOW)


def faults_of(strange: StrangeInput, root: Path, workers: Workers) -> list[str]:
    """What is wrong with what an input came to."""
    context = a_context(root / "ws", workers)
    faults: list[str] = []
    counted = 0
    for n, files in enumerate(strange.steps):
        folder = root / f"in{n}"
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
        options = replace(asked_in(context.workspace, NOW), group=strange.group)
        export = ExportToRead(folder, options)
        try:
            looked, taken = rehearse_export(context, export), take_export(context, export)
        except NothingUnderstood as error:
            counted += sum(len(survey.whys) + survey.held_back for survey in error.surveys)
            continue
        except WrongInput:
            counted += 1
            continue
        if looked.total.new != taken.total.new or len(looked.refused) != len(taken.refused):
            faults.append(f"looked {looked.total.new}, took {taken.total.new}")
        counted += _counted(taken)
    with context.open_store(reading=True) as store:
        stored = store.intake.submissions()
        names = {member.id: member.nickname for member in store.library.members()}
    usable = [one for one in stored if one.consent.state not in GONE]
    faults += _differences(strange.expected, usable, names)
    if counted < strange.least_counted:
        faults.append(f"{counted} counted of {strange.least_counted}")
    return faults


def _counted(taken: Taken) -> int:
    passed = sum(survey.held_back + survey.not_looked_at for survey in taken.surveys)
    return passed + len(taken.refused) + sum(survey.refused.total() for survey in taken.surveys)


def _differences(expected: list[Expected], stored: list[Submission], names: dict[str, str]) -> list[str]:
    if len(stored) != len(expected):
        pieces = [(names.get(sent.member or ""), sent.text, len(sent.media)) for sent in stored]
        return [f"{len(stored)} submissions of {len(expected)}: {pieces}"]
    left = list(stored)
    faults = []
    for wanted in expected:
        nearest = min(left, key=lambda one: len(_faults(wanted, one, names)))
        left.remove(nearest)
        faults += _faults(wanted, nearest, names)
    return faults


def _faults(wanted: Expected, one: Submission, names: dict[str, str]) -> list[str]:
    name = names.get(one.member or "")
    hour = one.posted_at.astimezone(UTC).isoformat(timespec="minutes")[:16]
    pairs = {
        "name": (wanted.name, name),
        "words": (wanted.words, one.text),
        "product": (wanted.product, one.product),
        "hour": (wanted.hour or hour, hour),
        "pictures": (wanted.pictures, len(one.media)),
        "likes": (wanted.likes, max(len(one.likes), one.like_count)),
        "consent": (wanted.consent, one.consent.state.value),
    }
    return [f"{field} {have!r}, not {want!r}" for field, (want, have) in pairs.items() if want != have]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--misses", action="store_true", help="name each that is not right")
    parser.add_argument("--second", action="store_true", help="the second set alone")
    parser.add_argument("labels", nargs="*", help="only those whose labels begin so")
    options = parser.parse_args()
    tally, wanted = Tally(), tuple(options.labels)
    with Workers(1) as workers:
        first = [] if options.second else [chats(), tables()]
        for strange in chain(*first, second_chats(), second_tables()):
            if strange.label.startswith(wanted or ("",)):
                with tempfile.TemporaryDirectory() as name:
                    root = Path(name).resolve()
                    tally.count(strange.kind, strange.label, partial(faults_of, strange, root, workers))
    tally.print(misses=options.misses)


if __name__ == "__main__":
    main()
