"""Rows of the table of groups, drawn once for what they say: a page of a hundred draws only new ones."""

from dataclasses import dataclass, field
from typing import TypeAlias

from markupsafe import Markup

from content.model import GroupRows, GroupSummary
from desk.groups_view import ATLAS, SIGNS, dots_of, reason_of, relative, ticks
from desk.templating import drawn

MOST = 10_000  # rows: a thousand groups, close and wide, in both languages
RowKey: TypeAlias = tuple[str, int, bool, str]


@dataclass
class DrawnGroups:
    """The rows and the atlas of a table as it was counted; `zone` is the team's."""

    known: GroupRows
    zone: str
    _rows: dict[RowKey, Markup] = field(default_factory=dict)
    _atlas: dict[str, Markup] = field(default_factory=dict)

    def row(self, row: GroupSummary, language: str, *, dense: bool) -> Markup:
        key = row.group.id, row.gaps, dense, language
        if key not in self._rows:
            if len(self._rows) >= MOST:
                self._rows.clear()
            self._rows[key] = drawn(
                "_group_row.html.j2",
                language,
                row=row,
                dense=dense,
                reason=reason_of(row, language),
                signs=SIGNS,
                relative=relative,
                zone=self.zone,
            )
        return self._rows[key]

    def atlas(self, language: str) -> Markup:
        """A dot for every group that can be placed; empty where none can."""
        if language not in self._atlas:
            dots = dots_of(self.known)
            self._atlas[language] = (
                drawn("_group_atlas.html.j2", language, dots=dots, ticks=ticks(), atlas_axis=ATLAS)
                if dots
                else Markup()
            )
        return self._atlas[language]
