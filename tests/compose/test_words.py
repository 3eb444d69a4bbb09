"""The four texts of a day hang together, credit the member, and never trip over what a member wrote."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compose.copy_templates import CopyBook, Voice, evening_word, load_copy
from content.errors import WrongInput
from content.model import Group, Member, Quiz, Slot, Story, Submission
from content.text.winners import has_form, is_broken

SHIPPED = Path(__file__).resolve().parents[2] / "templates/copy"
VOICE = Voice("春日小家", "小春 · 店长", "长按收藏这张")
GROUP = Group("g1", "徐汇 1 群")
BY = Member("m1", "阿雅", "g1")


@pytest.fixture(scope="module")
def copy() -> CopyBook:
    return load_copy([SHIPPED])


def test_the_morning_asks_the_hook_and_promises_the_evening(
    copy: CopyBook, a_story: Callable[..., Story]
) -> None:
    told = copy.text(Slot.MORNING, a_story(), GROUP, VOICE, None, None)
    assert "周一这口黑，谁先喝完？" in told
    assert "今晚八点" in told


@pytest.mark.parametrize("persona", ["", "teacher", "en"])
def test_the_evening_has_a_place_for_names_where_the_brand_wants_one(
    persona: str, copy: CopyBook, a_story: Callable[..., Story]
) -> None:
    story = a_story(persona=persona)
    on = replace(copy, names_winners=True).text(Slot.EVENING, story, GROUP, VOICE, None, None)
    off = copy.text(Slot.EVENING, story, GROUP, VOICE, None, None)
    assert has_form(on)
    assert not is_broken(on)
    assert not has_form(off)


def test_an_evening_without_a_noon_has_no_place_for_names(
    copy: CopyBook, a_story: Callable[..., Story]
) -> None:
    group = replace(GROUP, slots={Slot.EVENING: time(20)})
    told = replace(copy, names_winners=True).text(Slot.EVENING, a_story(), group, VOICE, None, None)
    assert not has_form(told)


def test_the_noon_lists_every_option_by_its_letter(copy: CopyBook, a_story: Callable[..., Story]) -> None:
    told = copy.text(Slot.NOON, a_story(), GROUP, VOICE, None, None)
    assert "\nA. 85 ℃\nB. 92 ℃\nC. 100 ℃\n" in told


def test_the_afternoon_names_the_member_and_keeps_their_words(
    copy: CopyBook, a_story: Callable[..., Story], a_submission: Callable[..., Submission]
) -> None:
    share = a_submission(text="八点半的厨房，太喜欢了")
    told = copy.text(Slot.AFTERNOON, a_story(), GROUP, VOICE, share, BY)
    assert "@阿雅" in told
    assert "「八点半的厨房，太喜欢了」" in told
    assert a_story().clue in told


@pytest.mark.parametrize("persona", ["", "pal", "teacher"])
@pytest.mark.parametrize("slot", Slot)
def test_no_slot_quotes_a_complaint(
    slot: Slot,
    persona: str,
    copy: CopyBook,
    a_story: Callable[..., Story],
    a_submission: Callable[..., Submission],
) -> None:
    share = a_submission(text="不好吃，饭根本不像饭")
    told = copy.text(slot, a_story(persona=persona), GROUP, VOICE, share, BY)
    assert "不好吃" not in told
    assert "「」" not in told


def test_a_copy_template_of_one_s_own_is_not_handed_a_complaint(
    tmp_path: Path, a_story: Callable[..., Story], a_submission: Callable[..., Submission]
) -> None:
    (tmp_path / "afternoon.txt.j2").write_text("{{ nickname }}：{{ said }}{{ story.clue }}", encoding="utf-8")
    book, story = load_copy([SHIPPED, tmp_path]), a_story()
    share = a_submission(text="很失望，退货了")
    assert book.text(Slot.AFTERNOON, story, GROUP, VOICE, share, BY) == f"阿雅：{story.clue}"


def test_the_evening_gives_the_solution_and_thanks(
    copy: CopyBook, a_story: Callable[..., Story], a_submission: Callable[..., Submission]
) -> None:
    told = copy.text(Slot.EVENING, a_story(), GROUP, VOICE, a_submission(), BY)
    assert "「周一这口黑，谁先喝完？」" in told, "it refers back to the morning"
    assert a_story().solution in told
    assert "@阿雅" in told


def test_a_group_without_a_noon_is_not_promised_one(copy: CopyBook, a_story: Callable[..., Story]) -> None:
    morning_and_evening = Group("g1", "早晚群", slots={Slot.MORNING: time(8), Slot.EVENING: time(20)})
    assert "中午" not in copy.text(Slot.MORNING, a_story(), morning_and_evening, VOICE, None, None)


def test_without_a_photo_every_text_still_reads(copy: CopyBook, a_story: Callable[..., Story]) -> None:
    for slot in Slot:
        told = copy.text(slot, a_story(), GROUP, VOICE, None, None)
        assert "@" not in told
        assert "None" not in told


@given(text=st.text(max_size=300), nickname=st.text(min_size=1, max_size=30))
def test_whatever_a_member_writes_is_text_and_nothing_else(copy: CopyBook, text: str, nickname: str) -> None:
    story = Story("s", "t", "mug", "choice", "钩子", Quiz("问?", ("一", "二"), "A", "因为"), "线索", "解答")
    said = Submission("i", "g1", "m", text, datetime(2026, 11, 20, tzinfo=UTC), ())
    for slot in Slot:
        told = copy.text(slot, story, GROUP, VOICE, said, Member("m", nickname))
        assert "\u202e" not in told


def test_jinja_in_a_caption_stays_a_caption(
    copy: CopyBook, a_story: Callable[..., Story], a_submission: Callable[..., Submission]
) -> None:
    told = copy.text(
        Slot.AFTERNOON, a_story(), GROUP, VOICE, a_submission(text="很喜欢这个杯子 {{ 7 * 7 }}{% raw %}"), BY
    )
    assert "很喜欢这个杯子 {{ 7 * 7 }}{% raw %}" in told


@pytest.mark.parametrize(
    ("at", "word"),
    [
        ("20:00", "今晚八点"),
        ("19:30", "今晚七点半"),
        ("19:40", "今晚 19:40"),
        ("17:00", "今晚 17:00"),
        ("22:00", "今晚十点"),
    ],
)
def test_the_evening_is_said_as_one_says_it(at: str, word: str) -> None:
    assert evening_word(Group("g", "群", slots={Slot.EVENING: time.fromisoformat(at)})) == word


def test_a_group_without_an_evening_is_told_later() -> None:
    assert evening_word(Group("g", "群", slots={Slot.MORNING: time(8)})) == "晚些时候"


def test_a_workspace_may_say_it_its_own_way(tmp_path: Path, a_story: Callable[..., Story]) -> None:
    (tmp_path / "noon.txt.j2").write_text("{{ persona }}问:{{ quiz.question }}", encoding="utf-8")
    book = load_copy([SHIPPED, tmp_path])
    assert book.text(Slot.NOON, a_story(), GROUP, VOICE, None, None) == "小春 · 店长问:手冲的水，烧到几度？"
    assert "答案" in book.text(Slot.EVENING, a_story(), GROUP, VOICE, None, None)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ quiz.question", "noon.txt.j2, line 1 cannot be used"),
        ("{{ no_such_word }}", "cannot be filled: 'no_such_word' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "cannot be filled: access to attribute '__class__'"),
    ],
)
def test_a_broken_template_is_named_with_what_is_wrong(
    tmp_path: Path, a_story: Callable[..., Story], template: str, said: str
) -> None:
    (tmp_path / "noon.txt.j2").write_text(template, encoding="utf-8")
    with pytest.raises(WrongInput) as refused:
        load_copy([SHIPPED, tmp_path]).text(Slot.NOON, a_story(), GROUP, VOICE, None, None)
    assert said in str(refused.value)
