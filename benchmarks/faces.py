"""Faces: how many are found, what that costs, and how many posters cut or cover one.

    python benchmarks/faces.py ../shared/data            # recall, false alarms, CPU
    python benchmarks/faces.py ../shared/data --posters  # every template and canvas; minutes

Photos are read where they lie. `face_labels.tsv` holds the boxes of faces (fractions of the upright photo),
made by eye on what a finer search had found; a line without a box is a photo that people would argue about.
A photo's half is told by its name: thresholds were chosen on the first, the second is what counts.
"""

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from zlib import crc32

from PIL import Image, ImageOps

from content.errors import PosterError
from content.media import DECODERS_RAISE, OPENED
from content.model import FaceBox, Media, PhotoFacts
from content.posters.draw import page_of
from content.posters.engine import Takumi
from content.posters.keep import lost_faces, placed_faces
from content.posters.page import PosterPage
from content.posters.photo import PhotoTraits, traits_of, with_facts
from content.posters.preview import OnePicture, sample_spec
from content.posters.suit import is_cut, is_enlarged
from content.posters.template import Template, load_templates
from content.posters.text_boxes import standing_on
from content.score import faces as detector
from content.score.face_search import FaceSearch
from content.score.faces import find_faces
from content.score.image import measure, photo_facts
from content.shipped import shipped

LABELS = Path(__file__).with_name("face_labels.tsv")
LEVELS = (0.60, 0.65, 0.70, 0.75, 0.80, 0.85)
DECODED = 720  # px, as the image pass has it
LOST = 0.02  # of a face
WITHOUT = (
    "photos/howtocook",
    "photos/grocery",
    "photos/clothing",
)  # no faces but those labelled


@dataclass(frozen=True)
class LabelledPhoto:
    name: str
    file: Path
    faces: tuple[FaceBox, ...]

    @property
    def half(self) -> int:
        return crc32(self.name.encode()) % 2


def labels(root: Path) -> tuple[list[LabelledPhoto], set[str]]:
    """The photos with faces, and the names of those to leave out."""
    boxes: dict[str, list[FaceBox]] = defaultdict(list)
    argued: set[str] = set()
    with LABELS.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            name = f"{line['set']}/{line['photo']}"
            sides = [line[side] for side in ("left", "top", "width", "height")]
            if all(sides):
                boxes[name].append(FaceBox(*map(float, sides)))
            else:
                argued.add(name)
    there = {name: faces for name, faces in boxes.items() if (root / name).is_file()}
    return [LabelledPhoto(name, root / name, tuple(faces)) for name, faces in sorted(there.items())], argued


def upright(file: Path) -> Image.Image:
    with Image.open(file, formats=OPENED) as picture:
        picture.draft("RGB", (DECODED, DECODED))
        turned = ImageOps.exif_transpose(picture).convert("RGB")
    turned.thumbnail((2 * DECODED, 2 * DECODED))
    return turned


def others(root: Path, known: set[str]) -> Iterator[tuple[str, Path]]:
    """Photos without a face."""
    folders = [*WITHOUT, "quality/biq2021_train"]
    for file in sorted(file for folder in folders for file in (root / folder).glob("*")):
        name = file.relative_to(root).as_posix()
        if name not in known and file.suffix.lower() in (".jpg", ".jpeg", ".png"):
            yield name, file


def found(name: str, file: Path, spent: list[float]) -> float:
    """The confidence of the surest face, 0 where there is none."""
    try:
        picture = upright(file)
    except DECODERS_RAISE as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 0.0
    began = time.process_time()
    faces = find_faces(picture, FaceSearch())
    spent.append(time.process_time() - began)
    return max((face.confidence for face in faces), default=0.0)


def recall(root: Path) -> None:
    with_faces, argued = labels(root)
    spent: list[float] = []
    detector.LIKELY = min(LEVELS)  # type: ignore[misc] # to see what other thresholds would do
    surest = {photo.name: (photo.half, found(photo.name, photo.file, spent)) for photo in with_faces}
    known = set(surest) | argued
    alarms = {
        name: (crc32(name.encode()) % 2, found(name, file, spent)) for name, file in others(root, known)
    }
    print(f"{FaceSearch().name}: {1000 * sum(spent) / len(spent):.1f} ms CPU a photo, {len(spent)} photos")
    for half in (0, 1):
        print(f"half {half}: level, photos with a face found, photos without one alarmed")
        for level in LEVELS:
            hits = [sure >= level for at, sure in surest.values() if at == half]
            false = [sure >= level for at, sure in alarms.values() if at == half]
            print(f"  {level:.2f}  {sum(hits)}/{len(hits)} = {sum(hits) / max(1, len(hits)):.1%}"
                  f"  {sum(false)}/{len(false)} = {sum(false) / max(1, len(false)):.1%}")  # fmt: skip


