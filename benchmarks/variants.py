"""How often the texts of a queue repeat themselves.

    sishi queue list --json > queue.json
    python benchmarks/variants.py queue.json

Figures: docs/measures/text.md.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("queue", type=Path)
    posts = json.loads(parser.parse_args().queue.read_text(encoding="utf-8"))
    for slot in ("morning", "noon", "afternoon", "evening"):
        print(slot, _of_slot([post for post in posts if post["slot"] == slot]))
    evenings = [post["text"].count("早上") for post in posts if post["slot"] == "evening"]
    print("evenings by how often they say 早上", dict(sorted(Counter(evenings).items())))


def _of_slot(posts: list[dict[str, Any]]) -> dict[str, int]:
    texts = [post["text"] for post in posts]
    by_group: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        by_group[post["group"]].append(post["text"])
    return {
        "posts": len(texts),
        "texts": len(set(texts)),
        "commonest last line": Counter(text.split("\n")[-1] for text in texts).most_common(1)[0][1],
        "last lines twice in a group": sum(_repeats(its) for its in by_group.values()),
    }


def _repeats(texts: list[str]) -> int:
    return sum(count - 1 for count in Counter(text.split("\n")[-1] for text in texts).values())


if __name__ == "__main__":
    main()
