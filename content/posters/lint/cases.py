"""How a template is filled to be looked at: its sample, its longest and shortest texts, on hard photos."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from content.model import FaceBox, PosterSpec
from content.model.photo_facts import FactsJson
from content.posters.canvas import USUAL
from content.posters.manifest import Field, FieldType
from content.posters.preview import sample_spec, stand_in
from content.posters.template import Template
from content.posters.tuning import at_ends
from content.score.face_search import FaceSearch
from content.score.image import photo_facts

# How long a link may be follows from the px its code gets, and the error for it says so; this is what fits
# the smallest code of a template, 224 px: 29 modules, 42 characters.
LONGEST_LINK = 42
FACED = "face"  # the hard photo that has one, where the stand-in has its ball
FACE = FaceBox(0.36, 0.16, 0.28, 0.22)
ONE_CHARACTER = "initial"  # the field whose text is always one character as a reader sees it
ENDS = ("their least", "their most")
PARAGRAPH = (
    "早上六点半先烧一壶水，把豆子磨到白砂糖粗细，等蒸汽散去再慢慢注水。"
    "第一口有柑橘的酸，凉一点变成红糖的甜；邻居说闻到香味就知道我起床了！"
    "周末带去露营的那只杯子磕了个小口，用金漆补好以后，反而成了大家最想要的一只。"
    "你家阳台朝哪边？晒得到太阳的话，薄荷和迷迭香都能活，记得见干见湿。"
)


@dataclass(frozen=True)
class LintCase:
    """`name` says it in words: "3:4, longest texts, white photo"; `photo` is the file for every photo."""

    name: str
    spec: PosterSpec
    photo: Path
    longest: bool = False
    template: Template | None = None  # where it is another than the one that is linted


@dataclass
class OnePhotoMedia:
    """A media folder of one photo that remembers in `names` which photos were asked for."""

    file: Path
    names: set[str] = field(default_factory=set)

    def working(self, sha: str) -> Path:
        self.names.add(sha)
        return self.file

    def logo(self, sha: str) -> Path:  # noqa: ARG002 - any logo
        return self.file


def cases(template: Template, engine_name: str, photos: dict[str, Path]) -> Iterator[LintCase]:
    """The fewest fillings that show what can go wrong; `photos` are those of `hard_photos`."""
    seen = {name: facts_of(file) for name, file in photos.items()}
    for case in _fillings(template, engine_name, photos):
        facts = seen[next(name for name, file in photos.items() if file == case.photo)]
        yield replace(case, spec=replace(case.spec, facts=dict.fromkeys(case.spec.photos, facts)))


def facts_of(photo: Path) -> FactsJson:
    """What gathering would find on a photo, and the face that FACED has."""
    facts = photo_facts(photo, FaceSearch(on=False)).facts
    assert facts is not None  # noqa: S101 - photo_facts gives them
    return replace(facts, faces=(FACE,) if photo.stem == FACED else ()).as_json()


def _fillings(template: Template, engine_name: str, photos: dict[str, Path]) -> Iterator[LintCase]:
    for size in template.sizes:
        sample = _with_photos(template, sample_spec(template, engine_name, size))
        longest = replace(sample, fields=longest_fields(template))
        yield LintCase(f"{size}, sample", sample, photos["usual"])
        yield LintCase(f"{size}, longest texts, white photo", longest, photos["white"], longest=True)
        if template.photos:
            yield LintCase(f"{size}, longest texts, black photo", longest, photos["black"], longest=True)
            yield LintCase(f"{size}, longest texts, a face", longest, photos[FACED], longest=True)
        bare = {name: "" for name, photo in template.photos.items() if not photo.optional}
        shortest = replace(sample, fields=shortest_fields(template), photos={name: name for name in bare})
        yield LintCase(f"{size}, shortest texts", shortest, photos["white"])
    yield from _in_other_colours(template, engine_name, photos["white"])
    yield from _turned(template, engine_name, photos["white"])


def hard_photos(folder: Path) -> dict[str, Path]:
    """A usual photo, one of a face, an all-white and an all-black one, written to `folder`."""
    from PIL import Image

    drawn = {
        "usual": stand_in(),
        FACED: stand_in(),
        **{name: Image.new("RGB", (1080, 1440), name) for name in ("white", "black")},
    }
    for name, picture in drawn.items():
        picture.save(folder / f"{name}.jpg", quality=95)
    return {name: folder / f"{name}.jpg" for name in drawn}


def longest_fields(template: Template) -> dict[str, Any]:
    """Every field as long as template.toml allows; each begins elsewhere in the paragraph."""
    sample = json.loads(template.sample)["fields"]
    return {
        name: _filled(name, kind, kind.max, kind.items, 13 * at, sample.get(name))
        for at, (name, kind) in enumerate(template.fields.items())
    }


def shortest_fields(template: Template) -> dict[str, Any]:
    """Only the fields that must be given, each as short as it may be."""
    sample = json.loads(template.sample)["fields"]
    return {
        name: _filled(name, kind, max(kind.min, 1), 1, 0, sample.get(name))
        for name, kind in template.fields.items()
        if not kind.optional
    }


def _in_other_colours(template: Template, engine_name: str, photo: Path) -> Iterator[LintCase]:
    size = USUAL if USUAL in template.sizes else template.sizes[0]
    spec = _with_photos(template, sample_spec(template, engine_name, size))
    for name, palette in template.palettes.items():
        if palette.colours() != dict(spec.palette):
            yield LintCase(
                f"{size}, palette {name}, white photo", replace(spec, palette=palette.colours()), photo
            )


def _turned(template: Template, engine_name: str, photo: Path) -> Iterator[LintCase]:
    """Its variables at the ends of their ranges, the longest texts on each canvas: no slider breaks it."""
    for end, turned in enumerate(at_ends(template)):
        for size in template.sizes:
            spec = _with_photos(template, sample_spec(turned, engine_name, size))
            spec = replace(spec, fields=longest_fields(template))
            name = f"{size}, longest texts, variables at {ENDS[end]}"
            yield LintCase(name, spec, photo, longest=True, template=turned)


def _with_photos(template: Template, spec: PosterSpec) -> PosterSpec:
    return replace(spec, photos={name: name for name in template.photos})


def _filled(name: str, kind: Field, length: int, items: int, start: int, sample: Any) -> Any:
    if kind.type is FieldType.LINK:
        return "https://example.com/".ljust(min(length, LONGEST_LINK), "a")
    if kind.is_one:
        # A sign, a letter or an initial is one character, whatever its code points; the sample knows which.
        is_sign = name == ONE_CHARACTER or kind.max <= 2
        return sample if is_sign and isinstance(sample, str) and sample else _words(start, length)
    texts = [_words(start + 11 * item, length) for item in range(items)]
    return texts if kind.type is FieldType.TEXTS else [[text, text] for text in texts]


def _words(start: int, length: int) -> str:
    start %= len(PARAGRAPH)
    # No text of a person begins with a comma.
    turned = (PARAGRAPH[start:] + PARAGRAPH * (1 + length // len(PARAGRAPH))).lstrip("，。；！？")
    return turned[:length]
