"""What is written as a table is read back the same."""

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.exports.rows import write_rows
from channels.imports import read_groups, read_members, read_products, read_stories
from channels.tables import guarded, unguarded
from content.errors import WrongInput
from content.model import Group, GroupKind, Member, Product, Quiz, Slot, SolutionStep, Sop, Story
from content.sanitize import one_line

_SEEN = st.characters(exclude_categories=("C", "Z"), include_characters=" \n🦌")
_ID_SEEN = st.characters(exclude_categories=("C", "Z"), exclude_characters="/\\;；")


def is_no_number(text: str) -> bool:
    """Whether an id stays what it is: 1.0 is read as the number 1, which a spreadsheet made of it."""
    return text not in {".", ".."} and not re.fullmatch(r"[\d.]+(?:[eE]\+?\d+)?", text)


texts = st.text(_SEEN, min_size=1, max_size=12).map(str.strip).filter(bool)
names = texts.map(one_line).filter(bool)
lines = texts.filter(lambda text: not set(text) & set("\n|：:;；"))
ids = st.text(_ID_SEEN, min_size=1, max_size=8).filter(is_no_number)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 30))
late_days = st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 31))
zones = st.sampled_from(sorted(available_timezones()))


@st.composite
def slot_times(draw: st.DrawFn) -> dict[Slot, time]:
    slots = sorted(draw(st.sets(st.sampled_from(list(Slot)), min_size=1)), key=list(Slot).index)
    minutes = sorted(draw(st.sets(st.integers(0, 1439), min_size=len(slots), max_size=len(slots))))
    return {slot: time(minute // 60, minute % 60) for slot, minute in zip(slots, minutes, strict=True)}


@st.composite
def all_groups(draw: st.DrawFn) -> Group:
    """Groups whose times on holidays, if any, keep the order of the day."""
    group = draw(usual_groups)
    moved = draw(st.sets(st.sampled_from(list(group.slots))))
    on_holidays = {slot: at.replace(second=0) for slot, at in group.slots.items() if slot in moved}
    return replace(group, holiday_slots=on_holidays)


usual_groups = st.builds(
    Group,
    id=ids,
    name=names,
    kind=st.sampled_from(GroupKind),
    size=st.integers(0, 999_999_999),
    zone=zones,
    slots=slot_times().map(MappingProxyType),
    promo_cap=st.none() | st.integers(0, 9999).map(lambda n: n / 1000),
    starts_on=days,
    ends_on=late_days,
    blackouts=st.frozensets(st.dates(), max_size=3),
    shares_members_with=st.frozensets(ids, max_size=3),
    tags=st.frozensets(lines, max_size=2),
)
groups = all_groups()
sops = st.builds(Sop, **dict.fromkeys(Sop.__slots__, st.just("") | lines)).filter(lambda sop: sop != Sop())


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    options = draw(
        st.lists(st.sampled_from(["甲", "=丙", "-丁", "'@戊", "85"]), min_size=2, max_size=4, unique=True)
    )
    letter = draw(st.sampled_from("ABCD"[: len(options)]))
    return Quiz(draw(texts), tuple(options), letter, draw(st.just("") | texts))


stories = st.builds(
    Story,
    id=ids,
    title=names,
    product=ids,
    form=texts,
    hook=texts,
    quiz=quizzes(),
    clue=texts,
    solution=texts,
    solution_title=st.just("") | texts,
    steps=st.lists(st.builds(SolutionStep, lines, st.just("") | lines), max_size=3).map(tuple),
    kinds=st.frozensets(st.sampled_from(GroupKind)),
    elements=st.lists(lines, max_size=3).map(tuple),
    promo=st.integers(0, 1000).map(lambda n: n / 1000),
    theme=st.just("") | lines,
    wants_photo=st.booleans(),
    valid_from=days,
    valid_to=late_days,
    forms=st.dictionaries(st.sampled_from(Slot), lines.filter(lambda form: "=" not in form), max_size=3),
    tags=st.frozensets(lines, max_size=2),
    persona=st.just("") | lines,
    arc=st.just("") | lines,
    sop=st.dictionaries(st.sampled_from(Slot), sops, max_size=3),
)
members = st.builds(Member, ids, names, st.none() | ids)
aliases = st.lists(lines.map(one_line).filter(bool), max_size=3, unique=True).map(tuple)
products = st.builds(Product, ids, names, aliases)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "yaml", "json"])
@pytest.mark.parametrize(
    "things, read",
    [(groups, read_groups), (stories, read_stories), (members, read_members), (products, read_products)],
    ids=["groups", "stories", "members", "products"],
)
def test_what_is_written_is_read_back_the_same(tmp_path: Path, suffix: str, things, read) -> None:
    path = tmp_path / f"table.{suffix}"

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(things, min_size=1, max_size=4, unique_by=lambda thing: thing.id))
    def back_again(rows: list) -> None:
        write_rows(path, rows)
        assert read(path) == rows

    back_again()


@given(st.text("'=+-@\t\rx"))
def test_no_cell_begins_like_a_formula_and_every_cell_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


def test_rows_are_not_written_without_a_known_suffix_or_without_rows(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"written as \.csv, \.xlsx, \.yaml or \.json"):
        write_rows(tmp_path / "t.toml", [Product("p1", "x")])
    with pytest.raises(WrongInput, match="nothing to write"):
        write_rows(tmp_path / "t.csv", [])
