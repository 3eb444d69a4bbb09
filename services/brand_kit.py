"""The brand kit as somebody edits it: checked, shown on a wall of samples, and written to brand.toml."""

import os
import stat
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from pydantic import ValidationError

from content.brand import BRAND, LOGO_SIDE, Brand, problem_of, read_brand
from content.brand_file import Changes, written_back
from content.compose.copy_templates import evening_word
from content.compose.post import Telling
from content.errors import PosterError, WrongInput
from content.files import read_text, write_whole
from content.model import Message, PosterSpec, PostState, Slot, Story, Verb
from content.model.layout_rule import rules_for
from content.posters.colour import INK, LARGE, TYPE, contrast, palette_of
from content.posters.coverage import CodePoints, code_points
from content.posters.fonts import FAMILIES, ROLES, own_fonts
from content.posters.manifest import Palette
from content.posters.spec import Layout, PosterSubject, case_of, compose, poster_words
from content.posters.suit import candidates
from content.store import Store
from content.stories.specimen import GROUP
from content.workers import Completed
from content.workspace import style_of
from services.composing import current_telling
from services.context import Context
from services.stories import photos_by_product

LOGOS = "logos"  # the folder of what was uploaded
MOST_LOGO_PIXELS = 16_000_000
WALL = 8  # posters: two of each slot
NAMES = (
    "一二三上下左右春夏秋冬早安晚茶杯壶花瓶灯店家喆堃珺玥瑄婳翀赟祎囍"  # signs that titles and nicknames have
)


@dataclass(frozen=True, slots=True)
class PaletteCheck:
    """A colour of the brand with the four made of it, and how well they can be read (WCAG contrast, 1 to 21):
    type on paper, on areas, large type on paper; `bare` is the colour itself as type on white."""

    seed: str
    palette: Palette

    @property
    def ratios(self) -> tuple[tuple[float, float], ...]:
        """(contrast, what it must reach at least): of ink, of areas, of large type."""
        p = self.palette
        return (
            (contrast(p.deep, p.paper), INK),
            (contrast(p.deep, p.acc), TYPE),
            (contrast(p.acc2, p.paper), LARGE),
        )

    @property
    def bare(self) -> float:
        return contrast(self.seed, "#FFFFFF")

    @property
    def is_no_type(self) -> bool:
        """Whether the colour itself cannot be read as large type."""
        return self.bare < LARGE


@dataclass(frozen=True, slots=True)
class FontCheck:
    """The family of a role, and which of the signs that names have it lacks; others stand in for these."""

    role: str
    family: str
    lacks: str


@dataclass(frozen=True, slots=True)
class BrandTouch:
    """What a change of looks is about: posts that are drawn again with the next night, and approved ones that
    stay as they are."""

    pending: int
    approved: int


@dataclass(frozen=True, slots=True)
class BrandFile:
    """brand.toml as it is now; `digest` is the sha256 of its bytes, "" where there is none."""

    brand: Brand
    digest: str


class BrandChanged(Exception):
    """Somebody wrote the file meanwhile: it stays as it is until a person says whose words count."""


def brand_file(context: Context) -> BrandFile:
    """WrongInput where the file cannot be used."""
    return BrandFile(read_brand(context.root), _digest(context.root / BRAND))


def tried(context: Context, changes: Changes) -> Brand:
    """The brand as it would be with these changes, written nowhere. WrongInput names field and problem."""
    return _valid(written_back(_text(context.root / BRAND), changes), context.root)


def save_brand(context: Context, changes: Changes, seen: str, *, actor: str) -> BrandFile:
    """Write the changes into brand.toml, which keeps its other lines and its rights. BrandChanged where the
    file is not the one of the digest `seen`; WrongInput where it cannot be, and nothing is written."""
    file = context.root / BRAND
    if _digest(file) != seen:
        raise BrandChanged
    was = _text(file)
    text = written_back(was, changes)
    brand = _valid(text, context.root)
    style_of(brand, context.workspace.settings.posters, context.root, context.workspace.media)
    if text != was:
        mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else None
        write_whole(file, text.encode())
        if mode is not None:
            os.chmod(file, mode)  # noqa: PTH101 - beside os above
        names = tuple(".".join(path) for path in changes)
        with context.open_store() as store:
            store.write_down(
                Verb.BRAND,
                BRAND,
                actor=actor,
                at=context.clock(),
                was=seen[:12],
                became=_digest(file)[:12],
                detail={"changed": list(names)},
            )
    return BrandFile(brand, _digest(file))


