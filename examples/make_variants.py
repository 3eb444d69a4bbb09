"""Add to an inbox what real inboxes have: a near copy, a dark, a blurred and a broken picture, a photo alone.

    python examples/make_variants.py ugc_inbox/sample

Made from the photos that lie there already; running it again writes the same pictures. Needs Pillow only.
"""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

WIDTH = 900  # pixels; chat programs send copies smaller than the original
QUALITY = 80


@dataclass(frozen=True)
class Variant:
    """`source`, `target`: paths in the inbox without suffix. `said`: None for a photo without sidecar."""

    source: str
    target: str
    make: Callable[[Image.Image], bytes]
    said: tuple[str, str, str, str, str] | None  # member, nickname, text, posted at, product


def jpeg(image: Image.Image) -> bytes:
    small = image.resize((WIDTH, image.height * WIDTH // image.width), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def near_copy(image: Image.Image) -> bytes:
    """Mirrored, its edges cut by 4 percent, a little soft from being passed on, saved anew."""
    width, height = image.size
    edge = (width * 4 // 100, height * 4 // 100, width * 96 // 100, height * 96 // 100)
    return jpeg(ImageOps.mirror(image).crop(edge).filter(ImageFilter.GaussianBlur(2)))


def dark(image: Image.Image) -> bytes:
    """A sixth of the light."""
    return jpeg(ImageEnhance.Brightness(image).enhance(0.16))


def blurred(image: Image.Image) -> bytes:
    """Out of focus by a hundredth of the longer side."""
    return jpeg(image.filter(ImageFilter.GaussianBlur(max(image.size) / 100)))


def broken(image: Image.Image) -> bytes:
    """The first two fifths of a file whose upload stopped."""
    whole = jpeg(image)
    return whole[: len(whole) * 2 // 5]


def detail(image: Image.Image) -> bytes:
    """The lower right part, as someone who stepped closer would have it."""
    width, height = image.size
    return jpeg(image.crop((width * 2 // 5, height * 2 // 5, width, height)))


VARIANTS = [
    Variant(
        "xuhui-3/roadside-stems",
        "xuhui-3/me-too",
        near_copy,
        ("m25", "四月", "学着小满也插了一瓶，像不像", "2026-11-19T20:02:00+08:00", "vase"),
    ),
    Variant(
        "jinjiang-1/off-duty",
        "jinjiang-1/late-shift",
        dark,
        ("m30", "小面加蛋", "加班到家，摸黑泡了一杯", "2026-11-19T23:48:00+08:00", "mug"),
    ),
    Variant(
        "cat-people/back-view",
        "cat-people/it-moved",
        blurred,
        ("m34", "栗子饼", "它动了，我也动了，凑合看吧", "2026-11-18T14:20:00+08:00", "cushion"),
    ),
    Variant(
        "xihu-2/four-for-dinner",
        "xihu-2/no-signal",
        broken,
        ("m32", "隔壁小陈", "电梯里发的，好像只传上来一半", "2026-11-17T18:55:00+08:00", "bowl"),
    ),
    Variant("tea-and-coffee/two-cups", "neighbours/IMG_2048", detail, None),
]


def sidecar(variant: Variant) -> str:
    """The sidecar's JSON. KeyError never: every variant with a sidecar says all five things."""
    member, nickname, text, posted_at, product = variant.said or ("",) * 5
    name = variant.target.rpartition("/")[2]
    item = variant.target.replace("/", "-")
    said = {
        "id": item,
        "media": [f"{name}.jpg"],
        "text": text,
        "posted_at": posted_at,
        "member": {"id": member, "nickname": nickname},
        "likes": [{"member": fan} for fan in ("m02", "m11", "m20") if fan != member],
        "replies": 1,
        "product": product,
        "consent": {
            "state": "granted",
            "uses": ["poster"],
            "groups": "all",
            "until": "2030-12-31",
            "evidence": f"msg:{item}",
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def add_variants(inbox: Path) -> list[Path]:
    """Write all variants into `inbox`; the written pictures. FileNotFoundError if a source is not there."""
    written = []
    for variant in VARIANTS:
        target = inbox / f"{variant.target}.jpg"
        with Image.open(inbox / f"{variant.source}.jpg") as image:
            data = variant.make(image.convert("RGB"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if variant.said is not None:
            target.with_suffix(".json").write_text(sidecar(variant), encoding="utf-8")
        written.append(target)
    return written


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/make_variants.py INBOX, such as ugc_inbox/sample")
    for path in add_variants(Path(sys.argv[1])):
        print(path)
