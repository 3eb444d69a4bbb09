"""What a poster costs: against its floor, against Chromium, on two processes, over thousands, while typing.

    python benchmarks/posters.py [PHOTO...] [--count 1000] [--repeats 20] [--only PART...] [--json]

Without photos it draws one of 12 megapixels. The floor of a poster is what any program must do: decode the
working copy at the decoder's own reduction, resize it to the canvas, encode a JPEG. CPU is of all processes.
Figures and the machine they came from: docs/measures/posters.md.
"""

import argparse
import base64
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from content.media import MediaFolder, ToShelve, shelve
from content.model import Media, PosterSpec
from content.posters import PosterPlaces, Takumi, Template, load_templates, render_posters
from content.posters.draw import draw, page_of, painted
from content.posters.encode import Out, encoded
from content.posters.engine import TAKUMI
from content.posters.preview import sample_spec
from content.workers import Workers

TEMPLATES = Path(__file__).parents[1] / "templates/posters"
TICKS = os.sysconf("SC_CLK_TCK")
PARTS = ("floor", "chromium", "scaling", "memory", "preview", "again")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("photos", type=Path, nargs="*")
    parser.add_argument("--count", type=int, default=1000, help="posters of the scaling and re-run parts")
    parser.add_argument("--repeats", type=int, default=20, help="paints a template for the CPU parts")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), options.photos, options.count, options.repeats, options.only)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        print("\n".join(f"{name:44s} {value}" for name, value in figures.items()))


