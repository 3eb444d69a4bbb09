"""A story and a submission become the spec of a poster: its template, palette, pictures and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from content.credit import short_credit
from content.errors import PosterError
from content.model import Message, PhotoFacts, PosterSpec, Slot, Story, Submission
from content.model.photo_facts import FactsJson
from content.posters.canvas import USUAL, size_named
from content.posters.manifest import Palette
from content.posters.template import Template
from content.posters.typography import initial, shorten
from content.score.quotes import Quote, Withheld, Withholding, quotable
from content.text.book import WordList

LONGEST_WHY = 90  # characters of a reason that stands beside two photos
LONGEST_LINE = 40  # characters of a member's words set large; the poster's text has the rest
SELLS = 0.3  # promo of a story from which a template that sells may serve it
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
    facts: Mapping[str, PhotoFacts] = field(default_factory=dict)

    @property
    def quote(self) -> Quote | Withheld:
        """The member's words as they may stand on the poster, or why they may not."""
        if self.submission is None:
            return Withheld(Withholding.NO_WORDS)
        return quotable(self.submission.text, self.words)

    @property
    def photos(self) -> list[str]:
        return [medium.sha256 for medium in self.submission.media] if self.submission else []


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
) -> PosterSpec:
    """The poster of one slot of a story. Template and palette follow from the story's id and the photos.

    `product` is its name; `evening` says when the solution comes ("今晚八点"). PosterError if no template
    serves the slot (one that must show a photo needs a submission with one).
    """
    template = choose(slot, story, len(pictured.photos), templates, must_show=pictured.must)
    photos = dict(zip(template.photos, pictured.photos, strict=False))
    words = _words(story, pictured, product) | style.words(slot) | {"evening": evening}
    if not photos:
        words.pop("credit")
    width, height = size_named(style.size)
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=engine_name,
        fields={name: words[name] for name in template.fields if words.get(name)},
        palette={} if style.photo_colours and photos else _palette(story, template, style),
        photos=photos,
        focus={name: rounded(pictured.focus.get(sha, CENTRE)) for name, sha in photos.items()},
        width=width,
        height=height,
        logo=style.logo,
        fonts=style.fonts,
        tone=style.tone and bool(photos) and story.product not in style.true_colours,
        facts=facts_by_name(photos, pictured.facts),
        logo_on_dark=style.logo_on_dark,
        seal=style.seal_colour(slot),
    )


# What a night can fill: everything else a template must do without, so it may only be optional.
NIGHT_FILLS = frozenset(
    {"sign", "job", "brand", "sign_off", "link", "evening", "hook", "question", "options", "line", "by"}
    | {"initial", "comment", "credit", "title", "letter", "answer", "steps", "paragraph", "why", "product"}
)


def unfillable(template: Template) -> list[str]:
    """The fields that the template must have and no night can fill, by name."""
    return sorted(
        name for name, field in template.fields.items() if not field.optional and name not in NIGHT_FILLS
    )


def facts_by_name(photos: Mapping[str, str], facts: Mapping[str, PhotoFacts]) -> dict[str, FactsJson]:
    """For a spec: a template's name of a photo -> what is known of it; those of which something is."""
    return {name: facts[sha].as_json() for name, sha in photos.items() if sha in facts}


def serving(
    slot: Slot, story: Story, photos: int, templates: Mapping[str, Template], *, must_show: bool = False
) -> list[Template]:
    """Every template that could tell this slot of the story with so many photos, by name."""
    return [
        template
        for _, template in sorted(templates.items())
        if slot in template.slots
        and template.photos_needed <= photos
        and (not template.forms or story.form_of(slot) in template.forms)
        and (not template.sells or story.promo >= SELLS)
        and (not must_show or template.photos)
    ]


def choose(
    slot: Slot, story: Story, photos: int, templates: Mapping[str, Template], *, must_show: bool = False
) -> Template:
    """The same story has the same template in each slot on every run; stories differ, so a week varies.

    Templates made for the story's form, or for several photos where there are several, come first; in the
    afternoon a photo is never left out.
    """
    must_show = must_show or (slot is Slot.AFTERNOON and photos > 0)
    fitting = serving(slot, story, photos, templates, must_show=must_show)
    if not fitting:
        code = "template.none_serves" if photos else "template.none_serves_without_photo"
        raise PosterError(Message(code, slot=slot.value, story=story.id))
    best = [template for template in fitting if template.forms] or [
        template for template in fitting if template.photos_needed > 1
    ]
    return (best or fitting)[_number(f"{story.id}/{slot}") % len(best or fitting)]


def _words(story: Story, pictured: PosterSubject, product: str) -> dict[str, Any]:
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
        "credit": f"摄影 {author or '群友'}",
        "title": story.solution_title or quiz.right,
        "letter": quiz.answer,
        "answer": f"答案 {quiz.answer} · {quiz.right}" if story.solution_title else f"答案 {quiz.answer}",
        "steps": [[step.title, step.note] for step in story.steps[:4]],
        "paragraph": "\n\n".join(filter(None, (story.solution, quiz.why))),
        "why": shorten(quiz.why or story.solution, LONGEST_WHY),
        "product": product,
    }


def _not_quoted(author: str, pictured: PosterSubject) -> str:
    """Who stands below the story's words: nobody shall seem to have said them."""
    return f"摄影 {author or '群友'}" if pictured.photos else "今天的线索"


def _palette(story: Story, template: Template, style: Style) -> dict[str, str]:
    """The story's theme, alike for its four posters; a theme that is no palette counts as none."""
    palettes = style.palettes or template.palettes
    names = sorted(palettes)
    name = story.theme if story.theme in palettes else names[_number(story.id) % len(names)]
    return palettes[name].colours()


def rounded(point: Sequence[float]) -> tuple[float, float]:
    """A focal point as specs have it."""
    return round(point[0], 3), round(point[1], 3)


def _number(text: str) -> int:
    """A number that depends on the text alone, alike on every machine and run."""
    return crc32(text.encode())
