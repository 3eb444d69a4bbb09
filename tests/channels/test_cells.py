"""What people write into cells is understood where a person would understand it, else refused."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import cells, story_cells
from channels.cells import Noted, as_text
from channels.day_cells import EXCEL_BEGINS, a_day, days
from channels.slot_times import slot_times
from channels.zones import a_zone
from content.messages import render
from content.model import GroupKind, Slot
from content.validation import BadValue

FOUR = (time(9), time(12), time(17), time(21))


def plainly(value: Any) -> Any:
    """The value, without what is noted on it."""
    return value.value if isinstance(value, Noted) else value


def notes_on(value: Any) -> list[str]:
    return [render(note, "en") for note in value.notes] if isinstance(value, Noted) else []


def refusal(parse: Callable[[Any], Any], text: Any) -> str:
    with pytest.raises(BadValue) as caught:
        parse(text)
    return render(caught.value.message, "en")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-12-01", "2026/12/1", "2026.12.1", "2026年12月1日", "2026 年 12 月 1 号", "20261201"),
        *(
            "２０２６－１２－０１",
            "2026-12-01（周二）",
            "2026-12-01 00:00:00",
            "Dec 1, 2026",
            "1 December 2026",
        ),
        *("46357", "46357.0", "26-12-1", "26年12月1日", "2026-12-01 14:30"),
    ],
)
def test_a_day_is_understood_however_it_is_written(text: str) -> None:
    assert plainly(a_day(text)) == date(2026, 12, 1)


@pytest.mark.parametrize("text, day", [("12/25/2026", 25), ("25/12/2026", 25), ("24.12.2026", 24)])
def test_a_day_with_its_year_last_is_understood_where_it_can_be_one_alone(text: str, day: int) -> None:
    assert a_day(text) == date(2026, 12, day)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("12/1/2026", "'12/1/2026' may be 2026-12-01 or 2026-01-12; write one of these"),
        ("12/1/26", "'12/1/26' has a year of two digits and may be several days; write it as 2026-12-24"),
        ("12月31日", "'12月31日' has no year; write it as 2026-12-31"),
        ("12.31", "'12.31' has no year; write it as 2026-12-31"),
        ("2026-02-30", "'2026-02-30' is not a day; write it as 2026-12-24"),
        ("下周", "'下周' is not a day; write it as 2026-12-24"),
    ],
)
def test_a_day_that_may_be_several_or_none_says_what_to_write(text: str, problem: str) -> None:
    assert refusal(a_day, text) == problem


@pytest.mark.parametrize("text", ["46357", "26-12-1", "2026-12-01 14:30"])
def test_what_was_read_into_a_day_is_noted(text: str) -> None:
    assert notes_on(a_day(text)) == [f"'{text}' is read as 2026-12-01"]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_serial_number_and_its_day_are_the_same(day: date) -> None:
    assert plainly(a_day(str((day - EXCEL_BEGINS).days))) == plainly(a_day(f"{day:%Y年%m月%d日}")) == day


@pytest.mark.parametrize(
    "text",
    [
        *("2026-12-24~2026-12-26", "2026-12-24 至 2026-12-26", "2026年12月24日到26日", "2026.12.24～12.26"),
        *("2026-12-24、2026-12-25，2026-12-26", "2026-12-24;46381;2026-12-26", "2026-12-24 2026-12-25~26"),
    ],
)
def test_days_and_ranges_of_days_are_listed(text: str) -> None:
    assert plainly(days(text)) == [date(2026, 12, 24) + timedelta(days=n) for n in range(3)]


def test_a_range_of_days_has_its_beginning_first() -> None:
    assert "no range of at most 366 days" in refusal(days, "2026-12-26~2026-12-24")


@pytest.mark.parametrize(
    "text",
    [
        *("morning=9:00;noon=12:00;afternoon=17:00;evening=21:00", "早=09:00;午=12:00;暮=17:00;晚=21:00"),
        *(
            "09:00;12:00;17:00;21:00",
            "9:00、12:00、17:00、21:00",
            "9点 12点 17点 21点",
            "09:00\n12:00\n17:00\n21:00",
        ),
        *(
            "上午9点;中午12点;下午5点;晚上9点",
            "morning=上午九点，noon=十二点，afternoon=下午五点整，evening=晚上9点钟",
        ),
        *("早：9：00，午：12：00，暮：17：00，晚：21：00", "早 9:00 午 12:00 暮 5:00 晚 9:00", "9 12 17 21"),
        *(
            "早＝０９：００；午＝１２：００；暮＝１７：００；晚＝２１：００",
            "9am, 12pm, 5pm, 9 pm",
            "0.375;0.5;17:00;21:00:00",
        ),
    ],
)
def test_the_four_times_of_a_day_are_understood_however_they_are_written(text: str) -> None:
    assert plainly(slot_times(text)) == dict(zip(Slot, FOUR, strict=True))


@pytest.mark.parametrize(
    "text, at",
    [
        *(
            ("早=9点半", time(9, 30)),
            ("早=九点一刻", time(9, 15)),
            ("早=9点05分", time(9, 5)),
            ("早9:30", time(9, 30)),
        ),
        *(
            ("晚上9点半", time(21, 30)),
            ("下午3点", time(15)),
            ("晚=24:00", time(23, 59)),
            ("晚=晚上12点", time(23, 59)),
        ),
    ],
)
def test_a_slot_by_its_own_name_has_its_time(text: str, at: time) -> None:
    assert list(plainly(slot_times(text)).values()) == [at]


def test_midnight_is_the_last_minute_of_the_day_and_noted() -> None:
    assert notes_on(slot_times("早=09:00;晚=24:00")) == ["'24:00' is read as 23:59"]


def test_nine_in_the_evening_is_not_nine_in_the_morning_and_noted() -> None:
    assert notes_on(slot_times("早=9:00;晚=9:00")) == ["'晚9:00' is read as 21:00"]


def test_an_english_slot_keeps_the_time_that_it_names() -> None:
    assert slot_times("evening=09:00") == {Slot.EVENING: time(9)}


@pytest.mark.parametrize(
    "text, problem",
    [
        ("9:00;21:00", "times alone must be four"),
        ("早=9:00;早上=10:00", "morning is there twice"),
        ("早=9点70", "is not a time of day; write it as 08:00"),
        ("早=", "is not a slot with its time"),
        ("半夜=23:00", "is not a slot (morning, noon, afternoon, evening)"),
        ("早=10:00;午=9:00", "noon at 09:00 does not come after morning at 10:00"),
    ],
)
def test_slots_that_cannot_be_meant_say_what_to_write(text: str, problem: str) -> None:
    assert problem in refusal(slot_times, text)


@pytest.mark.parametrize(
    "cell, text", [(timedelta(days=1), "24:00"), (time(9), "09:00:00"), (timedelta(hours=9), "9:00")]
)
def test_a_time_cell_becomes_a_text_that_is_a_time(cell: object, text: str) -> None:
    assert as_text(cell) == text


@pytest.mark.parametrize(
    "text, zone",
    [
        *(("北京时间", "Asia/Shanghai"), ("asia/shanghai", "Asia/Shanghai"), ("温哥华", "America/Vancouver")),
        *(("UTC", "UTC"), ("UTC+8", "Etc/GMT-8"), ("GMT-05:00", "Etc/GMT+5"), ("ＵＴＣ＋８", "Etc/GMT-8")),
        *(("东八区", "Etc/GMT-8"), ("西五区", "Etc/GMT+5"), ("UTC+0", "UTC")),
    ],
)
def test_a_zone_is_understood_by_its_names(text: str, zone: str) -> None:
    assert plainly(a_zone(text)) == zone


def test_an_offset_is_fixed_and_says_so() -> None:
    assert "fixed offset Etc/GMT-8, without summer time" in notes_on(a_zone("UTC+8"))[0]
    assert "no zone with the fixed offset 'UTC+5:30'; write a city" in refusal(a_zone, "UTC+5:30")
    assert "not a known time zone" in refusal(a_zone, "UTC+25:00:00")


@pytest.mark.parametrize(
    "text, count",
    [
        ("186", 186),
        ("１８６", 186),
        ("1,860", 1860),
        ("１，８６０人", 1860),
        ("86 人", 86),
        ("1.2万", 12000),
        ("86.0", 86),
    ],
)
def test_a_count_is_understood_with_its_unit(text: str, count: int) -> None:
    assert cells.a_count(text) == count


@pytest.mark.parametrize("text", ["-3", "1.5", "86~90", "1,86", "很多", ""])
def test_what_is_no_count_is_refused(text: str) -> None:
    assert refusal(cells.a_count, text).endswith("is not a whole number of 0 or more")


@pytest.mark.parametrize("text, share", [("0.3", 0.3), ("30%", 0.3), ("３０％", 0.3), ("0", 0.0), ("1", 1.0)])
def test_a_share_may_be_a_percentage(text: str, share: float) -> None:
    assert cells.a_fraction(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["高", "30", "-1%", "nan", "三成"])
def test_what_is_no_share_says_how_one_is_written(text: str) -> None:
    assert refusal(cells.a_fraction, text).endswith("write it as 0.3 or 30%")


@pytest.mark.parametrize("text", ["日常", "日常群", "Daily", " daily ", "ｄａｉｌｙ"])
def test_a_kind_has_its_names_in_both_languages(text: str) -> None:
    assert cells.a_kind(text) is GroupKind.DAILY


@pytest.mark.parametrize(
    "text, truth", [("是", True), ("√", True), ("YES", True), ("１", True), ("否", False), ("×", False)]
)
def test_yes_and_no_have_many_names(text: str, truth: bool) -> None:
    assert cells.a_truth(text) is truth


def test_an_id_keeps_its_spaces_and_loses_what_a_spreadsheet_added() -> None:
    assert cells.an_id(" g sh ") == "g sh"
    assert cells.an_id("\ufeffg-1\u200b") == "g-1"
    assert plainly(cells.an_id("1001.0")) == "1001"
    assert "the end of the id is gone" in refusal(cells.an_id, "7.26185e+18")


@pytest.mark.parametrize("between", ["、", "，", ",", ";", "；", "/", " ", "\n"])
def test_a_list_is_split_at_what_people_write_between_words(between: str) -> None:
    text = between.join(("福利", "关怀"))
    assert cells.codes(text) == cells.words(text) == ["福利", "关怀"]


def test_a_word_with_a_blank_stays_one_word() -> None:
    assert cells.words("Big Mug、小杯") == ["Big Mug", "小杯"]
    assert cells.ids("g sh、g cd") == ["g sh", "g cd"]
    assert cells.words("Big Mug, large;") == ["Big Mug, large"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "A、热水 B、冷水 C、温水",
            "A.热水;B.冷水;C.温水",
            "Ａ．热水\nＢ．冷水\nＣ．温水",
            "(A)热水 (B)冷水 (C)温水",
        ),
        *("热水、冷水、温水", "热水；冷水；温水", "热水\n冷水\n温水", "热水/冷水/温水", "热水|冷水|温水"),
    ],
)
def test_options_may_stand_in_one_cell(text: str) -> None:
    assert story_cells.options(text) == ["热水", "冷水", "温水"]


def test_letters_before_options_go_and_are_noted() -> None:
    read = story_cells.options(["A. 热水", "B、冷水", ""])
    assert plainly(read) == ["热水", "冷水"]
    assert notes_on(read) == ["the letters before the options are left out: 热水, 冷水"]


@pytest.mark.parametrize(
    "answer",
    ["B", "b", "Ｂ", "2", "２", "85度", "B、85度", "b. 85度", "选项B", "（B）", "答案：B", "答案是B", "B项"],
)
def test_an_answer_is_a_letter_a_number_or_the_text(answer: str) -> None:
    assert story_cells.right_letter(answer, {"options": ["100度", "85度"]}) == "B"


@pytest.mark.parametrize(
    "answer, options, problem",
    [
        ("C", ["x", "y"], "'C' is no option's letter; the options are A, B"),
        ("3", ["x", "y"], "'3' is no option's letter; the options are A, B"),
        ("2", ["2", "4"], "'2' may be option B or the text of option A; write the letter"),
        ("B、92度", ["100度", "85度"], "'B、92度' differs from option B, '85度'; write the letter alone"),
    ],
)
def test_an_answer_that_may_be_two_or_none_is_refused(answer: str, options: list[str], problem: str) -> None:
    assert refusal(lambda text: story_cells.right_letter(text, {"options": options}), answer) == problem


@pytest.mark.parametrize("form", ["选择题", "单选题", "choice"])
def test_a_form_has_its_names_in_both_languages(form: str) -> None:
    assert story_cells.a_form(form) == "choice"
    assert story_cells.a_form("连环画") == "连环画"
