"""Sixty texts written by hand, with what should come of them written down first: how many come out so.

    python -m benchmarks.quote_texts [--missed]

contacts: a contact is found. complaints: not quoted; many are ironic or name one defect. praise: quoted;
many praise by a negation. innocent: no contact is found. Figures: docs/measures/text.md.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from content.score.quotes import TextCheck, check_text

TEXTS = Path(__file__).parent / "quote_texts"
EXPECTED: dict[str, Callable[[TextCheck], bool]] = {
    "contacts": lambda check: bool(check.contacts),
    "complaints": lambda check: bool(check.withheld),
    "praise": lambda check: not check.withheld,
    "innocent": lambda check: not check.contacts,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--missed", action="store_true", help="print the texts that come out otherwise")
    options = parser.parse_args()
    for kind, is_as_expected in EXPECTED.items():
        texts = (TEXTS / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
        missed = [text for text in texts if not is_as_expected(check_text(text))]
        print(f"{kind:12s} {len(texts) - len(missed)} of {len(texts)}")
        if options.missed:
            print(*(f"  {text}" for text in missed), sep="\n")


if __name__ == "__main__":
    main()
