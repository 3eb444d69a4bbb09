"""The tables of offices that lie beside the checkout are read as they are meant, or say what to write."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from channels.imports import read_groups, read_members, read_products, read_stories
from content.model import Group, Member, Product, Slot
from tests.channels.office import refusal

TIMES = dict(zip(Slot, (time(9), time(12), time(17), time(21)), strict=True))
FOUNDED = Group("g-sh", "上海", size=186, starts_on=date(2026, 12, 1))
TEA = Group("g-sh", "山隐·上海茶友群", size=186, slots=TIMES)
ALL_GROUPS = {
    "g-sh": "daily",
    "g-cd": "daily",
    "g-spring": "flash",
    "g-yan": "precise",
    "g-vip": "super",
    "g-van": "revive",
}
RIGHT: dict[str, Callable[[Any], bool]] = {
    "groups.xlsx": lambda groups: {group.id: group.kind for group in groups} == ALL_GROUPS,
    "members.xlsx": lambda members: len(members) == 25 and members[0] == Member("wx001", "阿岚", "g-sh"),
    "products.xlsx": lambda products: len(products) == 8 and products[0] == Product("longjing", "明前龙井"),
    "stories.xlsx": lambda stories: len(stories) == 10 and stories[-1].valid_to is None,
    "s_elements顿号.xlsx": lambda stories: stories[0].elements == ("福利", "关怀"),
    "s_商品中文名.xlsx": lambda stories: stories[0].product == "明前龙井",
    "s_形式中文.xlsx": lambda stories: stories[0].form == "choice",
    "s_第二个表.xlsx": lambda stories: stories[0].title == "水温",
    "s_答案数字.xlsx": lambda stories: stories[0].quiz.answer == "B",
    "s_选项顿号.xlsx": lambda stories: stories[0].quiz.answer == "B",
    "s_长钩子.xlsx": lambda stories: stories[0].hook.endswith("你说怎么办呢"),
    "日期_休群区间.xlsx": lambda groups: groups[0].blackouts == {date(2026, 12, day) for day in (24, 25, 26)},
    **{
        f"日期_{name}.xlsx": lambda groups: groups == [FOUNDED]
        for name in ("序列号文本", "日期时间格", "真日期格", "短年")
    },
    "时段_24点.xlsx": lambda groups: groups[0].slots == TIMES | {Slot.EVENING: time(23, 59)},
    **{
        f"时段_{name}.xlsx": lambda groups: groups == [TEA]
        for name in ("9点半字", "上午9点", "中文键", "只四个钟点", "四列时间格", "逗号顿号")
    },
    **{
        f"社群_{name}": lambda groups: {group.id: group.kind for group in groups} == ALL_GROUPS
        for name in (
            "gbk.csv",
            "gbk_中文表头.csv",
            "中文表头.xlsx",
            "中文表头_标题合并.xlsx",
            "多余列.csv",
            "英文表头.xlsx",
        )
    },
    "社群_英文表头_标题合并.xlsx": lambda groups: {group.id: group.kind for group in groups} == ALL_GROUPS,
    "社群_utf8bom_分号_slots.csv": lambda groups: groups == [Group("g-sh", "上海", slots=TIMES)],
    **{
        f"群_{name}.xlsx": lambda groups: groups == [Group("g-sh", "上海", size=186)]
        for name in ("人数带人字", "全角人数", "时区北京")
    },
    "群_数字编号.xlsx": lambda groups: groups == [Group("1001", "上海", size=186)],
    "群_空格编号.xlsx": lambda groups: groups == [Group("g sh", "上海", size=186)],
}
WRONG = {
    "s_promo文字.xlsx": "第 2 行，promo 列：高 不是 0 到 1 的数；要写成 0.3 或 30% 这样",
    "s_有效期中文.xlsx": "第 2 行，valid_to 列：12月31日 没有年份；要写成 2026-12-31 这样",
    "s_word.docx": "请把里面的表格复制到 Excel 或 WPS 表格里",
    "日期_美式.xlsx": "12/1/2026 可以是 2026-12-01，也可以是 2026-01-12；请写成其中一个",
}


def reader_of(path: Path) -> Callable[[Path], Any]:
    readers = {"s": read_stories, "stories": read_stories, "products": read_products, "members": read_members}
    return readers.get(path.stem.partition("_")[0], read_groups)


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_an_office_table_is_read_as_it_is_meant(shared: Path, name: str) -> None:
    path = shared / "data/office_tables" / name
    assert RIGHT[name](reader_of(path)(path))


@pytest.mark.parametrize("name", sorted(WRONG))
def test_an_office_table_that_may_mean_several_says_what_to_write(shared: Path, name: str) -> None:
    path = shared / "data/office_tables" / name
    assert WRONG[name] in refusal(reader_of(path), path, "zh")


def test_no_office_table_is_left_out(shared: Path) -> None:
    there = {path.name for path in (shared / "data/office_tables").iterdir()}
    assert there - {"README.md", "brand.py", "t2.py"} == RIGHT.keys() | WRONG.keys()
