"""Pages beyond the posters of slots: a group's day in one long picture, a picture cut in nine squares."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from content.compose.day_words import day_words
from content.compose.post import Posters
from content.errors import WrongInput
from content.media import MediaFolder, ToShelve, shelve
from content.model import GONE, Group, Media, Message, Post, PosterSpec, Slot
from content.posters.canvas import LONG, size_named
from content.posters.spec import poster_words
from content.posters.suit import filled_fields
from content.posters.template import Template, load_templates
from content.store import Store
from services.composing import current_telling
from services.context import Context
from services.drawing import painted_in_worker, sketch
from services.layouts import poster_order

DAY, NINE = "long-day", "nine-set"  # templates of templates/pages
LONG_PX, SQUARE_PX = 1080, 1080  # width of the long picture, side of each of nine squares
NAMES = {  # what of each slot stands on the long picture
    Slot.MORNING: ("hook",),
    Slot.NOON: ("question", "options"),
    Slot.AFTERNOON: ("line", "by"),
    Slot.EVENING: ("title", "answer", "steps", "paragraph", "sign_off", "link"),
}


@dataclass(frozen=True, slots=True)
class NineWords:
    """Four characters for the corners, and a line above, at the left and at the right."""

    big: str
    top: str = ""
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class _DayPost:
    slot: Slot
    post: Post
    spec: PosterSpec
    words: Mapping[str, Any]


def day_picture(context: Context, group: str, day: date) -> bytes:
    """A group's day from dawn to night as one JPEG, 1080 px wide and as tall as it needs.

    WrongInput names the slots without a post; UnknownId for a group; PictureTakenBack where an author took
    back what it would show.
    """
    template = _page(context, DAY)
    with context.open_store(reading=True) as store:
        known = store.library.group(group)
        posts = _posts_of(context, store, known, day)
    return sketch(context, _spec_of_day(context, template, known, posts), LONG_PX)


def nine_squares(context: Context, words: NineWords, photo: Path) -> list[bytes]:
    """One picture as nine JPEGs, row by row: no word crosses a cut. WrongInput for a photo that is none."""
    template, telling = _page(context, NINE), current_telling(context)
    with tempfile.TemporaryDirectory(prefix="sishi-") as folder:
        media = MediaFolder(Path(folder))
        taken = shelve(ToShelve(photo, media.root, "UTC"))
        if not isinstance(taken, Media):
            raise WrongInput(Message("photo.cannot_be_used", photo=str(photo), cause=taken.why))
        given = {"big": words.big, "top": words.top, "left": words.left, "right": words.right}
        given["brand"] = telling.style.brand[: template.fields["brand"].max]
        palettes = telling.style.palettes or template.palettes
        spec = _spec(context, template, given, {"photo": taken.sha256}, "1:1")
        spec = replace(spec, palette=palettes[min(palettes, key=lambda name: name != "night")].colours())
        return _cut_in_nine(painted_in_worker(context, spec, 3 * SQUARE_PX, media.root))


def _cut_in_nine(picture: bytes) -> list[bytes]:
    from PIL import Image  # here: whoever asks for no page decodes nothing

    squares = []
    with Image.open(BytesIO(picture)) as whole:
        for at in range(9):
            left, top = at % 3 * SQUARE_PX, at // 3 * SQUARE_PX
            out = BytesIO()
            square = whole.crop((left, top, left + SQUARE_PX, top + SQUARE_PX))
            square.save(out, "JPEG", quality=92)
            squares.append(out.getvalue())
    return squares


def _page(context: Context, name: str) -> Template:
    workspace = context.workspace
    return load_templates(*workspace.templates("posters"), *workspace.templates("pages"), aside=[])[name]


def _posts_of(context: Context, store: Store, group: Group, day: date) -> list[_DayPost]:
    posts = {
        post.slot: post for post in store.queue.posts(day, day, groups=[group.id]) if post.state not in GONE
    }
    specs = {spec.key: spec for spec in store.queue.specs(post.poster for post in posts.values())}
    missing = [slot for slot in Slot if slot not in posts or posts[slot].poster not in specs]
    if missing:
        params = {"group": group.name, "day": day.isoformat()}
        raise WrongInput(Message("page.day_not_whole", slots=tuple(missing), **params))
    return [
        _DayPost(slot, posts[slot], specs[posts[slot].poster], _words(context, store, posts[slot]))
        for slot in Slot
    ]


def _words(context: Context, store: Store, post: Post) -> Mapping[str, Any]:
    """What the story and the photo of a post say; nothing where the story is gone."""
    story, telling = store.library.story(post.story), current_telling(context)
    if story is None:
        return {}
    subject = Posters(telling).subject_of(poster_order(store, post, story))
    return poster_words(post.slot, story, subject, telling.style)


def _spec_of_day(context: Context, template: Template, group: Group, posts: Sequence[_DayPost]) -> PosterSpec:
    """What editors wrote on the posters goes before what the stories say."""
    telling, first = current_telling(context), posts[0].post
    words: dict[str, Any] = {
        "group": group.name,
        "brand": telling.style.brand,
        **day_words(first.day, telling.days),
    }
    for of_slot in posts:
        known = {**of_slot.words, **of_slot.spec.fields}
        words |= {name: known[name] for name in NAMES[of_slot.slot] if known.get(name)}
    words["times"] = [
        f"{of_slot.post.goes_out_at.astimezone(ZoneInfo(group.zone)):%H:%M}" for of_slot in posts
    ]
    photos, facts = {}, {}
    for name, poster in (("hook", posts[0].spec), ("share", posts[2].spec)):
        for key, sha in list(poster.photos.items())[:1]:
            photos[name], facts[name] = sha, poster.facts.get(key, {})
    spec = _spec(context, template, words, photos, LONG)
    return replace(spec, palette=dict(posts[0].spec.palette), facts=facts)


def _spec(
    context: Context, template: Template, words: Mapping[str, Any], photos: Mapping[str, str], size: str
) -> PosterSpec:
    telling = current_telling(context)
    style, (width, height) = telling.style, size_named(size)
    return PosterSpec(
        template=template.name,
        template_version=template.version,
        engine=telling.engine_name,
        fields=filled_fields(template, words),
        palette={},
        photos=dict(photos),
        width=width,
        height=height,
        logo=style.logo,
        logo_on_dark=style.logo_on_dark,
        fonts=style.fonts,
    )
