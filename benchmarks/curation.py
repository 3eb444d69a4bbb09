"""How quick and how right curation is: the image pass, the score, the choice, the search for copies.

    python benchmarks/curation.py [--json] [--photos FOLDER] [--rated FOLDER] [--communities FOLDER...]
        [--known 1000000] [--submissions 100000]

`--photos` are saved anew as phone photos (4032 x 3024) and chat photos (1440 x 1080), and measured against
the decoder's floor. `--rated` is a folder of photos with mos.csv (columns file, mos): what people think of
them. `--communities` have planted faults, as for benchmarks/gates.py. What is not asked for is not measured;
`--known` and `--submissions` are made up. Seconds are CPU of one thread. docs/measures/curation.md.
"""

import argparse
import csv
import json
import resource
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from gates import Item, look_at
from numpy.typing import NDArray
from PIL import Image

from content.gc_pause import uncollected
from content.model import Choice, Consent, ConsentState, Decision, Features, Media, Reason, Submission
from content.score.image import DECODE_ERRORS, DECODED, measure
from content.score.phash import CROPS, ORIENTATIONS, area_rows, crop_dcts, hashes_of, turned
from content.score.sub_scores import photo_parts, score
from content.score.thumbnail import GREY, SIDE
from content.score.weights import HAND
from content.score.words import said_in
from content.shortlist.authors import Fates
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.choose import choose
from content.shortlist.duplicates import SmallPictures, same_photos
from content.shortlist.gates import gate
from content.shortlist.originals import copies
from content.shortlist.reception import CommunityState, rescored
from content.shortlist.relative_scores import among_all

SIZES = {"12 MP": ((4032, 3024), 92), "1440 x 1080": ((1440, 1080), 90)}
TIMES, MOST_PHOTOS = 7, 12
NEW = 2000  # photos that are looked for
CELLS = 24  # a side, of the made-up pictures
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLANTED = ("blurred", "dark", "qr_pasted")
OF_A_PHOTO = {
    Reason.BLURRED,
    Reason.TOO_DARK,
    Reason.TOO_SMALL,
    Reason.HAS_QR_CODE,
    Reason.LOOKS_DRAWN,
}  # gates that fall for what a photo is


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--rated", type=Path)
    parser.add_argument("--communities", type=Path, nargs="*", default=[])
    parser.add_argument("--known", type=int, default=0, help="photos known already, made up")
    parser.add_argument("--submissions", type=int, default=0, help="submissions to choose from, made up")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    if options.photos:
        figures |= image_pass(options.photos)
    if options.rated:
        figures |= against_people(options.rated)
    if options.communities:
        figures |= planted([list(look_at(community)) for community in options.communities])
    if options.known:
        figures |= search(options.known)
    if options.submissions:
        figures |= choice(options.submissions)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        print("\n".join(f"{name:52s} {value}" for name, value in figures.items()))


# -- the image pass -------------------------------------------------------------------------------


def image_pass(folder: Path) -> dict[str, Any]:
    """`measure` over the floor: opening and decoding the same file at the same scale. Medians."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "photo.jpg"
        for name, (size, quality) in SIZES.items():
            times = []
            for picture in _pictures(folder):
                picture.resize(size, Image.Resampling.BICUBIC).save(file, "JPEG", quality=quality)
                times.append(_interleaved(lambda: _floor(file), lambda: measure(file)))
            floor, whole = np.array(times).T
            figures[f"{name}: floor, ms"] = round(float(np.median(floor)) * 1000, 2)
            figures[f"{name}: measure, ms"] = round(float(np.median(whole)) * 1000, 2)
            figures[f"{name}: measure / floor"] = round(float(np.median(whole / floor)), 3)
    return figures


def _pictures(folder: Path) -> Iterator[Image.Image]:
    """The largest files of the folder, upright or lying as they are wide."""
    files = sorted(folder.rglob("*.jpg"), key=lambda file: (-file.stat().st_size, file.name))[:MOST_PHOTOS]
    for file in files:
        try:
            with Image.open(file) as picture:
                rgb = picture.convert("RGB")
        except DECODE_ERRORS:
            continue
        yield rgb if rgb.width >= rgb.height else rgb.transpose(Image.Transpose.ROTATE_90)


def _floor(file: Path) -> None:
    with Image.open(file) as picture:
        shrink = max(picture.size) / DECODED
        picture.draft("RGB", (int(picture.width / shrink), int(picture.height / shrink)))
        picture.load()


def _interleaved(*works: Callable[[], object]) -> list[float]:
    """Median seconds of CPU of each, run in turn so that a busy machine slows all alike."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(TIMES + 1):
        for work, times in zip(works, spent, strict=True):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
    return [float(np.median(times[1:])) for times in spent]


# -- what people think ----------------------------------------------------------------------------


