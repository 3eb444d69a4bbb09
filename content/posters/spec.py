"""A story and a submission become the spec of a poster: its template, palette, pictures and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from types import MappingProxyType
from typing import Any
from zlib import crc32

from content.credit import short_credit
from content.errors import PosterError
from content.model import Message, PhotoFacts, PosterSpec, Slot, Story, Submission
from content.model.photo_facts import FactsJson
from content.model.story import STORY_EXTRAS
from content.posters.canvas import USUAL, size_named
from content.posters.choice import LayoutCandidate, LayoutOccasion, choose_layout
from content.posters.colour import chroma_of, hue_of
from content.posters.manifest import Palette
from content.posters.photo import PhotoTraits, hue_apart, traits_of, with_facts
from content.posters.suit import PosterCase, PosterWords, candidates, filled_fields, serves
from content.posters.template import Template
from content.posters.typography import initial, shorten
from content.score.quotes import Quote, Withheld, Withholding, quotable
from content.text.book import WordList

LONGEST_WHY = 90  # characters of a reason that stands beside two photos
GREY = 0.045  # OKLCH chroma below which a photo has no colour to be remembered by
LONGEST_LINE = 40  # characters of a member's words set large; the poster's text has the rest
NO_DAY = date.min  # a poster that is for no day
NOTHING: Mapping[str, str] = MappingProxyType({})
CENTRE = (0.5, 0.45)  # where a picture not yet measured is cropped about: most subjects sit above the middle


@dataclass(frozen=True, slots=True)
class Seal:
    """One sign in a disc of `colour` (#rrggbb), and the `word` beside it; what is empty is as usual."""

    sign: str = ""
    word: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Style:
    """What all posters of a brand have in common.

    `palettes` are the brand's own, by name, instead of the built-in ones; `logo` is a sha256, `fonts` are
    families by role, `size` names a canvas. With `photo_colours` a poster takes its palette from its photo.
    `seals` say what stands on the seal of a slot; posters of the `link_slots` show the code of the `link`.
    """

    brand: str = ""
    sign_off: str = ""
    link: str = ""
    palettes: Mapping[str, Palette] = field(default_factory=dict)
    logo: str = ""
    fonts: Mapping[str, str] = field(default_factory=dict)
    size: str = USUAL
    logo_on_dark: str = ""
    seals: Mapping[Slot, Seal] = field(default_factory=dict)
    link_slots: frozenset[Slot] = frozenset(Slot)
    tone: bool = False
    true_colours: frozenset[str] = frozenset()  # products whose photos get no tone fix
    photo_colours: bool = False

    def words(self, slot: Slot) -> dict[str, str]:
        """The brand's words on a poster of the slot, by field."""
        seal = self.seals.get(slot, Seal())
        return {
            "sign": seal.sign or slot.sign,
            "job": seal.word or slot.greeting,
            "brand": self.brand,
            "sign_off": self.sign_off,
            "link": self.link if slot in self.link_slots else "",
        }

    def seal_colour(self, slot: Slot) -> str:
        """#rrggbb, or "" where it is the usual one."""
        return self.seals.get(slot, Seal()).colour


@dataclass(frozen=True)
class PosterSubject:
    """Whose pictures a poster shows: `nickname` is "" where there is none, `focus` and `facts` by sha256;
    those that `must` be shown are not left out.

    `words` are those that need a person before they are quoted (None: those that come with the program).
    `home` names the member's own group where it is another.
    """

    submission: Submission | None = None
    nickname: str = ""
    focus: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    comment: str = ""
    must: bool = False
    words: WordList | None = None
    home: str = ""
    traits: Mapping[str, PhotoTraits] = field(default_factory=dict)  # by sha256; empty: nothing is known
    turn: int = 0  # which of several photos comes first
    left_out: frozenset[str] = frozenset()  # photos that the day has shown often enough, by sha256
    facts: Mapping[str, PhotoFacts] = field(default_factory=dict)

    @property
    def quote(self) -> Quote | Withheld:
        """The member's words as they may stand on the poster, or why they may not."""
        if self.submission is None:
            return Withheld(Withholding.NO_WORDS)
        return quotable(self.submission.text, self.words)

    @property
    def photos(self) -> list[str]:
        """Their sha256, beginning with the one whose `turn` it is."""
        if self.submission is None:
            return []
        hashes = [medium.sha256 for medium in self.submission.media]
        at = self.turn % len(hashes) if hashes else 0
        return [sha for sha in hashes[at:] + hashes[:at] if sha not in self.left_out]

    @property
    def known(self) -> tuple[PhotoTraits, ...]:
        """The traits of the photos, in their order."""
        if self.submission is None:
            return ()
        media = {medium.sha256: medium for medium in self.submission.media}
        traits_by_sha = {
            sha: self.traits.get(sha) or traits_of(media[sha], {}, self.focus.get(sha, CENTRE))
            for sha in self.photos
        }
        return tuple(
            with_facts(traits, self.facts[sha]) if sha in self.facts else traits
            for sha, traits in traits_by_sha.items()
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """What was chosen for a poster: a template and a palette, both by name; "" leaves it to the story."""

    template: str = ""
    palette: str = ""


def compose(
    slot: Slot,
    story: Story,
    pictured: PosterSubject,
    style: Style,
    *,
    product: str,
    evening: str,
    templates: Mapping[str, Template],
    engine_name: str,
    layout: Layout = Layout(),
    day_words: Mapping[str, str] = NOTHING,
) -> PosterSpec:
    """The poster of one slot of a story. What `layout` leaves open follows from story and photos.

    `product` is its name; `evening` says when the solution comes ("今晚八点"); `day_words` are those of the
    calendar. PosterError if no template serves the slot (one that must show a photo needs a submission with
    one).
    """
    words = poster_words(slot, story, pictured, style)
    words |= {"product": product, "evening": evening, **day_words}
    template = templates.get(layout.template)
    template = template or choose(case_of(slot, story, pictured, style, words), templates)
    photos = dict(zip(template.photos, pictured.photos, strict=False))
    if not photos:
        words.pop("credit")
    traits = dict(zip(template.photos, pictured.known, strict=False))
    width, height = size_named(style.size)
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=engine_name,
        fields=filled_fields(template, words),
        palette={} if style.photo_colours and photos else _palette(story, template, style, layout.palette),
        photos=photos,
        focus={name: rounded(pictured.focus.get(sha, CENTRE)) for name, sha in photos.items()},
        width=width,
        height=height,
        logo=style.logo,
        fonts=style.fonts,
        tone=style.tone and bool(photos) and story.product not in style.true_colours,
        facts=_facts(photos, pictured.facts, traits if "facts(" in template.source else {}),
        logo_on_dark=style.logo_on_dark,
        seal=style.seal_colour(slot),
    )


def poster_words(slot: Slot, story: Story, pictured: PosterSubject, style: Style) -> PosterWords:
    """What a template may ask for, but for the product, the time and what a calendar says of the day."""
    return {
        **story.extras,
        **_words(story, pictured),
        **style.words(slot),
        "form": story.form_of(slot),
    }


def case_of(
    slot: Slot, story: Story, pictured: PosterSubject, style: Style, words: PosterWords
) -> PosterCase:
    """What the choice of a layout goes by. In the afternoon a photo is never left out."""
    must_show = pictured.must or (slot is Slot.AFTERNOON and bool(pictured.photos))
    return PosterCase(slot, story, pictured.known, words, style.size, must_show)


def palette_distances(
    style: Style, built_in: Mapping[str, Palette], first: PhotoTraits | None
) -> dict[str, float]:
    """How far each palette is from a photo: in hue, or for one without colours in greyness. inf: no photo."""
    palettes = style.palettes or built_in
    if first is None or not first.measured:
        return dict.fromkeys(palettes, inf)
    if first.chroma < GREY:
        return {name: chroma_of(palette.deep) for name, palette in palettes.items()}
    return {
        name: round(min(hue_apart(first.hue, hue_of(colour)) for colour in (palette.acc, palette.acc2)), 2)
        for name, palette in palettes.items()
    }


# What a night can fill: everything else a template must do without, so it may only be optional.
NIGHT_FILLS = frozenset(
    {"sign", "job", "brand", "sign_off", "link", "evening", "hook", "question", "options", "line", "by"}
    | {"initial", "comment", "credit", "title", "letter", "answer", "steps", "paragraph", "why", "product"}
    | {"form", "monthday", "month", "year", "weekday", "date", "postmark", "lunar", "term", "solar_term"}
    | {"pentads", "red_day"}
    | STORY_EXTRAS
)


def unfillable(template: Template) -> list[str]:
    """The fields that the template must have and no night can fill, by name."""
    return sorted(
        name for name, field in template.fields.items() if not field.optional and name not in NIGHT_FILLS
    )


def serving(
    slot: Slot, story: Story, photos: int, templates: Mapping[str, Template], *, must_show: bool = False
) -> list[Template]:
    """Every template that could tell this slot of the story with so many photos, by name."""
    return [
        template
        for _, template in sorted(templates.items())
        if serves(template, slot, story, photos, must_show=must_show)
    ]


def choose(case: PosterCase, templates: Mapping[str, Template]) -> Template:
    """What suits best, for whoever has seen nothing yet. PosterError if none serves."""
    occasion = LayoutOccasion(case.slot, NO_DAY, case.story.id)
    return templates[choose_layout(able(case, templates), occasion, ()).template]


def able(case: PosterCase, templates: Mapping[str, Template]) -> list[LayoutCandidate]:
    """The templates to choose from. Where none can be filled, those that serve: drawing says what is wrong.

    PosterError if none serves the slot.
    """
    if fitting := candidates(case, templates):
        return fitting
    serving_it = serving(case.slot, case.story, len(case.photos), templates, must_show=case.must_show)
    if not serving_it:
        code = "template.none_serves" if case.photos else "template.none_serves_without_photo"
        raise PosterError(Message(code, slot=case.slot.value, story=case.story.id))
    return [LayoutCandidate(template.name, template.skeleton, 0) for template in serving_it]


def _words(story: Story, pictured: PosterSubject) -> dict[str, Any]:
    """Everything a template may ask for; it takes the fields that it names."""
    quiz, nickname, quote = story.quiz, pictured.nickname, pictured.quote
    author = short_credit(nickname, pictured.home)
    line, by = (
        (quote.text, author or "群友来稿")
        if isinstance(quote, Quote)
        else (story.clue or story.hook, _not_quoted(author, pictured))
    )
    return {
        "hook": story.hook,
        "question": quiz.question,
        "options": list(quiz.options),
        "line": shorten(line, LONGEST_LINE),
        "by": by,
        "initial": initial(nickname),
        "comment": pictured.comment,
        "credit": f"图 {author or '群友'}",
        "title": story.solution_title or quiz.right,
        "letter": quiz.answer,
        "answer": f"答案 {quiz.answer} · {quiz.right}" if story.solution_title else f"答案 {quiz.answer}",
        "steps": [[step.title, step.note] for step in story.steps[:4]],
        "paragraph": "\n\n".join(filter(None, (story.solution, quiz.why))),
        "why": shorten(quiz.why or story.solution, LONGEST_WHY),
    }


def _not_quoted(author: str, pictured: PosterSubject) -> str:
    """Who stands below the story's words: nobody shall seem to have said them."""
    return f"图 {author or '群友'}" if pictured.photos else "今天的线索"


def _facts(
    photos: Mapping[str, str], facts: Mapping[str, PhotoFacts], with_sides: Mapping[str, PhotoTraits]
) -> dict[str, FactsJson]:
    """By a template's name of each photo: faces and maps; `with_sides`: those whose calm sides are told."""
    known = {name: facts[sha].as_json() for name, sha in photos.items() if sha in facts}
    for name, traits in with_sides.items():
        if traits.calm:
            known.setdefault(name, FactsJson())["calm"] = dict(traits.calm)
    return known


def _palette(story: Story, template: Template, style: Style, chosen: str) -> dict[str, str]:
    """The chosen one, else the story's theme; a name that is no palette counts as none."""
    palettes = style.palettes or template.palettes
    names = sorted(palettes)
    if chosen in palettes:
        return palettes[chosen].colours()
    name = story.theme if story.theme in palettes else names[_number(story.id) % len(names)]
    return palettes[name].colours()


def rounded(point: Sequence[float]) -> tuple[float, float]:
    """A focal point as specs have it."""
    return round(point[0], 3), round(point[1], 3)


def _number(text: str) -> int:
    """A number that depends on the text alone, alike on every machine and run."""
    return crc32(text.encode())
