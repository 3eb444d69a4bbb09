"""How often the text gates are right, and what they cost.

    python -m benchmarks.text_gates --reviews FOLDER [--community FOLDER...] [--stories FILE...]
        [--offence FILE] [--json]

`--reviews` is a folder of csv files of ordinary reviews (the longest cell of a row is the text), which should
not be flagged. A community has ugc_inbox/ with JSON sidecars, and truth.json, which says on which items a
contact was planted. `--stories` are files of stories, looked through for claims,
`--offence` COLDataset's dev.csv, whose even lines bounds were chosen on. Contacts are also looked for in
benchmarks/contact_texts: contacts.txt and innocent.txt.

Figures: docs/measures/text.md.
"""

import argparse
import csv
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from channels.imports import read_stories
from content.model import Story
from content.score.feeling import hear
from content.score.quotes import TextCheck, _check, check_text
from content.text.book import WordBook, shipped_words
from content.text.contacts import contacts_in
from content.text.fold import folded
from content.text.ngram_model import n_grams
from content.text.offence import offends

WRITTEN = Path(__file__).parent / "contact_texts"
ROUNDS = 3  # the quickest counts: the machine is not ours alone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reviews", type=Path, required=True)
    parser.add_argument("--community", type=Path, nargs="*", default=[])
    parser.add_argument("--stories", type=Path, nargs="*", default=[])
    parser.add_argument("--offence", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    book, reviews = shipped_words(), [text for file in _tables(options.reviews) for text in _texts(file)]
    figures = _ordinary(reviews, book)
    figures |= {"planted": _planted(options.community)} if options.community else {}
    figures |= {"written_down": _written_down()}
    figures |= {"offence": _offence(options.offence, reviews)} if options.offence else {}
    figures |= {"stories": _stories(options.stories, book)} if options.stories else {}
    figures |= {"microseconds": _cost(reviews, book), "peak_mb": _peak_mb()}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{name:14s} {value}" for name, value in figures.items()))


def _tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def _texts(table: Path) -> Iterator[str]:
    with table.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            yield max((cell or "" for cell in row.values()), key=len)


def _ordinary(reviews: Sequence[str], book: WordBook) -> dict[str, Any]:
    """What is flagged of texts that hold nothing; claims are only pointed out in members' words."""
    contacts = Counter(contact.kind.value for text in reviews for contact in contacts_in(text))
    person = Counter(hit.word for text in reviews for hit in book.person.hits(text))
    flagged = sum(bool(contacts_in(text) or book.person.hits(text)) for text in reviews)
    claims = sum(bool(book.claims.hits(text)) for text in reviews)
    return {
        "reviews": len(reviews),
        "characters": round(sum(map(len, reviews)) / len(reviews), 1),
        "flagged": flagged,
        "flagged_share": round(flagged / len(reviews), 5),
        "contacts": dict(contacts),
        "person": dict(person),
        "claims_share": round(claims / len(reviews), 4),
    }


def _planted(communities: Sequence[Path]) -> dict[str, int]:
    counts = Counter(dict.fromkeys(("planted", "found", "clean", "clean_flagged"), 0))
    for community in communities:
        truth = json.loads((community / "truth.json").read_text(encoding="utf-8"))
        for sidecar in (community / "ugc_inbox").glob("*/*.json"):
            sidecar_data = json.loads(sidecar.read_text(encoding="utf-8"))
            planted, flagged = "contact" in truth[sidecar_data["id"]], bool(contacts_in(sidecar_data["text"]))
            counts["planted" if planted else "clean"] += 1
            counts["found" if planted else "clean_flagged"] += flagged
    return dict(counts)


def _written_down() -> dict[str, str]:
    """Of the texts that were written down for this."""
    figures = {}
    for name in ("contacts", "innocent"):
        texts = (WRITTEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        figures[name] = f"{sum(bool(contacts_in(text)) for text in texts)} of {len(texts)} flagged"
    return figures


def _offence(table: Path, reviews: Sequence[str]) -> dict[str, Any]:
    """Recall and precision on the half not chosen on; reviews flagged."""
    with table.open(encoding="utf-8-sig", newline="") as rows:
        posts = [(row["TEXT"], row["label"] == "1") for row in csv.DictReader(rows)]
    figures: dict[str, Any] = {}
    for name, half in (("chosen on", posts[::2]), ("not seen", posts[1::2])):
        flagged = [insults for text, insults in half if offends(folded(text))]
        recall = sum(flagged) / sum(insults for _, insults in half)
        figures[name] = {"recall": round(recall, 3), "precision": round(sum(flagged) / len(flagged), 3)}
    figures["reviews flagged"] = round(sum(offends(folded(text)) for text in reviews) / len(reviews), 5)
    return figures


def _stories(files: Sequence[Path], book: WordBook) -> dict[str, Any]:
    texts = [_said(story) for file in files for story in read_stories(file)]
    hits = Counter(hit.word for text in texts for hit in book.claims.hits(text))
    claiming = sum(bool(book.claims.hits(text)) for text in texts)
    return {"stories": len(texts), "with_claims": claiming, "words": dict(hits)}


def _said(story: Story) -> str:
    quiz = (story.quiz.question, *story.quiz.options, story.quiz.why)
    return "\n".join((story.title, story.hook, *quiz, story.clue, story.solution, story.solution_title))


def _cost(texts: Sequence[str], book: WordBook) -> dict[str, float]:
    """CPU microseconds a text."""
    plain = [folded(text) for text in texts]
    return {
        "fold": _each(folded, texts),
        "contacts": _each(contacts_in, texts),
        "feeling": _each(hear.__wrapped__, plain),
        "offence": _each(offends, plain),
        "whole check": _each(_check_anew, texts),
        "whole check, 48 characters": _each(_check_anew, [text[:48] for text in texts]),
        "person": _each(book.person.hits_in, plain),
        "claims": _each(book.claims.hits_in, plain),
    }


def _check_anew(text: str) -> TextCheck:
    for known in (_check, hear, n_grams, folded):
        known.cache_clear()
    return check_text(text)


def _each(work: Callable[[str], object], texts: Sequence[str]) -> float:
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in texts:
            work(text)
        spent.append(time.process_time() - began)
    return round(min(spent) / len(texts) * 1e6, 2)


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main()
