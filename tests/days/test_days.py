"""A day is called what the papers, the sky and the tables say, and nothing is guessed."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.days_table import read_days_off
from content.days import DAYS, FOLDER, DayKind, Days, read_days
from content.errors import BadTable, WrongInput
from content.messages import render

BUILT_IN = read_days(Path("/no-such-workspace"))


@pytest.fixture
def days() -> Days:
    return BUILT_IN


@pytest.fixture
def with_table(tmp_path: Path) -> Callable[[str], Days]:
    def write(text: str) -> Days:
        (tmp_path / DAYS).write_text(text, encoding="utf-8")
        return read_days(tmp_path)

    return write


def called(days: Days, day: str) -> list[str]:
    return [name.zh for name in days.names_of(date.fromisoformat(day))]


def test_days_off_are_those_of_the_state_councils_papers(days: Days, shared: Path) -> None:
    files = [shared / "data" / "calendar" / "holiday_cn" / f"{year}.json" for year in range(2016, 2027)]
    if not all(file.is_file() for file in files):
        pytest.skip("needs the papers")
    read = [day for file in files for day in json.loads(file.read_text(encoding="utf-8"))["days"]]
    said = {date.fromisoformat(day["date"]): day["isOffDay"] for day in read}
    assert {day: days.is_holiday(day) for day in said} == said
    others = {day for day in days.holidays if day >= min(said)} - said.keys()
    assert {day.isoweekday() for day in others} == {6, 7}, "weekends that lead into a holiday"


def test_a_year_that_is_not_announced_is_not_guessed(days: Days) -> None:
    assert days.is_holiday(date(2027, 10, 1)) is None
    assert days.is_holiday(date(2026, 12, 30)) is None, "the paper of 2027 may move it"
    assert days.is_holiday(date(2026, 12, 28)) is False
    assert days.not_announced(date(2026, 1, 1), date(2028, 1, 1)) == [2027, 2028]


def test_a_make_up_day_says_so_and_is_no_day_off(days: Days) -> None:
    assert called(days, "2026-02-14") == ["春节补班", "情人节"]
    assert days.is_holiday(date(2026, 2, 14)) is False


def test_what_says_the_same_is_said_once(days: Days) -> None:
    assert called(days, "2026-04-05") == ["清明节"], "the day off and the solar term"
    assert called(days, "2026-06-21") == ["端午节", "父亲节", "夏至"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-02-16", "除夕"),
        ("2027-02-05", "除夕"),
        ("2025-05-31", "端午节"),
        ("2026-08-19", "七夕"),
        ("2026-05-10", "母亲节"),
        ("2026-12-22", "冬至"),
        ("2026-06-18", "618"),
        ("2026-11-11", "双 11"),
    ],
)
def test_festivals_terms_and_sales_fall_on_their_days(days: Days, day: str, name: str) -> None:
    assert name in called(days, day)


def test_a_leap_month_has_no_festivals_of_its_own(days: Days) -> None:
    named = [
        day for day, names in days.between(date(2023, 1, 1), date(2023, 12, 31)) if "龙抬头" in str(names)
    ]
    assert named == [date(2023, 2, 21)], "2023 had two second months"


@settings(max_examples=60, deadline=None)
@given(day=st.dates())
def test_every_day_there_is_can_be_asked_for(day: date) -> None:
    names = BUILT_IN.names_of(day)
    assert len({name.zh for name in names}) == len(names)


def test_a_team_adds_replaces_and_drops_days(with_table: Callable[[str], Days]) -> None:
    days = with_table(
        """
        [[days]]
        zh = "会员日"
        en = "members' day"
        on = "18"
        [[days]]
        zh = "双 11"
        kind = "marketing"
        on = "10-31"
        to = "11-11"
        [[days]]
        zh = "跨年"
        on = "12-31"
        to = "01-01"
        [[days]]
        zh = "周年庆"
        on = "2026-09-09"
        to = "2026-09-10"
        [[days]]
        zh = "中元节"
        off = true
        """
    )
    assert called(days, "2026-03-18") == ["会员日"]
    assert called(days, "2026-11-01") == ["双 11"]
    assert [called(days, day)[-1] for day in ("2027-12-31", "2028-01-01")] == ["跨年", "跨年"]
    assert "周年庆" in called(days, "2026-09-10")
    assert "周年庆" not in called(days, "2027-09-10")
    assert called(days, "2026-08-27") == ["开学季"]
    assert days.names_of(date(2026, 3, 18))[0].kind is DayKind.BRAND


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('on = "02-30"', "day is out of range"),
        ('on = "13-01"', "'13' is no number from 1 to 12"),
        ('on = "32"', "'32' is no number from 1 to 31"),
        ('on = "soon"', "is not written as 06-18"),
        ('on = "2026-09-10"\nto = "2026-09-01"', "is before"),
        ('on = "06-18"\nlunar = "05-05"', "one of `on`, `lunar` and `nth`"),
        ("", "one of `on`, `lunar` and `nth`"),
        ('nth = "05-6-7"', "'6' is no number from 1 to 5"),
        ('on = "06-18"\nwhen = 3', "Extra inputs"),
        ('on = "06-18"\nkind = "party"', "pattern"),
        ("on = [", "this is not TOML"),
    ],
)
def test_a_wrong_day_is_named_with_what_is_wrong(
    with_table: Callable[[str], Days], entry: str, why: str
) -> None:
    with pytest.raises(WrongInput, match=r"days\.toml") as refused:
        with_table(f'[[days]]\nzh = "新日子"\n{entry}\n')
    assert why in str(refused.value)


def paper(file: Path, *days: tuple[str, str, bool], year: int = 2027) -> Path:
    said = [{"date": day, "name": name, "isOffDay": off} for day, name, off in days]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"$schema": "x", "year": year, "papers": [], "days": said}), encoding="utf-8")
    return file


def test_a_new_year_is_a_file_in_the_workspace(tmp_path: Path) -> None:
    paper(tmp_path / FOLDER / "2027.json", ("2026-12-31", "元旦", True), ("2027-01-09", "元旦", False))
    days = read_days(tmp_path)
    assert days.is_holiday(date(2026, 12, 31)) is True
    assert (days.is_holiday(date(2027, 1, 9)), days.is_holiday(date(2027, 1, 10))) == (False, False)
    assert called(days, "2027-01-09")[0] == "元旦补班"
    assert days.is_holiday(date(2026, 10, 1)) is True, "the other years stay"


def test_an_imported_year_replaces_ours(tmp_path: Path) -> None:
    paper(tmp_path / FOLDER / "2026.json", ("2026-01-01", "元旦", True), year=2026)
    days = read_days(tmp_path)
    assert days.is_holiday(date(2026, 10, 1)) is False


def test_the_last_days_of_december_stay_with_the_next_years_paper(tmp_path: Path) -> None:
    paper(tmp_path / FOLDER / "2018.json", ("2018-10-01", "国庆节", True), year=2018)
    assert read_days(tmp_path).is_holiday(date(2018, 12, 31)) is True


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"year": 2027, "papers": [], "days": []}', "is not announced"),
        ('{"year": 2027, "days": [{"date": "2027-02-30", "name": "x", "isOffDay": true}]}', "date"),
        ('{"year": 2027, "days": [{"date": "2027-01-01", "name": "", "isOffDay": true}]}', "name"),
        ("[1, 2", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("7", "valid"),
    ],
)
def test_a_file_that_is_no_paper_is_refused(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "2027.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WrongInput) as refused:
        read_days_off(file)
    assert why in str(refused.value)


def test_a_day_twice_is_refused(tmp_path: Path) -> None:
    file = paper(tmp_path / "a.json", ("2027-01-01", "元旦", True), ("2027-01-01", "元旦", False))
    with pytest.raises(WrongInput, match="2027-01-01 is there twice"):
        read_days_off(file)


def test_a_paper_may_be_a_table(tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(
        "date,name,off\n2026/12/31,元旦,是\n2027-01-01,元旦,\n2027-01-09,元旦,否\n", encoding="utf-8"
    )
    read = read_days_off(file)
    assert (read.year, [day.off for day in read.days]) == (2027, [True, True, False])


def test_rows_that_are_no_days_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("date,name,off\n1.2.2027,元旦,是\n2027-01-02,,maybe\n", encoding="utf-8")
    with pytest.raises(BadTable) as refused:
        read_days_off(file)
    assert len(refused.value.problems) == 3
    assert "row 2, column date" in render(refused.value.problems[0], "en")


def test_two_years_in_one_table_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "both.csv"
    file.write_text("date,name\n2026-05-01,劳动节\n2027-05-01,劳动节\n", encoding="utf-8")
    with pytest.raises(WrongInput, match="Give one year a file"):
        read_days_off(file)


def test_days_between_are_in_order_and_have_names(days: Days) -> None:
    first = date(2026, 9, 1)
    found = list(days.between(first, first + timedelta(days=60)))
    assert [day for day, _ in found] == sorted({day for day, _ in found})
    assert all(names for _, names in found)
