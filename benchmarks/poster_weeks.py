"""Whether a week of posters repeats itself: a made community of 12 groups over 7 days, without drawing.

    python benchmarks/poster_weeks.py [--groups 12] [--days 7] [--seed 1] [--json]

Stories, photos and words are made, of the shapes and sizes that members send: phones upright and across,
square ones, small ones of chats, one to nine to a submission. Figures: docs/measures/posters.md.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

from content.compose.copy_templates import Voice, load_copy
from content.compose.layouts import Layouts
from content.compose.post import Posters, Scene, Telling, write_post
from content.days import read_days
from content.model import (
    Group,
    GroupKind,
    Media,
    Member,
    PosterSpec,
    Quiz,
    Slot,
    SolutionStep,
    Story,
    Submission,
)
from content.posters import Style, load_templates
from content.posters.engine import TAKUMI
from content.posters.photo import PhotoTraits

ROOT = Path(__file__).parents[1]
FIRST = date(2026, 9, 21)  # a week with a solar term and a festival
SHAPES = (
    (3000, 4000),
    (3000, 4000),
    (4000, 3000),
    (1440, 1080),
    (1080, 1080),
    (900, 1600),
    (640, 480),
    (4000, 1700),
)
SAYINGS = ("小葱拌豆腐，下一句是？", "八月里的桂花，下一句是？")
HOOKS = (
    "没放一滴油，\n它自己冒了油",
    "它不打卡，却天天早到",
    "绿得发亮，\n它差点没熟",
    "外面一层焦，里面藏着谁？",
)
EXTRAS = (
    {"price": "36", "was": "49", "unit": "八寸 · 釉下手绘"},
    {"materials": "乌梅：30 g|干山楂：20 g|冰糖：60 g"},
    {"points": "0.4,0.3|0.5,0.6|0.6,0.8"},
    {"glyph": "青"},
    {"days": "3", "total": "7", "when": "9月25日 周五 19:00"},
    {"amount": "20", "condition": "满99元可用", "benefits": "满额立减：全场可用|双倍积分：自动翻倍"},
    {"items": "时间：早安改在九点|发货：四日起补发"},
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--groups", type=int, default=12)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measured(options.groups, options.days, options.seed)
    print(json.dumps(figures, indent=1, ensure_ascii=False) if options.json else _table(figures))


def measured(groups: int, days: int, seed: int) -> dict[str, Any]:
    dice, telling = random.Random(seed), _telling()  # noqa: S311 - a made community
    library = [_story(number, dice) for number in range(60)]
    posters, rows = Posters(telling, Layouts(telling.templates, telling.style)), []
    traits: dict[str, PhotoTraits] = {}
    began = time.process_time()
    for day in (FIRST + timedelta(days=at) for at in range(days)):
        for number in range(groups):
            story = library[(number * 7 + (day - FIRST).days * 11) % len(library)]
            submission, looks = _submission(f"{number}-{day}", dice)
            traits |= looks
            for slot in Slot:
                scene = Scene(
                    _group(number), story, "蓝纹浅盘", submission, Member("m1", "阿雅", "g0"),
                    slot is Slot.AFTERNOON, traits=looks,
                )  # fmt: skip
                _, spec = write_post(slot, day, scene, telling, posters)
                rows.append((number, day, slot, spec))
    seconds = time.process_time() - began
    return _figures(rows, telling, traits) | {"µs of CPU a poster": round(seconds / len(rows) * 1e6)}


def _figures(
    rows: list[tuple[int, date, Slot, PosterSpec]], telling: Telling, traits: Mapping[str, PhotoTraits]
) -> dict[str, Any]:
    templates = telling.templates
    at = {(group, day, slot): spec for group, day, slot, spec in rows}
    same = sum(
        templates[spec.template].skeleton == templates[before.template].skeleton
        for (group, day, slot), spec in at.items()
        if (before := at.get((group, day - timedelta(days=1), slot)))
    )
    looks = Counter((group, spec.template, str(spec.palette)) for group, _, _, spec in rows)
    repeats = Counter[int]()
    for (group, *_), count in looks.items():
        repeats[group] += count - 1
    palettes = {
        (group, day): {str(at[group, day, slot].palette) for slot in Slot} for group, day, _, _ in rows
    }
    soft = sum(_enlarged(spec, telling, traits) > 1.5 for *_, spec in rows)
    shown = Counter(
        (group, day, sha) for group, day, _, spec in rows for sha in dict.fromkeys(spec.photos.values())
    )
    unused = sorted(set(templates) - {spec.template for *_, spec in rows})
    return {
        "posters": len(rows),
        "same skeleton as the day before": same,
        "exact layout and palette again in a week, most of a group": max(repeats.values(), default=0),
        "skeletons a group sees in a week, mean": round(
            len({(group, templates[spec.template].skeleton) for group, *_, spec in rows})
            / len({row[0] for row in rows}), 1),
        "palettes of a day, most": max(map(len, palettes.values())),
        "photos on more than two posters of a day, where there are others": sum(
            count > 2 and not sha.endswith("-only") for (*_, sha), count in shown.items()
        ),
        "enlarged beyond 1.5 x": f"{soft} ({100 * soft / len(rows):.1f} %)",
        "layouts used": f"{len(templates) - len(unused)} of {len(templates)}",
        "never used": ", ".join(unused) or "-",
    }  # fmt: skip


def _enlarged(spec: PosterSpec, telling: Telling, traits: Mapping[str, PhotoTraits]) -> float:
    template = telling.templates[spec.template]
    boxes = ((template.photos[name], traits[sha]) for name, sha in spec.photos.items())
    return max(
        (look.enlarged(box.px, box.ratio, whole=box.whole) for box, look in boxes),
        default=0,
    )


def _telling() -> Telling:
    return Telling(
        voice=Voice("春日小家", "小春", "长按收藏这张"),
        style=Style(brand="春日小家", sign_off="长按收藏这张"),
        copy=load_copy([ROOT / "templates/copy"]),
        templates=load_templates(ROOT / "templates/posters"),
        engine_name=TAKUMI,
        days=read_days(ROOT / "no-such-folder"),
    )


def _group(number: int) -> Group:
    return Group(f"g{number}", f"{number} 群", next(iter(GroupKind)))


def _story(number: int, dice: random.Random) -> Story:
    form = dice.choice(("choice", "choice", "choice", "pictures", "before-after", "riddle"))
    options = dice.choice((("更脆更甜", "恶心想吐", "颜色难看"), ("炸鸡翅", "炸薯条"),
                           ("一清二白", "一清二楚", "一干二净"),
                           ("先加奶会让茶温降到八十度", "奶蛋白遇高温会结块", "为了拍照好看")))  # fmt: skip
    extras = dice.choice(EXTRAS) if number % 3 == 0 else {}
    question = dice.choice(SAYINGS) if options[0] == "一清二白" else "盘子里还有什么？"
    steps = tuple(SolutionStep(f"第{n}步", "小火慢慢来，别着急") for n in "一二三"[: dice.choice((0, 2, 3))])
    return Story(
        id=f"story-{number}", title="题", product="p1", form=form,
        hook=dice.choice(HOOKS),
        quiz=Quiz(question, options, "A", "太烫容易带出苦。"), clue="壶离了火，站着歇一歇。",
        solution="关火后歇半分钟到一分钟，再慢慢注水，香气就留住了。",
        solution_title="炒到这样才算熟", steps=steps,
        promo=0.6 if "price" in extras or number % 5 == 0 else 0.0, extras=extras,
    )  # fmt: skip


def _submission(name: str, dice: random.Random) -> tuple[Submission, dict[str, PhotoTraits]]:
    count = dice.choice((1, 1, 1, 2, 3, 4, 6, 9))
    shape = dice.choice(SHAPES)
    media = tuple(Media(f"{name}-{at if count > 1 else 'only'}", ".jpg", *shape, 9) for at in range(count))
    looks = {medium.sha256: _traits(medium, dice) for medium in media}
    text = dice.choice(
        ("切歪了的那块，归我", "排了四十分钟的铁板，第一口烫到说不出话，下次还来。", "蒸好先不吃")
    )
    return Submission(name, "g0", "m1", text, datetime(2026, 9, 1, tzinfo=UTC), media), looks


def _traits(medium: Media, dice: random.Random) -> PhotoTraits:
    left, top = dice.uniform(0.02, 0.3), dice.uniform(0.02, 0.4)
    keep = (left, top, dice.uniform(0.7, 0.98), dice.uniform(0.7, 0.98))
    calm = {side: dice.choice((0.0, 0.05, 0.1, 0.35)) for side in ("top", "bottom", "left", "right")}
    middle = ((keep[0] + keep[2]) / 2, (keep[1] + keep[3]) / 2)
    return PhotoTraits(
        medium.width, medium.height, middle, keep, calm,
        dice.uniform(-0.5, 2.2), dice.choice((0.02, 0.1, 0.14)),
        dice.choice((0, 0, 0, 1)), measured=True, plain=crc32(medium.sha256.encode()) % 12 == 0,
    )  # fmt: skip


def _table(figures: Mapping[str, Any]) -> str:
    return "\n".join(_lines(figures))


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    for name, figure in figures.items():
        yield f"{name:60s} {figure}"


if __name__ == "__main__":
    main()
