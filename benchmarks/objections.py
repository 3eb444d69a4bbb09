"""How often a message that takes a picture back is known, and how often an innocent one is taken for it.

    python -m benchmarks.objections [FILE...] [--misses]

A file has a line for each text: what is meant (one, all, perhaps, no), what it quotes (-, own, other) and the
text itself, each written behind a picture of its author and one of another. Without files, both sets of
tests/channels/readers/objection_texts: `tuned_on` was looked at while the rules were made, `held_out` not.

Figures: docs/measures/gather.md.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from channels.readers.messages import Author, ChatMessage, Entry, MessagePicture
from channels.readers.objections import heeded
from content.inbox import ConsentEvent
from content.model import ConsentState

TEXTS = Path(__file__).parents[1] / "tests/channels/readers/objection_texts"
PICTURES = {"own": "p1", "other": "p2"}


class ObjectionText(NamedTuple):
    """A text, what it means, and whose picture it quotes ("-": nobody's)."""

    meaning: str
    quotes: str
    text: str


class ObjectionTally(NamedTuple):
    """Texts by what they mean and by what became of them: one, all, perhaps, no."""

    counts: Counter[tuple[str, str]]

    def of(self, meanings: str, outcomes: str) -> int:
        """How many texts of these meanings came to these outcomes, words with blanks between."""
        wanted, came = meanings.split(), outcomes.split()
        return sum(
            n for (meaning, outcome), n in self.counts.items() if meaning in wanted and outcome in came
        )

    @property
    def recall(self) -> float:
        """The share of withdrawals that count at once."""
        return self.of("one all", "one all") / self.of("one all", "one all perhaps no")

    @property
    def held(self) -> float:
        """The share of withdrawals whose pictures are not shown: they count, or a person is asked."""
        return self.of("one all", "one all perhaps") / self.of("one all", "one all perhaps no")

    @property
    def precision(self) -> float:
        """Of what counts at once, the share that is a withdrawal."""
        return self.of("one all", "one all") / self.of("one all perhaps no", "one all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", type=Path, default=sorted(TEXTS.glob("*.tsv")))
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    for file in options.files:
        texts = read_texts(file)
        result = tally(texts)
        recall, held, precision = result.recall, result.held, result.precision
        print(f"{file.stem}: recall {recall:.3f}, held {held:.3f}, precision {precision:.3f}")
        for meaning in ("one all", "perhaps", "no"):
            became = {name: result.of(meaning, name) for name in ("one", "all", "perhaps", "no")}
            print(f"  {sum(became.values())} that mean {meaning.replace(' ', ' or ')}: {became}")
        for text in texts if options.misses else ():
            if (became := outcome(text)) != text.meaning:
                print("   ", text.meaning, "->", became, text.quotes, text.text)


def read_texts(file: Path) -> list[ObjectionText]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [ObjectionText(*row) for row in rows]


def tally(texts: Sequence[ObjectionText]) -> ObjectionTally:
    """What became of each text, counted."""
    return ObjectionTally(Counter((text.meaning, outcome(text)) for text in texts))


def outcome(text: ObjectionText) -> str:
    """What the text does to the pictures: it takes back one or all, perhaps does, or does nothing."""
    events = [entry for entry in heeded(_chat(text)) if isinstance(entry, ConsentEvent)]
    if not events:
        return "no"
    if events[0].state is not ConsentState.WITHDRAWN:
        return "perhaps"
    return "one" if events[0].message else "all"


def _chat(text: ObjectionText) -> Iterator[Entry]:
    for key, name in (("p2", "木木"), ("p1", "阿雅")):
        yield ChatMessage(key, "image", Author(name, name), None, pictures=(MessagePicture((key,), key),))
    yield ChatMessage("t", "text", Author("阿雅", "阿雅"), None, text.text, quotes=PICTURES.get(text.quotes))


if __name__ == "__main__":
    main()
