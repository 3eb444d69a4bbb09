"""How often the gates and the search for copies are right, on a community whose faults were planted.

    python benchmarks/gates.py COMMUNITY... [--json]

COMMUNITY is a folder with ugc_inbox/ (pictures with their JSON sidecars) and truth.json, which says for each
item what was planted: blurred, dark, qr_pasted, contact, duplicate_of. Figures: docs/measures/gates.md.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from content.model import Consent, ConsentState, Media, Reason, Submission
from content.score.image import DECODE_ERRORS, measure
from content.score.sub_scores import score
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.gates import gate
from content.shortlist.originals import copies
from content.text.contacts import contact_in

SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp", "HEIF": ".heic"}
MAKER, MODEL, EXIF, TAKEN = 271, 272, 0x8769, 36867  # Exif tags
GRANTED = Consent(ConsentState.GRANTED)  # so that the gates behind the consent are reached
CAUGHT_BY = {"blurred": Reason.BLURRED, "dark": Reason.TOO_DARK, "qr_pasted": Reason.HAS_QR_CODE}


@dataclass(frozen=True)
class Item:
    """A candidate, what was planted on it, and how long it took to measure, in seconds of CPU."""

    candidate: Candidate
    planted: dict[str, Any]
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("communities", type=Path, nargs="+")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options = parser.parse_args()
    register_heif_opener()
    items = [list(look_at(community)) for community in options.communities]
    flat = [item for community in items for item in community]
    figures = {**gates(flat), **duplicates(items), **speed(flat)}
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        print("\n".join(f"{name:38s} {value}" for name, value in figures.items()))


def look_at(community: Path) -> Iterator[Item]:
    """Every readable item, measured on a working copy such as the inbox would make."""
    truth = json.loads((community / "truth.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for sidecar in sorted(community.glob("ugc_inbox/*/*.json")):
            sidecar_data = json.loads(sidecar.read_text(encoding="utf-8"))
            picture, copy = sidecar.parent / sidecar_data["media"][0], Path(folder) / "copy.jpg"
            try:
                media = working_copy(picture, copy)
            except DECODE_ERRORS:
                continue
            started = time.process_time()
            features = (measure(copy),)
            seconds = time.process_time() - started
            candidate = Candidate(submission(sidecar_data, media), features, score(features))
            yield Item(candidate, truth[sidecar_data["id"]], seconds)


def working_copy(picture: Path, copy: Path) -> Media:
    data = picture.read_bytes()
    with Image.open(picture) as file:
        exif, kind = file.getexif(), SUFFIXES[file.format or ""]
        upright = ImageOps.exif_transpose(file).convert("RGB")
    width, height = upright.size
    upright.thumbnail((2160, 2160), Image.Resampling.LANCZOS)
    upright.save(copy, "JPEG", quality=90)
    camera = " ".join(str(exif.get(tag, "")).strip() for tag in (MAKER, MODEL)).strip()
    taken = datetime(2000, 1, 1) if exif.get_ifd(EXIF).get(TAKEN) else None  # noqa: DTZ001 - only whether it is there
    return Media(hashlib.sha256(data).hexdigest(), kind, width, height, len(data), camera, taken)


def submission(sidecar_data: dict[str, Any], media: Media) -> Submission:
    posted = datetime.fromisoformat(sidecar_data["posted_at"])
    member = sidecar_data["member"]["id"]
    return Submission(
        sidecar_data["id"],
        "g",
        member,
        sidecar_data["text"],
        posted,
        (media,),
        sidecar_data["product"],
        consent=GRANTED,
    )


def gates(items: Sequence[Item]) -> dict[str, str]:
    """Caught of the planted, and wrongly caught of all that have no such fault."""
    rules = ShortlistRules(min_side=0)
    figures: dict[str, str] = {}
    verdicts = []
    for item in items:
        silent = replace(item.candidate.submission, text="")
        day = item.candidate.submission.posted_at.date()
        verdict = gate(replace(item.candidate, submission=silent), rules, day)
        verdicts.append(verdict.reason if verdict else None)
    faulty = [bool({*CAUGHT_BY, "duplicate_of"} & set(item.planted)) for item in items]
    for fault, reason in CAUGHT_BY.items():
        planted = [
            reason_given is reason
            for reason_given, item in zip(verdicts, items, strict=True)
            if fault in item.planted
        ]
        fine = [reason_given is reason for reason_given, bad in zip(verdicts, faulty, strict=True) if not bad]
        figures[f"{fault}: caught"] = share(planted)
        figures[f"{fault}: wrongly caught"] = share(fine)
    return figures | contacts(items)


def contacts(items: Sequence[Item]) -> dict[str, str]:
    """Of every text, whatever the photo."""
    hits = [(bool(contact_in(item.candidate.submission.text)), "contact" in item.planted) for item in items]
    return {
        "contact: caught": share([hit for hit, planted in hits if planted]),
        "contact: wrongly caught": share([hit for hit, planted in hits if not planted]),
    }


def duplicates(communities: Sequence[Sequence[Item]]) -> dict[str, str]:
    """How many planted copies are found, taken for the original, or left for a person; by their kind."""
    caught: list[bool] = []
    taken: dict[str, list[bool]] = {}
    contested: dict[str, list[bool]] = {}
    called: list[bool] = []
    for items in communities:
        planted = {item.candidate.submission.id: item.planted for item in items}
        root = {name: facts.get("duplicate_of", name) for name, facts in planted.items()}
        copied = copies([item.candidate for item in items])
        for name, facts in planted.items():
            if "how" in facts and root[name] in planted:
                how, mine = facts["how"], copied.get(name)
                caught.append(mine is not None or root[name] in copied)
                taken.setdefault(how, []).append(mine is None)
                contested.setdefault(how, []).append(mine is not None and mine.reason is Reason.CONTESTED)
        called += [root[copied[name].of] != name for name in planted if root[name] == name and name in copied]
        called += [False for name in planted if root[name] == name and name not in copied]
    figures = {"copies: found": share(caught), "originals: called copies of another photo": share(called)}
    figures |= {f"copies taken for the original: {how}": share(hits) for how, hits in sorted(taken.items())}
    return figures | {
        f"copies left for a person: {how}": share(hits) for how, hits in sorted(contested.items())
    }


def speed(items: Sequence[Item]) -> dict[str, str]:
    spent = sorted(item.seconds * 1000 for item in items)
    return {"measure: median ms of CPU a photo": f"{spent[len(spent) // 2]:.1f}"}


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)} ({sum(hits) / max(1, len(hits)):.4f})"


if __name__ == "__main__":
    main()
