"""How often members' words would be quoted, by whether they praise or complain.

    python -m benchmarks.quotes REVIEWS.csv [--stars FOLDER] [--trained-on ARCHIVE] [--json]

REVIEWS.csv has the columns `cat`, `label` (1 praise, 0 complaint) and `review`; `--stars` is a folder of csv
files with `star` and `reviewbody`: 4 and more is praise, 2 and fewer a complaint. `--trained-on` is the
archive that tools/train_text_models.py read: what of it stands in a set, word for word or nearly, is counted,
and a set that shares more than SHARED of its texts is left out. DEVELOPMENT are the sets that bounds were
chosen on.

Figures: docs/measures/text.md.
"""

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from content.score.quotes import check_text
from content.text.alike import KnownTexts, keys_of, letters_of, says_enough
from tools.train_text_models import reviews as archive_reviews

PRAISE, COMPLAINT = 4.0, 2.0  # stars from which on, and up to which, a review counts
DEVELOPMENT = ("平板", "水果")
SHARED = 0.01  # of a set
SHORT = 60  # characters: what members write under a photo

Review = tuple[str, bool, str]  # the set, whether it praises, the text
Verdict = tuple[bool, str, float]  # whether it praises, the reason to withhold it ("": none), how it feels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("reviews", type=Path)
    parser.add_argument("--stars", type=Path)
    parser.add_argument("--trained-on", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    reviews = [*_labelled(options.reviews), *(_starred(options.stars) if options.stars else ())]
    if options.trained_on:
        reviews = list(
            _apart(reviews, [text for kind in archive_reviews(options.trained_on) for text in kind])
        )
    figures = {"all lengths": _shares(reviews)}
    figures["short"] = _shares([review for review in reviews if len(review[2]) <= SHORT])
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for name, table in figures.items():
        print(f"{name}: set, chosen on it, AUC, complaints, of them quoted, praise, of it withheld, reasons")
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


def _apart(reviews: list[Review], trained: list[str]) -> Iterator[Review]:
    """Without the sets that share texts with what was trained on, and without such texts in the others."""
    known, heard = {letters_of(text) for text in trained}, KnownTexts()
    letters = [text for text in known if says_enough(text)]
    for text, keys in zip(letters, keys_of(letters).tolist(), strict=True):
        heard.add(text, text, keys)
    shared = Counter(name for name, _, text in reviews if letters_of(text) in known)
    for name, size in Counter(name for name, *_ in reviews).items():
        if shared[name] > SHARED * size:
            print(f"left out: {name}, {shared[name]} of {size} were trained on", file=sys.stderr)
            continue
        some = [review for review in reviews if review[0] == name]
        fresh = [review for review in some if not _is_known(letters_of(review[2]), known, heard)]
        print(f"{name}: {size - len(fresh)} of {size} were trained on, or nearly", file=sys.stderr)
        yield from fresh


def _is_known(letters: str, known: set[str], heard: KnownTexts) -> bool:
    """Whether these letters, where they are somebody's own, were trained on word for word or nearly."""
    if not says_enough(letters):
        return False
    return letters in known or heard.repeated_by(letters, keys_of([letters])[0].tolist()) is not None


def _area(praise: list[float], complaints: list[float]) -> float:
    """AUC: how often praise feels gladder than a complaint."""
    order = sorted([(value, 0) for value in complaints] + [(value, 1) for value in praise])
    below = area = 0.0
    for _, ties in groupby(order, key=lambda entry: entry[0]):
        labels = [label for _, label in ties]
        area += sum(labels) * (below + labels.count(0) / 2)
        below += labels.count(0)
    return area / max(len(praise) * len(complaints), 1)


def _shares(reviews: list[Review]) -> list[dict[str, Any]]:
    """A row for each set, the worst (most complaints quoted) first."""
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    for name, praises, text in reviews:
        checked = check_text(text)
        reason = checked.withheld[0].reason.value if checked.withheld else ""
        verdicts[name].append((praises, reason, checked.feeling))
    rows = [_share(name, set_verdicts) for name, set_verdicts in verdicts.items()]
    rows.sort(key=lambda row: -row["quoted"])
    return [*rows, _share("all", [verdict for some in verdicts.values() for verdict in some])]


def _share(name: str, verdicts: list[Verdict]) -> dict[str, Any]:
    complaints = [reason for praises, reason, _ in verdicts if not praises]
    praise = [reason for praises, reason, _ in verdicts if praises]
    glad = [feeling for praises, _, feeling in verdicts if praises]
    sad = [feeling for praises, _, feeling in verdicts if not praises]
    return {
        "set": name,
        "chosen_on": name in DEVELOPMENT,
        "auc": round(_area(glad, sad), 4),
        "complaints": len(complaints),
        "quoted": round(complaints.count("") / max(len(complaints), 1), 4),
        "praise": len(praise),
        "withheld": round(1 - praise.count("") / max(len(praise), 1), 4),
        "reasons": dict(Counter(reason for reason in praise if reason).most_common()),
    }


if __name__ == "__main__":
    main()