def measured(
    folder: Path, photos: Sequence[Path], count: int, repeats: int, parts: Sequence[str]
) -> dict[str, Any]:
    templates = load_templates(TEMPLATES)
    files = list(photos) or [synthetic(folder / "12mp.jpg")]
    media = MediaFolder(folder / "media")
    shas = [taken(file, media) for file in files]
    figures: dict[str, Any] = {}
    if "floor" in parts:
        figures |= against_the_floor(templates, media, shas, repeats)
    if "chromium" in parts:
        figures |= against_chromium(templates, media, shas, files, max(4, repeats // 3))
    if "scaling" in parts:
        figures |= on_two_processes(templates, media, shas, count, folder)
    if "memory" in parts:
        figures |= memory_over(templates, media, shas, 2 * count, folder)
    if "preview" in parts:
        figures |= while_typing(templates, media, shas)
    if "again" in parts:
        figures |= drawn_again(templates, media, shas, count, folder)
    return figures


def synthetic(file: Path) -> Path:
    """A photo of 12 megapixels with detail at all scales, as phones make them."""
    rng = np.random.default_rng(7)
    canvas = np.zeros((4032, 3024, 3), np.float32)
    for side, weight in ((8, 90.0), (64, 40.0), (512, 25.0), (2016, 12.0)):
        layer = Image.fromarray(rng.integers(0, 255, (side, side * 3 // 4, 3), np.uint8))
        canvas += np.asarray(layer.resize((3024, 4032), Image.Resampling.BICUBIC), np.float32) * weight / 167
    Image.fromarray(canvas.clip(0, 255).astype(np.uint8)).save(file, quality=92)
    return file


def taken(file: Path, media: MediaFolder) -> str:
    outcome = shelve(ToShelve(file, media.root, "UTC"))
    if not isinstance(outcome, Media):
        raise SystemExit(f"{file}: {outcome.why}")
    return outcome.sha256


def spec_of(template: Template, shas: Sequence[str], engine: str, number: int = 0) -> PosterSpec:
    """The template's sample with real photos; another `number`, another first word."""
    spec = sample_spec(template, engine)
    photos = {name: shas[at % len(shas)] for at, name in enumerate(template.photos)}
    fields = dict(spec.fields)
    if number:
        first = next(name for name in ("hook", "question", "line", "title") if name in fields)
        fields[first] = f"{number} {fields[first]}"[: template.fields[first].max]
    return replace(spec, photos=photos, fields=fields)


def cpu_ms(work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.process_time) -> float:
    """The median CPU of one call, in ms; the first call warms up."""
    work()
    spent = []
    for _ in range(repeats):
        began = clock()
        work()
        spent.append((clock() - began) * 1000)
    return statistics.median(spent)


def floor(photo: Path, size: tuple[int, int]) -> bytes:
    """Draft decode, resize to the canvas, JPEG: nothing a poster could leave out."""
    with Image.open(photo) as image:
        scale = max(size[0] / image.width, size[1] / image.height)
        image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
        across, down = size[0] / size[1] * image.height, float(image.height)
        if across > image.width:
            across, down = float(image.width), image.width * size[1] / size[0]
        left, top = (image.width - across) / 2, (image.height - down) / 2
        fitted = image.convert("RGB").resize(
            size, Image.Resampling.BICUBIC, box=(left, top, left + across, top + down)
        )
    return encoded(fitted, Out())


def against_the_floor(
    templates: Mapping[str, Template], media: MediaFolder, shas: Sequence[str], repeats: int
) -> dict[str, Any]:
    engine = Takumi()
    base = cpu_ms(lambda: floor(media.working(shas[0]), (1080, 1440)), repeats)
    figures: dict[str, Any] = {"floor: ms of CPU": round(base, 1)}
    ratios = []
    for name, template in templates.items():
        spec = spec_of(template, shas, engine.name)
        spent = cpu_ms(lambda spec=spec: draw(spec, templates, media, engine), repeats)  # type: ignore[misc] # bound now
        ratios.append(spent / base)
        figures[f"{name}: ms, x floor"] = f"{spent:.1f}  {spent / base:.2f}"
    figures["all templates: mean x floor"] = round(statistics.mean(ratios), 2)
    figures["all templates: most x floor"] = round(max(ratios), 2)
    return figures


def against_chromium(
    templates: Mapping[str, Template],
    media: MediaFolder,
    shas: Sequence[str],
    originals: Sequence[Path],
    repeats: int,
) -> dict[str, Any]:
    """The same poster by Takumi; by Chromium with the photo cut to size before; and as most teams use it."""
    ours = Takumi()
    spec = spec_of(templates["hook-full"], shas, ours.name)
    page = page_of(spec, templates, media, ours)
    cut = page.layers[0].picture
    small = BytesIO()
    cut.save(small, "JPEG", quality=95, subsampling=0)
    mine = cpu_ms(lambda: draw(spec, templates, media, ours), repeats * 3)
    with browser() as shot:
        prescaled = cpu_ms(
            lambda: shot(in_browser(page.html, page.css, small.getvalue())), repeats, cpu_of_tree
        )
        usual_page = in_browser(page.html, page.css, originals[0].read_bytes())
        usual = cpu_ms(lambda: shot(usual_page), repeats, cpu_of_tree)
    cutting = cpu_ms(lambda: page_of(spec, templates, media, ours), repeats)
    return {
        "takumi: ms of CPU": round(mine, 1),
        "chromium, photo cut before: ms of CPU": round(prescaled + cutting, 1),
        "chromium, as most use it: ms of CPU": round(usual, 1),
        "chromium, photo cut before: x takumi": round((prescaled + cutting) / mine, 2),
        "chromium, as most use it: x takumi": round(usual / mine, 2),
    }


def in_browser(html: str, css: str, photo: bytes) -> str:
    """A whole page with the photo as its ground."""
    source = base64.b64encode(photo).decode()
    ground = "position:absolute;left:0;top:0;width:1080px;height:1440px;object-fit:cover;z-index:-1"
    image = f'<img style="{ground}" src="data:image/jpeg;base64,{source}">'
    return f"<!doctype html><html lang=zh-CN><style>{css}body{{margin:0}}</style>{image}{html}</html>"


@contextmanager
def browser() -> Iterator[Callable[[str], bytes]]:
    """Chromium as teams run it: one warm browser and page, the page set anew, a JPEG taken."""
    from playwright.sync_api import sync_playwright

    from content.posters.browser import find_chromium

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(find_chromium()), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 1080, "height": 1440})

        def shot(html: str) -> bytes:
            page.set_content(html, wait_until="load")
            return page.screenshot(type="jpeg", quality=90)

        yield shot
        chromium.close()


def cpu_of_tree() -> float:
    """Seconds of CPU of this process and all that descend from it, living or waited for."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            spent[int(entry.name)] = sum(int(field) for field in fields[11:15]) / TICKS
    waiting, total = [os.getpid()], 0.0
    while waiting:
        process = waiting.pop()
        total += spent.get(process, 0.0)
        waiting += children.get(process, [])
    return total


def drawn(specs: Sequence[PosterSpec], media: MediaFolder, folder: Path, workers: Workers) -> float:
    """Seconds on the clock for these posters."""
    began = time.perf_counter()
    outcomes = render_posters(specs, PosterPlaces(folder, folder, (TEMPLATES,), media.root), workers)
    seconds = time.perf_counter() - began
    if lost := [outcome for outcome in outcomes if not hasattr(outcome, "rendered")]:
        raise SystemExit(f"{len(lost)} posters were not drawn: {lost[0]}")
    return seconds


def specs_of(
    templates: Mapping[str, Template], shas: Sequence[str], count: int, first: int
) -> list[PosterSpec]:
    """`count` different posters, all templates in turn."""
    names = sorted(templates)
    return [
        spec_of(templates[names[number % len(names)]], shas, TAKUMI, number)
        for number in range(first, first + count)
    ]


def on_two_processes(
    templates: Mapping[str, Template], media: MediaFolder, shas: Sequence[str], count: int, folder: Path
) -> dict[str, Any]:
    seconds = {}
    for processes in (1, 2):
        with Workers(processes, preload=("content.posters.draw",)) as workers:
            drawn(specs_of(templates, shas, 24, 5_000_000), media, folder / f"warm{processes}", workers)
            specs = specs_of(templates, shas, count, 1)
            seconds[processes] = drawn(specs, media, folder / f"on{processes}", workers)
    return {
        f"{count} posters, one process: s": round(seconds[1], 1),
        f"{count} posters, two processes: s": round(seconds[2], 1),
        "two processes: x one": round(seconds[1] / seconds[2], 2),
    }


def memory_over(
    templates: Mapping[str, Template], media: MediaFolder, shas: Sequence[str], count: int, folder: Path
) -> dict[str, Any]:
    """MB of resident memory of the one worker, after each tenth of `count` posters."""
    sizes = []
    with Workers(1, preload=("content.posters.draw",)) as workers:
        for tenth in range(10):
            specs = specs_of(templates, shas, count // 10, 1_000_000 * (tenth + 1))
            drawn(specs, media, folder / "memory", workers)
            sizes.append(max(worker_sizes()))
    return {
        f"worker over {count} posters: MB after each tenth": " ".join(f"{size:.0f}" for size in sizes),
        "worker: most MB": round(max(sizes)),
    }


def worker_sizes() -> list[float]:
    """MB (RSS) of the processes two levels below this one: the fork server's children."""
    sizes, parents = [0.0], {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    for process, parent in parents.items():
        if parents.get(parent) == os.getpid():
            pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
            sizes.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
    return sizes


def while_typing(
    templates: Mapping[str, Template], media: MediaFolder, shas: Sequence[str]
) -> dict[str, Any]:
    """From an edited text to the JPEG of 540 px, on the clock, every template 12 times."""
    engine, spent = Takumi(), []
    for template in templates.values():
        for number in range(13):
            spec = spec_of(template, shas, engine.name, number)
            began = time.perf_counter()
            encoded(painted(page_of(spec, templates, media, engine, 0.5), engine), Out())
            if number:
                spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return {
        "preview of 540 px: median ms": round(statistics.median(spent), 1),
        "preview of 540 px: p95 ms": round(spent[len(spent) * 95 // 100], 1),
    }


def drawn_again(
    templates: Mapping[str, Template], media: MediaFolder, shas: Sequence[str], count: int, folder: Path
) -> dict[str, Any]:
    specs = specs_of(templates, shas, count, 1)
    with Workers(2, preload=("content.posters.draw",)) as workers:
        drawn(specs, media, folder / "on2", workers)
        seconds = drawn(specs, media, folder / "on2", workers)
    return {f"{count} posters that are drawn already: s": round(seconds, 2)}


if __name__ == "__main__":
    main()
