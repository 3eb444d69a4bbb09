"""Copy does not repeat itself: variants go round by group and day."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from channels.imports import read_groups, read_members, read_stories
from content.compose.copy_templates import CopyBook, Variants, Voice, load_copy
from content.model import Group, Member, Slot, Story, Submission

ROOT = Path(__file__).parents[2]
BRAND = ROOT / "examples/chunri"
VOICE = Voice("春日小家", "小春 · 店长", "", {"teacher": "小春老师", "pal": "小春"})
FIRST, DAYS = date(2026, 11, 30), 28
_SENTENCE = re.compile(r"[。！？!?\n：:]+")

Texts = Mapping[tuple[str, date, Slot], str]


@pytest.fixture(scope="module")
def copy() -> CopyBook:
    return load_copy([ROOT / "templates/copy"])


@pytest.fixture(scope="module")
def told(copy: CopyBook, tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """Four weeks of the sample brand: no story twice in 28 days of a group, no author twice in a week."""
    groups = read_groups(BRAND / "groups.yaml")
    stories, members = read_stories(BRAND / "stories.yaml"), read_members(BRAND / "members.yaml")
    return {
        (group.id, day, slot): copy.text(
            slot, story, group, VOICE, _share(member, group), member, presents=story.wants_photo, day=day
        )
        for number, group in enumerate(groups)
        for day, story, member in _weeks(stories, members, number)
        for slot in group.slots
    }


def _weeks(stories: list[Story], members: list[Member], group: int) -> Iterator[tuple[date, Story, Member]]:
    for at in range(DAYS):
        yield (
            FIRST + timedelta(days=at),
            stories[(at + 3 * group) % len(stories)],
            members[(at + group) % len(members)],
        )


def _share(member: Member, group: Group) -> Submission:
    return Submission("i", group.id, member.id, "", datetime(2026, 11, 20, tzinfo=UTC), ())


def sentences(text: str) -> list[str]:
    return [part for each in _SENTENCE.split(text) if (part := each.strip(" 「」"))]


def weeks(told: Texts, slot: Slot | None = None) -> Iterator[list[str]]:
    """The texts of every rolling week of every group."""
    for group in {group for group, _, _ in told}:
        for at in range(DAYS - 6):
            days = {FIRST + timedelta(days=at + n) for n in range(7)}
            yield [
                text
                for (its, day, its_slot), text in told.items()
                if its == group and day in days and slot in (None, its_slot)
            ]


@pytest.mark.parametrize("slot", Slot)
def test_no_two_texts_of_a_group_s_week_end_alike(slot: Slot, told: Texts) -> None:
    for texts in weeks(told, slot):
        last = [text.split("\n")[-1] for text in texts]
        assert len(set(last)) == len(last)


def test_no_sentence_of_the_house_stands_twice_in_a_group_s_week(told: Texts) -> None:
    """What stories say of themselves is theirs: the hook is asked in the morning and again at night."""
    own = {
        part
        for story in read_stories(BRAND / "stories.yaml")
        for said in (
            story.hook.replace("\n", ""),
            story.clue,
            story.solution,
            story.quiz.question,
            *(f"{letter}. {option}" for letter, option in zip("ABCD", story.quiz.options, strict=False)),
        )
        for part in sentences(said)
    }
    for texts in weeks(told):
        counted = Counter(part for text in texts for part in sentences(text) if part not in own)
        assert counted.most_common(1)[0][1] == 1, counted.most_common(3)


def test_nearly_every_cell_reads_otherwise(told: Texts) -> None:
    """Before, a night of 84 mornings had 42 texts, and of 70 noons 26."""
    for slot in Slot:
        texts = [text for (_, _, its), text in told.items() if its is slot]
        assert len(set(texts)) >= 0.95 * len(texts), slot


def test_an_evening_says_this_morning_at_most_twice(told: Texts) -> None:
    evenings = [text for (_, _, slot), text in told.items() if slot is Slot.EVENING]
    assert max(text.count("早上") for text in evenings) <= 2


def test_a_list_of_variants_comes_round_after_all_of_them() -> None:
    choices = list("abcdefgh")
    picked = [Variants("g1", Slot.NOON, FIRST + timedelta(days=n)).pick(choices) for n in range(16)]
    assert picked[:8] == picked[8:]
    assert sorted(picked[:8]) == choices
    other = [Variants("g2", Slot.NOON, FIRST + timedelta(days=n)).pick(choices) for n in range(8)]
    assert other != picked[:8]


def test_the_variants_of_a_day_are_the_same_on_every_run() -> None:
    variants = Variants("xuhui-3", Slot.MORNING, FIRST)
    assert [variants.pick("abcdefgh", name) for name in ("", "open", "close")] == ["g", "a", "c"]


def test_a_template_of_one_s_own_may_offer_few_variants_or_one(tmp_path: Path, told: Texts) -> None:
    (tmp_path / "noon.txt.j2").write_text('{{ pick(["甲", "乙"]) }}{{ pick(["丙"]) }}', encoding="utf-8")
    book = load_copy([ROOT / "templates/copy", tmp_path])
    story, group = read_stories(BRAND / "stories.yaml")[0], Group("g1", "群")
    texts = [
        book.text(Slot.NOON, story, group, VOICE, None, None, day=FIRST + timedelta(days=n)) for n in range(4)
    ]
    assert sorted(texts[:2]) == ["乙丙", "甲丙"]
    assert texts[:2] == texts[2:]


def test_a_story_in_english_is_told_in_english(copy: CopyBook) -> None:
    story = replace(
        read_stories(BRAND / "stories.yaml")[0],
        persona="en",
        hook="Who empties the cup first?",
        clue="No hurry.",
        solution="B.",
    )
    group = Group("g1", "London")
    member = Member("m", "Anna", "g2")
    for slot in (Slot.MORNING, Slot.AFTERNOON, Slot.EVENING):
        text = copy.text(
            slot, story, group, VOICE, _share(member, group), member, day=FIRST, home="Old Friends"
        )
        assert "@Anna of Old Friends" in text
        assert "tonight at 8 pm" in text or slot is not Slot.MORNING
