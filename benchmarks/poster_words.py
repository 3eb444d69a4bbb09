"""How often a poster's lines break inside a word, on texts that the rules were not written for.

    python benchmarks/poster_words.py lines FOLDER [--count 250] -o lines.json
    python benchmarks/poster_words.py judge lines.json

`lines` sets texts of FOLDER (riddles, reviews and chat lines as tables) in the boxes of six layouts. `judge`
asks segmenters that the program does not use (pkuseg, thulac; jieba, whose dictionary it shares, to compare):
run it in an environment of their own, it needs nothing of ours. A text counts once however often it breaks; a
break at a space of the author's is none. Results: docs/measures/posters.md.
"""

import argparse
import csv
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HAN = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile(r"(?<=[。！？!?~])")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("step", choices=("lines", "judge"))
    parser.add_argument("source", type=Path)
    parser.add_argument("--count", type=int, default=250, help="texts of each source")
    parser.add_argument("-o", "--out", type=Path, default=Path("lines.json"))
    options = parser.parse_args()
    if options.step == "lines":
        texts = {name: few(found, options.count) for name, found in sources(options.source).items()}
        options.out.write_text(json.dumps(set_lines(texts), ensure_ascii=False), encoding="utf-8")
    else:
        judge(json.loads(options.source.read_text(encoding="utf-8")))


def few(texts: Sequence[str], count: int) -> list[str]:
    return random.Random(20261201).sample(texts, min(count, len(texts)))  # noqa: S311 - the same each time


def sources(folder: Path) -> dict[str, list[str]]:
    """Texts by source, each as a brand or a member may write it."""
    riddles = json.loads((folder / "quiz_material/xiehouyu.json").read_text(encoding="utf-8"))
    meals = [row["reviewbody"] for file in sorted(folder.glob("asap_reviews/*.csv")) for row in table(file)]
    return {
        "riddles": [f"{riddle['riddle']}——{riddle['answer']}" for riddle in riddles],
        "restaurants": [part for text in meals for part in SENTENCE.split(text) if 6 < len(part) <= 40],
        "shopping": [row["review"][:120] for row in table(folder / "online_shopping/reviews.csv")],
        "chat": [row["TEXT"][:60] for row in table(folder / "cold_offensive/dev.csv")],
    }


def table(file: Path) -> Iterator[Mapping[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def set_lines(texts: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Every text in every frame that takes it: its lines, and the whole as it was set."""
    from content.posters.block import Block, TextStyle
    from content.posters.breaks import Break
    from content.posters.engine import Takumi
    from content.posters.marks import SQUEEZES
    from content.posters.template import base_css
    from content.posters.typography import set_text, shorten

    frames = {  # box, sizes, classes, role, line height, longest text, whether it may be cut
        "hook": ((936, 900), (90, 230), "serif", "title", 1.22, 30, False),
        "hook below a photo": ((936, 360), (64, 120), "serif", "title", 1.22, 30, False),
        "quiz": ((936, 300), (56, 100), "bold", "text", 1.28, 40, False),
        "quote": ((944, 670), (60, 176), "kai", "hand", 1.42, 40, True),
        "photo's caption": ((712, 120), (38, 60), "kai", "hand", 1.24, 40, True),
        "narrow column": ((264, 384), (34, 56), "kai", "hand", 1.4, 40, True),
    }
    engine, made, began = Takumi(), list[dict[str, Any]](), time.process_time()
    for frame, (box, sizes, classes, role, line, longest, may_cut) in frames.items():
        block = Block(engine, base_css(), box, TextStyle(classes, line, "phrases", SQUEEZES[role]))
        for source, listed in texts.items():
            for text in listed:
                short = shorten(text, longest)
                worst = Break.WORD if may_cut else Break.ANYWHERE
                lines = block.largest_that_fits(short, *sizes, worst)
                if lines is None and may_cut:
                    lines = block.shortened(short, sizes[0])
                if lines is not None:
                    whole = set_text(short)
                    made.append(
                        {
                            "frame": frame,
                            "source": source,
                            "whole": whole,
                            "lines": lines.lines,
                            "px": lines.px,
                        }
                    )
    spent = (time.process_time() - began) * 1000 / max(1, len(made))
    print(f"{len(made)} texts set, {spent:.2f} ms of CPU each")
    return made


def judges() -> dict[str, Callable[[str], list[str]]]:
    """Those segmenters that are installed."""
    found: dict[str, Callable[[str], list[str]]] = {}
    try:
        import pkuseg

        found["pkuseg"] = pkuseg.pkuseg().cut
    except ImportError:
        pass
    try:
        import thulac

        model = thulac.thulac(seg_only=True)
        found["thulac"] = lambda text: [word for word, _ in model.cut(text)]
    except ImportError:
        pass
    try:
        import jieba

        found["jieba"] = lambda text: list(jieba.cut(text))
    except ImportError:
        pass
    return found


def judge(made: Sequence[Mapping[str, Any]]) -> None:
    known = judges()
    broken = {name: Counter[str]() for name in (*known, "pkuseg and thulac")}
    total = Counter(entry["source"] for entry in made)
    for entry in made:
        inside = [set(breaks_inside(entry, name, cut)) for name, cut in known.items() if name != "jieba"]
        for name, cut in known.items():
            broken[name][entry["source"]] += any(breaks_inside(entry, name, cut))
        if len(inside) == 2:
            broken["pkuseg and thulac"][entry["source"]] += bool(inside[0] & inside[1])
    for name, counts in broken.items():
        worst = max(total, key=lambda source: counts[source] / total[source])
        share = 100 * sum(counts.values()) / sum(total.values())
        print(f"{name:20s} {share:5.2f} %   worst: {worst} {100 * counts[worst] / total[worst]:.2f} %")


_CUTS: dict[tuple[str, str], frozenset[int]] = {}


def breaks_inside(entry: Mapping[str, Any], name: str, cut: Callable[[str], list[str]]) -> Iterator[int]:
    """The places in the whole text at which a line ends inside a word of this judge."""
    whole, at = entry["whole"], 0
    for line, following in zip(entry["lines"], entry["lines"][1:], strict=False):
        at = whole.find(line, at) + len(line)
        if at >= len(whole) or not (
            HAN.match(line[-1:]) and HAN.match(whole[at]) and HAN.match(following[:1])
        ):
            continue
        if (name, whole) not in _CUTS:
            _CUTS[name, whole] = frozenset(ends_of(whole, cut(whole)))
        if at not in _CUTS[name, whole]:
            yield at


def ends_of(whole: str, words: Sequence[str]) -> Iterator[int]:
    at = 0
    for word in words:
        begin = whole.find(word, at)
        if word.strip() and begin >= 0:
            at = begin + len(word)
            yield from (begin, at)


if __name__ == "__main__":
    main()
