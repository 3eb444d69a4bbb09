"""The poster a submission would become: told with the story that is to show it, or one of its product."""

from dataclasses import dataclass

from content.compose.copy_templates import evening_word
from content.compose.post import Telling
from content.errors import PosterError
from content.model import Group, Message, PosterSpec, Slot, Story, Submission
from content.posters.spec import PosterSubject, compose, serving
from content.posters.template import Template
from content.store import Store
from content.store.culling import NextUse


@dataclass(frozen=True, slots=True)
class Share:
    """`templates` are all that could draw it; `spec.template` is the one that does."""

    spec: PosterSpec
    story: Story
    templates: tuple[Template, ...]

    @property
    def template(self) -> Template:
        return next(template for template in self.templates if template.name == self.spec.template)

    def lost(self, submission: Submission) -> float:
        """The share (0..1) of the photo that the template's crop leaves out."""
        across, down = next(iter(self.template.photos.values())).aspect
        cover = submission.media[0]
        ratio = (cover.width / cover.height) / (across / down)
        return 1 - min(ratio, 1 / ratio)


@dataclass(frozen=True, slots=True)
class ShareOccasion:
    """Where a submission's poster would be shown: `group` is its own, `use` its next use, None where nothing
    is planned. `template` is the one that a person chose, "" where nobody did."""

    group: Group
    use: NextUse | None
    telling: Telling
    template: str = ""


def share_of(
    store: Store, submission: Submission, occasion: ShareOccasion, *, nickname: str, comment: str
) -> Share:
    """The afternoon's poster of a submission, for its next use. A template of another slot is passed over.
    PosterError where no story or template can show it."""
    telling = occasion.telling
    story = _story(store, submission, occasion.use)
    choices = serving(Slot.AFTERNOON, story, len(submission.media), telling.templates, must_show=True)
    wanted = {choice.name: choice for choice in choices if choice.name == occasion.template}
    spec = compose(
        Slot.AFTERNOON,
        story,
        PosterSubject(
            submission,
            nickname,
            store.curation.focal_points([submission.id]),
            comment,
            must=True,
            words=telling.words,
            facts=store.curation.photo_facts([submission.id]),
        ),
        telling.style,
        product=store.library.product_name(story.product),
        evening=evening_word(occasion.group),
        templates=wanted or telling.templates,
        engine_name=telling.engine_name,
    )
    return Share(spec, story, tuple(choices))


def _story(store: Store, submission: Submission, use: NextUse | None) -> Story:
    story = store.library.story(use.story) if use else None
    if story is None:
        story = store.library.first_story(submission.product)
    if story is None:
        raise PosterError(Message("desk_picture.no_story"))
    return story