def against_people(folder: Path) -> dict[str, Any]:
    """Rank correlation with the mean opinion scores; the half with odd checksums was never looked at."""
    with (folder / "mos.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    totals = np.array([score([measure(folder / row["file"])]).total for row in rows])
    thought = np.array([float(row["mos"]) for row in rows])
    odd = np.array([zlib.crc32(row["file"].encode()) % 2 == 1 for row in rows])
    return {
        "SROCC with people, all": round(_rank_correlation(totals, thought), 3),
        "SROCC, the half used to choose ramps and weights": round(
            _rank_correlation(totals[~odd], thought[~odd]), 3
        ),
        "SROCC, the half that was not": round(_rank_correlation(totals[odd], thought[odd]), 3),
        "rated photos": len(rows),
    }


def _rank_correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.corrcoef(_ranks(first), _ranks(second))[0, 1])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (counts.cumsum() - (counts - 1) / 2)[place]
    return ranks


# -- planted faults -------------------------------------------------------------------------------


def planted(communities: Sequence[Sequence[Item]]) -> dict[str, Any]:
    """Faults that were found, and photos without any that were not let through."""
    verdicts = [(item, _photo_verdict(item)) for items in communities for item in items]
    figures: dict[str, Any] = {}
    for fault in PLANTED:
        hits = [reason is not None for item, reason in verdicts if fault in item.planted]
        figures[f"{fault}: dropped or flagged"] = _share(hits)
    good = [reason is not None for item, reason in verdicts if not {*PLANTED, "how"} & set(item.planted)]
    figures["neither copy nor spoilt: wrongly gated"] = _share(good)
    caught, wrong = [], []
    for items in communities:
        root = {item.candidate.submission.id: item.planted.get("duplicate_of") for item in items}
        copied = copies([item.candidate for item in items])
        for name, original in root.items():
            if original in root:
                caught.append(name in copied or original in copied)
            elif original is None:
                named = copied.get(name)
                wrong.append(named is not None and name not in (root.get(named.of), named.of))
    return figures | {"copies: found": _share(caught), "not copies: called one": _share(wrong)}


def _photo_verdict(item: Item) -> Reason | None:
    silent = replace(item.candidate, submission=replace(item.candidate.submission, text=""))
    verdict = gate(silent, ShortlistRules(), silent.submission.posted_at.date())
    return verdict.reason if verdict and verdict.reason in OF_A_PHOTO else None


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)} ({sum(hits) / max(1, len(hits)):.4f})"


# -- the search for copies ------------------------------------------------------------------------


