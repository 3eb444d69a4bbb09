"""How often members' words would be quoted, by whether they praise or complain.

    python benchmarks/quotes.py REVIEWS.csv [--stars FOLDER] [--json]

REVIEWS.csv has the columns `cat`, `label` (1 praise, 0 complaint) and `review`; `--stars` is a folder of csv
files with `star` and `reviewbody`: 4 and more is praise, 2 and fewer a complaint.

Figures: docs/measures/text.md.
"""

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content.score.quotes import Quote, quotable

PRAISE, COMPLAINT = 4.0, 2.0  # stars from which on, and up to which, a review counts
SHORT = 60  # characters: what members write under a photo

Review = tuple[str, bool, str]  # the set, whether it praises, the text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("reviews", type=Path)
    parser.add_argument("--stars", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    reviews = [*_labelled(options.reviews), *(_starred(options.stars) if options.stars else ())]
    figures = {"all lengths": _shares(reviews)}
    figures["short"] = _shares([review for review in reviews if len(review[2]) <= SHORT])
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for name, table in figures.items():
        print(f"{name}: set, complaints, of them quoted, praise, of it withheld, reasons")
        for row in table:
            print("  " + "  ".join(str(value) for value in row.values()))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        yield from csv.DictReader(rows)


def _labelled(file: Path) -> list[Review]:
    return [(row["cat"], row["label"] == "1", row["review"].strip("\ufeff \n")) for row in _rows(file)]


def _starred(folder: Path) -> Iterator[Review]:
    for file in sorted(folder.glob("*.csv")):
        for row in _rows(file):
            stars = float(row["star"])
            if stars >= PRAISE or stars <= COMPLAINT:
                yield "餐馆 (stars)", stars >= PRAISE, row["reviewbody"]


def _shares(reviews: list[Review]) -> list[dict[str, Any]]:
    """A row for each set, the worst (most complaints quoted) first."""
    verdicts: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for name, praises, text in reviews:
        verdict = quotable(text)
        reason = "" if isinstance(verdict, Quote) else verdict.reason.value
        verdicts[name].append((praises, reason))
    rows = [_share(name, set_verdicts) for name, set_verdicts in verdicts.items()]
    rows.sort(key=lambda row: -row["quoted"])
    return [*rows, _share("all", [verdict for some in verdicts.values() for verdict in some])]


def _share(name: str, verdicts: list[tuple[bool, str]]) -> dict[str, Any]:
    complaints = [reason for praises, reason in verdicts if not praises]
    praise = [reason for praises, reason in verdicts if praises]
    return {
        "set": name,
        "complaints": len(complaints),
        "quoted": round(complaints.count("") / max(len(complaints), 1), 4),
        "praise": len(praise),
        "withheld": round(1 - praise.count("") / max(len(praise), 1), 4),
        "reasons": dict(Counter(reason for reason in praise if reason).most_common()),
    }


if __name__ == "__main__":
    main()
