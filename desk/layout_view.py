"""The layout of a post as pages show it: its name, why, what editors said, and what else could be."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.compose.post import Telling
from content.model import EVERY_GROUP, LayoutRule, Message, Post
from content.posters.template import Template
from content.store import Store
from services.layouts import why_layout

Title = Mapping[str, str]  # by language


@dataclass(frozen=True)
class LayoutView:
    """`rules` are those of the post's slot, of its group and of all; `choices` what is made for the slot."""

    template: str
    why: tuple[Message, ...]
    rules: tuple[LayoutRule, ...]
    choices: tuple[tuple[str, Title], ...]
    titles: Mapping[str, Title]

    @property
    def title(self) -> Title:
        return self.title_of(self.template)

    def title_of(self, template: str) -> Title:
        """What a template is called; its own name where it is gone."""
        return self.titles.get(template, {"zh": template, "en": template})


def layout_view(store: Store, post: Post, telling: Telling) -> LayoutView | None:
    """None where the poster or its story is not known any more."""
    layout = why_layout(store, post, telling)
    if layout is None:
        return None
    titles = {name: _title(template) for name, template in telling.templates.items()}
    known = store.layout_rules.rules()
    rules = [rule for rule in known if rule.slot is post.slot and rule.group in (EVERY_GROUP, post.group)]
    choices = [
        (name, titles[name])
        for name, template in sorted(telling.templates.items())
        if post.slot in template.slots
    ]
    return LayoutView(layout.template, layout.why, tuple(rules), tuple(choices), titles)


def _title(template: Template) -> Title:
    return {"zh": template.title, "en": template.title_en}
