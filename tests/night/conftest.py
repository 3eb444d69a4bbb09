"""A village: a workspace small enough to run a whole night in a second or two, with drawn photos."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw

from content.model import Group, Member, Product, Slot, Story
from content.workspace import open_workspace

PRODUCTS = ("mug", "lamp")


def photo(seed: int) -> Image.Image:
    """Sharp, bright, colourful, and unlike any other seed's."""
    random = Random(seed)  # noqa: S311 - drawing, not hiding
    picture = Image.new("RGB", (720, 960), tuple(random.randrange(120, 256) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, side = random.randrange(720), random.randrange(960), random.randrange(20, 260)
        colour = tuple(random.randrange(256) for _ in range(3))
        (pen.ellipse if random.random() < 0.5 else pen.rectangle)((x, y, x + side, y + side), fill=colour)
    return picture


def drop(root: Path, key: str, group: str, member: str, product: str, seed: int) -> None:
    folder = root / "ugc_inbox" / group
    folder.mkdir(parents=True, exist_ok=True)
    photo(seed).save(folder / f"{key}.jpg", quality=90)
    sidecar = {
        "id": key,
        "media": [f"{key}.jpg"],
        "text": f"第 {seed} 张",
        "posted_at": f"2026-11-{10 + seed % 10}T12:00:00+08:00",
        "member": {"id": member, "nickname": f"群友{member}"},
        "product": product,
        "consent": {"state": "granted", "groups": "all", "until": "2027-12-31"},
    }
    (folder / f"{key}.json").write_text(json.dumps(sidecar, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def village(tmp_path: Path, a_story: Callable[..., Story]) -> Path:
    """Two groups, two products, six stories, twelve photos by twelve members, and one broken file."""
    root = tmp_path / "village"
    (root / "ugc_inbox").mkdir(parents=True)
    (root / "sishi.toml").write_text('[brand]\nname = "小店"\n', encoding="utf-8")
    for n in range(12):
        drop(root, f"i{n:02d}", f"g{n % 2 + 1}", f"m{n:02d}", PRODUCTS[n % 2], n)
    (root / "ugc_inbox/g1/broken.jpg").write_bytes(b"no picture")
    groups = [Group("g1", "一群"), Group("g2", "二群", zone="Europe/London")]
    groups[1] = replace(
        groups[1], slots={slot: groups[1].slots[slot] for slot in (Slot.MORNING, Slot.EVENING)}
    )
    with open_workspace(root).open_store() as store:
        store.put_groups(groups)
        store.put_products([Product("mug", "马克杯"), Product("lamp", "台灯")])
        store.put_members([Member(f"m{n:02d}", f"群友{n}", f"g{n % 2 + 1}") for n in range(12)])
        store.put_stories([a_story(f"s{n}", product=PRODUCTS[n % 2], title=f"故事{n}") for n in range(6)])
    return root