def search(known: int) -> dict[str, Any]:
    """NEW photos, half of them cropped from known ones, are looked for among `known`: made-up soft pictures.

    Each picture stands in the index in six orientations and as their negatives, to make it up sooner; those
    that the new ones are cropped from as they are.
    """
    index = np.empty((len(CROPS), NEW + known), dtype=np.uint64)
    first = _soft(1000, 1)
    index[:, NEW : NEW + 1000] = [hashes_of(dct)[0] for dct in crop_dcts(_large(first))]
    start, seed = NEW + 1000, 2
    while start < index.shape[1]:
        dcts, seed = crop_dcts(_large(_soft(1000, seed))), seed + 1
        for orientation, sign in product(range(len(ORIENTATIONS)), (1, -1)):
            end = min(start + 1000, index.shape[1])
            hashed = [hashes_of(sign * turned(dct, orientation))[0][: end - start] for dct in dcts]
            index[:, start:end], start = hashed, end
    box = CROPS[1]
    down, across = (area_rows(*sides, SIDE) for sides in ((box.top, box.bottom), (box.left, box.right)))
    originals = _large(first)
    crops = (down @ originals.astype(np.float32) @ across.T).astype(np.uint8)
    new = np.concatenate([crops, _large(_soft(NEW - len(crops), known + 7))])
    index[:, :NEW] = [hashes_of(dct)[0] for dct in crop_dcts(new)]
    compared = 0

    def thumbnails(places: Sequence[int]) -> SmallPictures:
        nonlocal compared
        compared += len(places)
        return _without_colours(np.stack([_one(new, originals, place) for place in places]))

    began = time.process_time()
    pairs = same_photos(_without_colours(new), index, thumbnails, both_ways=True)
    spent, name = time.process_time() - began, f"{NEW} new photos among {known}"
    return {
        f"{name}: seconds": round(spent, 2),
        f"{name}: found": _share([(n, NEW + n) in set(pairs) for n in range(1000)]),
        f"{name}: others called the same": len(pairs) - 1000,
        f"{name}: laid over each other": compared,
        f"{name}: peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _without_colours(levels: NDArray[np.uint8]) -> SmallPictures:
    return SmallPictures(levels, np.broadcast_to(GREY, (len(levels), *GREY.shape)))


def _one(new: NDArray[np.uint8], originals: NDArray[np.uint8], place: int) -> NDArray[np.uint8]:
    """A thumbnail; where nobody kept one it is an even grey, which agrees with nothing."""
    if place < NEW:
        return new[place]
    return originals[place - NEW] if place - NEW < len(originals) else np.full((SIDE, SIDE), 128, np.uint8)


def _soft(count: int, seed: int) -> NDArray[np.float32]:
    """(count, 24, 24) pictures whose spectrum falls as photos' do."""
    across, down = np.meshgrid(np.fft.rfftfreq(CELLS), np.fft.fftfreq(CELLS))
    falling = np.maximum(np.hypot(across, down), 1 / CELLS) ** -1.2
    grain = np.fft.rfft2(np.random.default_rng(seed).normal(size=(count, CELLS, CELLS)))
    soft = np.fft.irfft2(grain * falling, s=(CELLS, CELLS))
    levels = soft / soft.std(axis=(1, 2), keepdims=True) * 45 + 120
    pictures: NDArray[np.float32] = levels.clip(0, 255).astype(np.float32)
    return pictures


def _large(pictures: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(n, 96, 96): straight between the cells."""
    at = np.clip((np.arange(SIDE) + 0.5) * CELLS / SIDE - 0.5, 0, CELLS - 1.001)
    rows = np.zeros((SIDE, CELLS), np.float32)
    rows[np.arange(SIDE), at.astype(int)] = 1 - at % 1
    rows[np.arange(SIDE), at.astype(int) + 1] = at % 1
    return (rows @ pictures @ rows.T).astype(np.uint8)


# -- the choice -----------------------------------------------------------------------------------


@uncollected()
def choice(count: int) -> dict[str, Any]:
    """`count` submissions, features and copies given: scored, and a round chosen of them."""
    random = np.random.default_rng(4)
    people = [_submission(n, random) for n in range(count)]
    features = [_features(random) for _ in range(count)]
    looks = random.integers(0, 256, (count, 144), np.uint8)
    sizes = {f"g{n}": 40 + n for n in range(300)}
    scene = CommunityState(NOW, sizes, frozenset(f"m{n}" for n in range(20_000)))
    fates = Fates(
        {submission.id: [NOW.date()] for submission in people[::50]},
        {
            submission.id: Decision(submission.id, "小林", Choice.UNDECIDED, NOW)
            for submission in people[::10]
        },
    )
    began = time.process_time()
    scores = [
        HAND.first_score(
            photo_parts(measured) | said_in(submission.text, ("锅", submission.product or "")).parts
        )
        for submission, measured in zip(people, features, strict=True)
    ]
    known = [
        Candidate(submission, (measured,), first, look=look.tobytes(), newcomer=n % 7 == 0)
        for n, (submission, measured, first, look) in enumerate(
            zip(people, features, scores, looks, strict=True)
        )
    ]
    parts = among_all(known, scene, fates)
    candidates = [
        replace(candidate, score=rescored(first, parts[candidate.submission.id], HAND))
        for candidate, first in zip(known, scores, strict=True)
    ]
    scored = time.process_time() - began
    same = [(f"{n:064d}", f"{n + 1:064d}") for n in range(0, count - 1, 20)]
    verdicts = choose(candidates, ShortlistRules(), date(2026, 11, 23), same=same)
    spent = time.process_time() - began
    reasons = Counter(verdict.reason.value for verdict in verdicts.values())
    return {
        f"{count} submissions: scored, seconds": round(scored, 2),
        f"{count} submissions: scored and shortlisted, seconds": round(spent, 2),
        f"{count} submissions: kept": reasons["kept"],
    }


def _submission(n: int, random: np.random.Generator) -> Submission:
    words = "今天用新锅炖了番茄牛腩汤汁收得刚好孩子连吃两碗饭真的很好吃推荐给大家试试这个方法"
    start = int(random.integers(0, 20))
    return Submission(
        id=f"i{n:06d}",
        group=f"g{n % 300}",
        member=f"m{int(random.integers(0, 20_000))}",
        text=words[start : start + int(random.integers(4, 24))],
        posted_at=NOW - timedelta(hours=float(random.uniform(0, 1400))),
        media=(Media(f"{n:064d}", ".jpg", 1440, 1080, 300_000),),
        product=f"p{n % 40}",
        likes=frozenset(f"m{int(m)}" for m in random.integers(0, 20_000, int(random.poisson(4)))),
        consent=Consent(ConsentState.GRANTED),
    )


def _features(random: np.random.Generator) -> Features:
    drawn = random.random(8)
    values = {
        "foc_best": 0.2 + 0.2 * drawn[0],
        "foc_all": 0.15 + 0.2 * drawn[1],
        "detail": 3 + 5 * drawn[2],
        "subject": 2 * drawn[3],
        "noise": 3 * drawn[4] ** 4,
        "p5": 30.0,
        "p95": 120 + 130 * drawn[5],
        "std": 20 + 50 * drawn[6],
        "colourful": 60 * drawn[7],
        "graphic": 0.1,
        "quality": 80.0,
        **dict.fromkeys(("clip_lo", "clip_hi", "qr", "inside_top", "inside_left"), 0.0),
        **dict.fromkeys(("inside_bottom", "inside_right"), 1.0),
    }
    return Features(2, values, (0.5, 0.5), b"", b"")


if __name__ == "__main__":
    main()
