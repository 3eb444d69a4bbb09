"""The poster a submission would become: told with the story that is to show it, or one of its product."""

from dataclasses import dataclass
from datetime import date

from content.errors import PosterError, UnknownId
from content.model import PosterSpec, Slot, Story, Submission
from content.posters.spec import Shown, compose, serving
from content.posters.template import Template
from content.store import Store
from content.telling import Telling
from content.words import evening_word


@dataclass(frozen=True, slots=True)
class Share:
    """`templates` are all that could draw it; `spec.template` is the one that does."""

    spec: PosterSpec
    story: Story
    templates: tuple[Template, ...]

    @property
    def template(self) -> Template:
        return next(each for each in self.templates if each.name == self.spec.template)

    def lost(self, submission: Submission) -> float:
        """The share (0..1) of the photo that the template's crop leaves out."""
        across, down = next(iter(self.template.photos.values())).aspect
        cover = submission.media[0]
        ratio = (cover.width / cover.height) / (across / down)
        return 1 - min(ratio, 1 / ratio)


def share_of(
    store: Store,
    key: str,
    telling: Telling,
    *,
    today: date,
    template: str = "",
    comment: str | None = None,
) -> Share:
    """The afternoon's poster of a submission. A `template` of another slot is passed over; `comment` None is
    the one that was decided. UnknownId, or PosterError where no story or template can show it."""
    submission = _submission(store, key)
    story = _story(store, submission, today)
    choices = serving(Slot.AFTERNOON, story, len(submission.media), telling.templates, must_show=True)
    wanted = {each.name: each for each in choices if each.name == template}
    member = store.member(submission.member) if submission.member else None
    said = store.comment_on(key) if comment is None else comment
    spec = compose(
        Slot.AFTERNOON,
        story,
        Shown(submission, member, store.focal_points([key]), comment=said, must=True),
        telling.style,
        product=store.product_name(story.product),
        evening=evening_word(store.group(submission.group)),
        templates=wanted or telling.templates,
        engine_name=telling.engine_name,
    )
    return Share(spec, story, tuple(choices))


def _submission(store: Store, key: str) -> Submission:
    found = store.submissions([key])
    if not found:
        raise UnknownId(f"There is no submission {key!r}.")
    return found[0]


def _story(store: Store, submission: Submission, today: date) -> Story:
    planned = store.next_uses([submission.id], today).get(submission.id)
    story = store.story(planned.story) if planned else None
    if story is None:
        story = store.first_story(submission.product)
    if story is None:
        raise PosterError("There is no story yet; import some, and posters can be drawn.")
    return story
