"""A made WhatsApp export of any size: a busy group's words and names of photos, no real ones.

    python benchmarks/whatsapp_export.py OUT.txt [--megabytes 200] [--seed 1]

Then: /usr/bin/time -v sishi gather OUT.txt --group ID --dry-run. Figures: docs/measures/gather.md.
"""

import argparse
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

SAID = (
    "今天的锅贴煎得很脆，孩子吃了六个",
    "请问明天几点发货？",
    "收到了，谢谢",
    "下午茶时间到，配一块蛋糕刚刚好",
    "这个味道和小时候一样",
    "Which of these keeps better in the fridge?",
)
MEMBERS = 400
START = datetime(2019, 1, 1, 8, 0)  # noqa: DTZ001 - an export's clock has no zone
PHOTO_EVERY = 200  # messages


def messages(seed: int) -> Iterator[str]:
    """Messages without end, a line or more each, in the style of a phone that writes 24 hours."""
    chance = random.Random(seed)  # noqa: S311 - made text, no secret
    at = START
    for number in range(10**9):
        at += timedelta(seconds=chance.randrange(1, 90))
        member = f"成员{chance.randrange(MEMBERS):03d}"
        if number % PHOTO_EVERY == 0:
            body = f"IMG-{at:%Y%m%d}-WA{number % 10_000:04d}.jpg (file attached)"
        else:
            body = "\n".join(chance.choices(SAID, k=chance.choice((1, 1, 1, 2, 3))))
        yield f"{at:%d/%m/%Y, %H:%M} - {member}: {body}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    left = options.megabytes * 1_000_000
    with options.out.open("w", encoding="utf-8") as stream:
        for message in messages(options.seed):
            stream.write(message)
            left -= len(message.encode())
            if left <= 0:
                break


if __name__ == "__main__":
    main()