def keep_logo(context: Context, data: bytes) -> str:
    """Take a logo in: decoded in a process of its own and written again as a PNG without metadata. Its path,
    as brand.toml names it. WrongInput for anything but a PNG, WebP or JPEG of a bearable size."""
    (outcome,) = context.workers.map(_reencoded, [data])
    if not isinstance(outcome, Completed) or outcome.value is None:
        raise WrongInput(Message("brand.no_logo", most=MOST_LOGO_PIXELS // 1_000_000))
    name = f"{LOGOS}/{sha256(outcome.value).hexdigest()[:12]}.png"
    write_whole(context.root / name, outcome.value)
    return name


def palettes_of(brand: Brand) -> list[PaletteCheck]:
    """Each colour with what is made of it."""
    return [PaletteCheck(seed, palette_of(seed)) for seed in brand.colours]


def fonts_of(context: Context, brand: Brand) -> list[FontCheck]:
    """The family of each role, and what of NAMES it lacks."""
    own = dict(_own_codes(context.workspace.fonts))
    checks = []
    for role, (_, usual) in ROLES.items():
        family = brand.fonts.get(role) or usual.split(",")[0].strip('"')
        codes = own.get(family)
        lacks = "".join(sign for sign in NAMES if codes is not None and ord(sign) not in codes)
        checks.append(FontCheck(role, family, lacks))
    return checks


def families(context: Context) -> list[str]:
    """What a role may be set in: ours, and the files of the brand's folder."""
    return sorted(FAMILIES | {family for family, _ in _own_codes(context.workspace.fonts)})


def touched(context: Context) -> BrandTouch:
    """How many posts wait, and how many are approved."""
    with context.open_store(reading=True) as store:
        states = store.lists.state_counts()
    pending = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED)
    return BrandTouch(sum(states.get(state, 0) for state in pending), states.get(PostState.APPROVED, 0))


def brand_wall(context: Context, brand: Brand, size: str, turn: int) -> list[PosterSpec | Message]:
    """Two posters of each slot, light and dark where there are both, on members' photos; another batch each
    `turn`. A poster that cannot be is the reason."""
    settings = context.workspace.settings.posters.model_copy(update={"size": size})
    telling = current_telling(context)
    telling = replace(
        telling,
        voice=brand.voice,
        style=style_of(brand, settings, context.root, context.workspace.media),
    )
    with context.open_store(reading=True) as store:
        subjects = list(_subjects(store, context, turn))
        banned = {slot: rules_for(store.layout_rules.rules(), "", slot)[1] for slot in Slot}
        names = {product.id: product.name for product in store.library.products()}
    wall: list[PosterSpec | Message] = []
    for n in range(WALL):
        slot = list(Slot)[n % len(Slot)]
        if not subjects:
            wall.append(Message("brand.no_story"))
            continue
        story, subject = subjects[n % len(subjects)]
        dark = (n + n // len(Slot)) % 2 == 0
        scene = _Sample(slot, story, subject, names.get(story.product, story.product))
        choices = [name for name in scene.choices(telling, dark=dark) if name not in banned[slot]]
        wall.append(scene.poster(telling, choices, n + turn))
    return wall


@dataclass(frozen=True, slots=True)
class _Sample:
    """What one poster of the wall is about."""

    slot: Slot
    story: Story
    subject: PosterSubject
    product: str

    def choices(self, telling: Telling, *, dark: bool) -> list[str]:
        """Names of the templates that this can fill, of the ground asked for where there are such."""
        style, slot = telling.style, self.slot
        words = poster_words(slot, self.story, self.subject, style)
        words |= {"product": self.product, "evening": evening_word(GROUP)}
        case = case_of(slot, self.story, self.subject, style, words)
        able = [candidate.template for candidate in candidates(case, telling.templates)]
        able = sorted(name for name in able if not telling.templates[name].days)
        of_ground = [name for name in able if (telling.templates[name].ground == "deep") == dark]
        return of_ground or able

    def poster(self, telling: Telling, choices: Sequence[str], at: int) -> PosterSpec | Message:
        """Its spec with one of the templates and palettes, by turns; or why there is none."""
        palettes = sorted(telling.style.palettes)
        layout = Layout(
            template=choices[at % len(choices)] if choices else "",
            palette=palettes[at % len(palettes)] if palettes else "",
        )
        try:
            return compose(
                self.slot,
                self.story,
                self.subject,
                telling.style,
                product=self.product,
                evening=evening_word(GROUP),
                templates=telling.templates,
                engine_name=telling.engine_name,
                layout=layout,
            )
        except PosterError as error:
            return error.message


def _subjects(store: Store, context: Context, turn: int) -> Iterator[tuple[Story, PosterSubject]]:
    """Stories with the best photo of their product, beginning elsewhere each turn."""
    photos = photos_by_product(store, context.today)
    stories = store.library.stories()
    with_photo = [story for story in stories if photos.get(story.product)] or stories
    for n in range(min(WALL, len(with_photo))):
        story = with_photo[(turn * WALL + n * 5) % len(with_photo)]
        own = photos.get(story.product, ())
        if not own:
            yield story, PosterSubject()
            continue
        item = own[turn % len(own)]
        submission = store.intake.submissions([item.id])[0]
        focus = store.curation.focal_points([item.id])
        yield (
            story,
            PosterSubject(
                submission,
                item.nickname,
                focus,
                facts=store.curation.photo_facts([item.id]),
            ),
        )


def _own_codes(folder: Path) -> Iterator[tuple[str, CodePoints]]:
    from PIL import ImageFont  # here: only who has fonts of their own reads them

    for file in own_fonts(folder):
        try:
            yield str(ImageFont.truetype(file).getname()[0]), code_points(file)
        except (OSError, ValueError):
            continue


def _reencoded(data: bytes) -> bytes | None:
    """Runs in a worker process: the picture as a PNG of LOGO_SIDE at most; None where it is too large."""
    from PIL import Image

    with Image.open(BytesIO(data), formats=["PNG", "WEBP", "JPEG"]) as picture:
        if picture.width * picture.height > MOST_LOGO_PIXELS:
            return None
        small = picture.convert("RGBA")
    small.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def _valid(text: str, root: Path) -> Brand:
    try:
        brand = Brand.model_validate(tomllib.loads(text))
    except ValidationError as error:
        problems = tuple(map(problem_of, error.errors(include_url=False)))
        raise WrongInput(Message("brand.cannot_be", problems=problems)) from error
    for logo in (brand.logo, brand.logo_on_dark):
        if logo is not None and not (root / logo).is_file():
            raise WrongInput(Message("brand.logo_gone", file=str(logo)))
    return brand


def _text(file: Path) -> str:
    return read_text(file) if file.is_file() else ""


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
