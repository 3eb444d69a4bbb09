"""The layouts of a telling: each slot's choice from what its group saw before, and the reasons for it."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from content.model import LayoutRule, Message, Slot
from content.model.layout_rule import rules_for
from content.posters.choice import (
    EditorsWish,
    LayoutCandidate,
    LayoutChoice,
    LayoutOccasion,
    SeenLayout,
    choose_layout,
    choose_palette,
)
from content.posters.manifest import Palette
from content.posters.photo import PhotoTraits
from content.posters.spec import Layout, Style, palette_distances
from content.posters.template import Template

THEME = -1.0  # how far a story's own theme is: before everything


@dataclass(frozen=True, slots=True)
class ShownPoster:
    """A poster of a group as the store has it: template and colours of its spec."""

    group: str
    day: date
    slot: Slot
    template: str
    palette: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SlotOfDay:
    """Whose slot is chosen for; `theme` is the story's palette, `first` the photo its colours go by. Slots
    with the `same` show the very same: groups may share a poster."""

    group: str
    day: date
    slot: Slot
    story: str
    theme: str
    first: PhotoTraits | None
    same: Hashable = None


@dataclass
class Layouts:
    """What each group saw, growing with every choice: the next day's goes by it."""

    templates: Mapping[str, Template]
    style: Style
    rules: tuple[LayoutRule, ...] = ()  # what editors pinned and banned
    seen: dict[str, list[SeenLayout]] = field(default_factory=dict)
    shared: dict[tuple[date, Hashable], list[Layout]] = field(default_factory=dict)  # what others see so

    def remember(self, posters: Iterable[ShownPoster]) -> None:
        """What groups saw or will see for sure, on days that are not chosen for."""
        for poster in posters:
            layout = Layout(poster.template, self._name_of(poster.palette))
            self._add(poster.group, poster.day, poster.slot, layout)

    def choose(
        self, where: SlotOfDay, candidates: list[LayoutCandidate]
    ) -> tuple[Layout, tuple[Message, ...]]:
        """The layout of a slot, remembered for the days after it, and why."""
        palette, why = self._palette(where)
        choice = self._template(where, candidates, palette)
        layout = Layout(choice.template, palette)
        self._add(where.group, where.day, where.slot, layout)
        self.shared.setdefault((where.day, where.same), []).append(layout)
        return layout, (*choice.why, *why)

    def _shared(self, where: SlotOfDay) -> list[Layout]:
        """Those in which other groups see the very same that day."""
        return [] if where.same is None else self.shared.get((where.day, where.same), [])

    def _template(self, where: SlotOfDay, candidates: list[LayoutCandidate], palette: str) -> LayoutChoice:
        shared = frozenset(layout.template for layout in self._shared(where) if layout.palette == palette)
        occasion = LayoutOccasion(where.slot, where.day, where.story, palette, shared)
        wish = EditorsWish(*rules_for(self.rules, where.group, where.slot))
        return choose_layout(candidates, occasion, self._before(where), wish)

    def _palette(self, where: SlotOfDay) -> tuple[str, tuple[Message, ...]]:
        """That of the day, if one of its posters has one; else the day's choice."""
        known = self._before(where)
        todays = [
            poster.palette for poster in known if poster.day == where.day and poster.palette in self._palettes
        ]
        if todays:
            return todays[0], (Message("layout.palette_of_day", palette=todays[0]),)
        distances = palette_distances(self.style, self._palettes, where.first)
        if where.theme in distances:
            distances[where.theme] = THEME
        shared = frozenset(layout.palette for layout in self._shared(where))
        palette, why = choose_palette(distances, where.day, known, seed=where.story, shared=shared)
        return palette, (why,)

    def _before(self, where: SlotOfDay) -> list[SeenLayout]:
        """What the group saw until this slot."""
        return [
            poster
            for poster in self.seen.get(where.group, ())
            if (poster.day, poster.slot) != (where.day, where.slot) and poster.day <= where.day
        ]

    def _add(self, group: str, day: date, slot: Slot, layout: Layout) -> None:
        known = self.templates.get(layout.template)
        skeleton = known.skeleton if known else layout.template
        rest = [poster for poster in self.seen.get(group, ()) if (poster.day, poster.slot) != (day, slot)]
        self.seen[group] = [*rest, SeenLayout(day, slot, layout.template, skeleton, layout.palette)]

    def _name_of(self, colours: Mapping[str, Any]) -> str:
        key = tuple(sorted(colours.items()))
        return self._names.get(key, "/".join(map(str, colours.values())))

    @cached_property
    def _palettes(self) -> Mapping[str, Palette]:
        built_in = next((template.palettes for template in self.templates.values()), {})
        return self.style.palettes or built_in

    @cached_property
    def _names(self) -> dict[tuple[tuple[str, Any], ...], str]:
        return {tuple(sorted(palette.colours().items())): name for name, palette in self._palettes.items()}