def lost_in(page: PosterPage, photo: LabelledPhoto) -> int:
    """How many labelled faces a poster cuts or covers."""
    standing = standing_on(page).all
    lost = 0
    for placed in page.placed:
        x, y = placed.corner
        covers = tuple((left - x, top - y, right - x, low - y) for left, top, right, low in standing)
        faces = placed_faces(placed.piece.size, placed.crop, placed.piece.part, photo.faces)
        shares = lost_faces(faces, replace(placed.keep, covers=covers), placed.size)
        lost += sum(share > LOST for share in shares)
    return lost


def posters(root: Path, names: Sequence[str]) -> None:
    templates, engine = load_templates(shipped("templates/posters")), Takumi()
    chosen = {name: template for name, template in templates.items() if template.photos}
    chosen = {name: chosen[name] for name in names} if names else chosen
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for photo in labels(root)[0]:
        bad = _bad_posters(photo, chosen, engine)
        tally = counts[(photo.name.partition("/")[0], photo.half)]
        fit = {name for name, template in chosen.items() if _is_chosen(photo.file, template)}
        tally[0] += len(bad)
        tally[1] += sum(len(template.sizes) for template in chosen.values())
        tally[2] += sum(where.partition(" ")[0] in fit for where, _ in bad)
        tally[3] += sum(len(chosen[name].sizes) for name in fit)
        if sys.stderr.isatty():
            print(f"{photo.name}: {tally[0]} of {tally[1]}", file=sys.stderr)
        for where, lost in bad:
            print(f"{photo.name} in {where}: {lost} faces", flush=True)
    for (folder, half), (lost, drawn, chosen_lost, chosen_drawn) in sorted(counts.items()):
        print(f"{folder}, half {half}: {lost} of {drawn} posters cut or cover a face ({lost / drawn:.2%}); "
              f"{chosen_lost} of {chosen_drawn} that a night would choose")  # fmt: skip


def _is_chosen(file: Path, template: Template) -> bool:
    """Whether the choice of a layout gives the template a photo like this."""
    traits = _traits(file)
    return not any(
        is_cut(place, traits) or is_enlarged(place, traits) or traits.calmest < place.calm
        for place in template.photos.values()
    )


@cache
def _traits(file: Path) -> PhotoTraits:
    features = measure(file, search=FaceSearch())
    size = (round(features.values["width"]), round(features.values["height"]))
    medium = Media("0" * 64, file.suffix, *size, file.stat().st_size)
    traits = traits_of(medium, features.values, features.focus)
    return with_facts(traits, features.facts or PhotoFacts())


def _bad_posters(
    photo: LabelledPhoto, templates: Mapping[str, Template], engine: Takumi
) -> list[tuple[str, int]]:
    picture, bad = OnePicture(photo.file), []
    known = photo_facts(photo.file, FaceSearch())
    facts = known.facts.as_json() if known.facts else {}
    for name, template in templates.items():
        for size in template.sizes:
            spec = sample_spec(template, engine.name, size)
            keys = template.photos.keys()
            spec = replace(
                spec,
                photos=dict.fromkeys(keys, "photo"),
                facts=dict.fromkeys(keys, facts),
                focus=dict.fromkeys(keys, known.focus),
            )
            try:
                page = page_of(spec, templates, picture, engine)
            except PosterError as error:
                print(f"{photo.name} in {name} {size}: {error}", file=sys.stderr)
                continue
            if lost := lost_in(page, photo):
                bad.append((f"{name} {size}", lost))
    return bad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("root", type=Path, help="the folder of shared data")
    parser.add_argument("--posters", nargs="*", help="look at posters, of these templates or of all")
    options = parser.parse_args()
    if options.posters is None:
        recall(options.root)
    else:
        posters(options.root, options.posters)


if __name__ == "__main__":
    main()
