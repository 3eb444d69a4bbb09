"""Tables as offices write them: titles, sums, merged cells, Chinese names, other delimiters."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from channels.consent_table import CONSENTS
from channels.days_table import DAYS
from channels.definitions import Definition
from channels.group_table import GROUPS, MEMBERS, PRODUCTS
from channels.imports import read, read_groups, read_members, read_products, read_stories
from channels.orders import SHOP_ORDERS, lists_single_orders, read_orders
from content.model import Group, GroupKind, Member, Product, Slot
from tests.channels.office import CHINESE, LIBRARIES, SHANGHAI, TABLES, a_workbook, notes_of, refusal, written


@pytest.mark.parametrize(
    "encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("suffix", ["csv", "txt", "tsv"])
def test_chinese_tables_are_read_in_every_encoding(
    tmp_path: Path, encoding: str, delimiter: str, suffix: str
) -> None:
    path = written(tmp_path / f"g.{suffix}", CHINESE.replace(",", delimiter), encoding)
    assert read_groups(path) == [SHANGHAI]


def test_a_first_line_may_say_what_separates_cells(tmp_path: Path) -> None:
    path = written(tmp_path / "g.csv", "sep=|\n" + CHINESE.replace(",", "|").replace("日常", "常日"))
    assert "row 3, column 类型: '常日' is not a kind of group" in refusal(read_groups, path)


def test_what_a_file_is_its_bytes_say(tmp_path: Path) -> None:
    book = a_workbook(tmp_path / "g.xlsx", 社群=[["群编号", "群名"], ["g-sh", "上海"]])
    assert read_groups(book.rename(tmp_path / "g.xls")) == [Group("g-sh", "上海")]
    assert read_groups(written(tmp_path / "h.xls", CHINESE.replace(",", "\t"), "gbk")) == [SHANGHAI]


@pytest.mark.parametrize(
    "name, data, zh, en",
    [
        ("s.docx", b"PK\x03\x04xx", "这是 Word 文档", "Copy its table into a spreadsheet"),
        ("s.doc", b"", "另存为 .xlsx 再导入", "save that as .xlsx, and import it"),
        ("s.pdf", b"%PDF", "这是 PDF，不是表格", "this is a PDF and no table"),
        ("s.png", b"", "这是图片，不是表格", "this is a picture and no table"),
        ("s.ods", b"", "另存为 .xlsx", "Save it as .xlsx where it was made"),
        (
            "s.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "旧格式的工作簿",
            "workbook of the old kind",
        ),
        (
            "s.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "这份工作簿有密码",
            "this workbook has a password",
        ),
        ("s.xls", b"<html><table><tr><td>id</td></tr></table>", "这其实是网页", "this is a web page"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, zh: str, en: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert zh in refusal(read_stories, tmp_path / name, "zh")
    assert en in refusal(read_stories, tmp_path / name, "en")


# Headers, sheets and rows that are no entries


def test_headings_may_be_in_traditional_characters_and_in_the_words_of_trades(tmp_path: Path) -> None:
    groups = written(tmp_path / "g.csv", "群號,群名稱,人數\ng-sh,上海茶友,約 186 人\n")
    assert read(GROUPS, groups).items == [SHANGHAI]
    products = written(tmp_path / "p.csv", "條碼,商品名稱\np1,茉莉\n")
    assert [product.id for product in read(PRODUCTS, products).items] == ["p1"]


def test_titles_sums_remarks_and_repeated_headers_are_skipped_and_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *(
            [
                ["山隐社群台账"],
                [],
                ["群编号*", "群名（必填）", "人数(人)", "群主"],
                ["g-sh", "上海茶友", 186, "小林"],
            ]
        ),
        *([["群编号*", "群名（必填）", "人数(人)", "群主"], ["合计", None, 186], ["注：每月更新"]]),
    ]
    reading = read(GROUPS, a_workbook(tmp_path / "g.xlsx", 台账=rows))
    assert reading.items == [SHANGHAI]
    assert notes_of(reading, "zh") == [
        "「群主」列不认得，没有读",
        "1: 表头上面的文字，没有读：山隐社群台账",
        "5: 又是表头",
        "6: 合计行（合计），不是数据",
        "7: 说明文字，不是数据：注：每月更新",
    ]


def test_a_head_of_two_rows_is_one_header(tmp_path: Path) -> None:
    high: list[object] = ["群编号", "群名", "时段", None, None, None, "人数"]
    low: list[object] = [None, None, "早", "午", "暮", "晚", None]
    row: list[object] = ["g-sh", "上海", time(9), time(12), time(17), timedelta(days=1), 86]
    (group,) = read_groups(a_workbook(tmp_path / "g.xlsx", one=[high, low, row]))
    times = (time(9), time(12), time(17), time(23, 59))
    assert group == Group("g-sh", "上海", size=86, slots=dict(zip(Slot, times, strict=True)))


def test_the_sheet_that_has_the_columns_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    head: list[object] = ["商品编号", "商品名"]
    path = a_workbook(
        tmp_path / "p.xlsx",
        说明=[["怎么填", "商品名"], ["看第二页"]],
        商品=[head, ["p1", "龙井"]],
        去年=[head, ["p0", "旧茶"]],
        空=[],
    )
    reading = read(PRODUCTS, path)
    assert reading.items == [Product("p1", "龙井")]
    assert notes_of(reading, "zh") == [
        "读了工作表「商品」",
        "工作表「说明」里没有这张表的列，没有读",
        "工作表「去年」也像这张表，没有读；要读它，请加 --sheet",
    ]
    assert read_products(path, " 去年 ") == [Product("p0", "旧茶")]


def test_empty_rows_and_columns_are_nothing(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, "编号", None, "昵称"],
        [],
        [None, " m1 ", None, "小鹿"],
        ["  "],
        [None] * 4,
    ]
    reading = read(MEMBERS, a_workbook(tmp_path / "m.xlsx", one=rows))
    assert (reading.items, notes_of(reading)) == ([Member("m1", "小鹿")], [])


def test_cells_beside_the_header_are_named(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "m.xlsx", one=[["编号", "昵称"], ["m1", "小鹿", "?"]])
    assert notes_of(read(MEMBERS, path)) == ["column 3 has no name and is not read"]


def test_a_column_that_is_there_under_two_names_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "g.csv", "id,群编号,群名\n1,2,x\n")
    assert "第 1 行：这些列是同一列：id、群编号" in refusal(read_groups, path, "zh")


def test_columns_that_are_missing_are_told_beside_those_not_known(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "商品编号,叫什么\np1,龙井\n")
    assert "少了这些列：商品名（name）" in refusal(read_products, path, "zh")
    assert "这些列不认得：叫什么" in refusal(read_products, path, "zh")


def test_slots_are_written_in_one_way(tmp_path: Path) -> None:
    path = written(tmp_path / "g.csv", "群编号,群名,时段,早\ng1,x,早=9:00,9:00\n")
    assert "第 2 行，早 列：写了「时段」这一列，就不能再有它" in refusal(read_groups, path, "zh")


# Cells of workbooks


def test_cells_that_are_dates_times_and_numbers_are_what_they_show(tmp_path: Path) -> None:
    head: list[object] = ["群编号", "群名", "人数", "开始日期", "结束日期", "早", "晚", "促销上限"]
    row: list[object] = [1001.0, 7, "１，８６０人", date(2026, 12, 1), 46380, time(9, 30), 0.875, "50%"]
    reading = read(GROUPS, a_workbook(tmp_path / "g.xlsx", one=[head, row]))
    assert reading.items == [
        Group(
            *("1001", "7"),
            size=1860,
            slots={Slot.MORNING: time(9, 30), Slot.EVENING: time(21)},
            promo_cap=0.5,
            starts_on=date(2026, 12, 1),
            ends_on=date(2026, 12, 24),
        )
    ]
    assert notes_of(reading) == ["sheet 'one', row 2, column 结束日期: '46380' is read as 2026-12-24"]


def test_an_id_that_a_spreadsheet_shortened_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "m.xlsx", one=[["编号", "昵称"], [7.261850123456789e18, "小鹿"]])
    assert "工作表「one」第 2 行，编号 列：" in refusal(read_members, path, "zh")
    assert "请把这一列设成文本" in refusal(read_members, path, "zh")


# Values


STORY = {
    "剧情编号": "s1",
    "标题": "水温",
    "商品": "明前龙井",
    "题型": "选择题",
    "钩子": "多烫的水？",
    "题目": "几度？",
    "选项": "A、100度 B、85度",
    "答案": "85度",
    "线索": "看这杯",
    "揭晓": "答案是 B。",
}


def a_story(path: Path, **changes: str) -> Path:
    rows = STORY | changes
    return a_workbook(path / "s.xlsx", 剧情线=[list(rows), list(rows.values())])


def test_a_story_may_be_all_chinese(tmp_path: Path) -> None:
    more = {
        "元素": "福利、关怀",
        "适合的群": "日常 快闪",
        "促销": "30%",
        "要照片": "是",
        "有效期至": "2026年12月31日",
    }
    (story,) = read_stories(a_story(tmp_path, **more, 晚SOP="场景：睡前"))
    assert (story.product, story.form, story.quiz.options) == ("明前龙井", "choice", ("100度", "85度"))
    assert (story.quiz.answer, story.elements, story.promo, story.wants_photo) == (
        "B",
        ("福利", "关怀"),
        0.3,
        True,
    )
    assert (story.kinds, story.valid_to) == ({GroupKind.DAILY, GroupKind.FLASH}, date(2026, 12, 31))
    assert story.sop[Slot.EVENING].scene == "睡前"


def test_options_may_stand_under_their_letters(tmp_path: Path) -> None:
    rows = {name: text for name, text in STORY.items() if name != "选项"} | {"A": "100度", "B": "85度"}
    (story,) = read_stories(a_workbook(tmp_path / "s.xlsx", one=[list(rows), list(rows.values())]))
    assert story.quiz.options == ("100度", "85度")


def test_yaml_and_json_have_chinese_names_too(tmp_path: Path) -> None:
    yaml = written(tmp_path / "g.yaml", "- {群编号: g-sh, 群名: 上海茶友, 人数: 186, 群主: 小林}\n")
    reading = read(GROUPS, yaml)
    assert (reading.items, notes_of(reading)) == (
        [SHANGHAI],
        ["the column '群主' is not known and was not read"],
    )
    assert read_groups(
        written(tmp_path / "g.json", '[{"群编号": "g-sh", "群名": "上海茶友", "人数": "186人"}]')
    ) == [SHANGHAI]


@pytest.mark.parametrize("value", ["[1]", "{}", '{"a": [1]}', '[["x"]]', "null"])
@pytest.mark.parametrize("definition", TABLES, ids=lambda definition: definition.name)
def test_lists_and_mappings_where_texts_belong_are_refused(
    tmp_path: Path, definition: Definition[Any], value: str
) -> None:
    row = ", ".join(f'"{column.name}": {value}' for column in definition.columns)
    sentence = refusal(lambda path: read(definition, path), written(tmp_path / "t.json", f"[{{{row}}}]"))
    assert not LIBRARIES.search(sentence)


def test_one_id_written_in_two_ways_is_there_twice(tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", "编号,昵称\n1001,小鹿\n1001.0,阿雅\n")
    assert "第 3 行，编号 列：1001 已经是第 2 行的编号" in refusal(read_members, path, "zh")


def test_orders_of_a_shop_are_added_up_whatever_their_time_of_day(tmp_path: Path) -> None:
    text = "买家,下单时间,数量\nm1,2026-11-20 12:03:09,2\nm1,2026年11月20日,1\n合计,,3\n"
    assert read_orders(written(tmp_path / "o.csv", text, "gbk")) == {("m1", date(2026, 11, 20)): 3}


def test_consents_and_days_off_may_be_all_chinese(tmp_path: Path) -> None:
    consents = written(
        tmp_path / "c.csv", "来稿编号,授权状态,授权范围,用途,凭据\ni1,已同意,所有群,海报、广告,截图\n"
    )
    ((key, consent),) = read(CONSENTS, consents).items
    assert (key, consent.state, consent.scope, consent.uses) == ("i1", "granted", "all", {"poster", "ads"})
    days = written(tmp_path / "d.csv", "日期,节日,放假\n2027年1月1日,元旦,休\n2027-01-10,元旦,调休上班\n")
    assert [day.off for day in read(DAYS, days).items] == [True, False]


def test_a_day_off_has_a_name_that_a_board_has_room_for(tmp_path: Path) -> None:
    days = written(tmp_path / "d.csv", f"日期,节日\n2027-01-01,{'元旦' * 30}\n")
    assert "第 2 行，节日 列：这里最多 40 个字，现在有 60 个" in refusal(
        lambda path: read(DAYS, path), days, "zh"
    )


def test_a_formula_without_its_value_is_refused_by_sheet_row_and_column(tmp_path: Path) -> None:
    rows = [["群编号", "群名", "类型"], ["g1", "茶友", "日常"], [None, '=B2&"二"', None]]
    path = a_workbook(tmp_path / "g.xlsx", 群=rows)
    chinese = refusal(read_groups, path, "zh")
    assert '工作表「群」第 3 行，群名 列：公式 =B2&"二" 没有存下结果' in chinese
    assert "请用 Excel 或 WPS 打开再保存，或者直接填上值" in chinese
    assert "sheet '群', row 3, column 群名: the formula =B2&\"二\" has no saved value" in refusal(
        read_groups, path
    )


def test_a_formula_whose_saved_value_is_empty_is_an_empty_cell(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "g.xlsx", one=[["群编号", "群名", "人数"], ["g1", "茶友", "=X1"]])
    saved = tmp_path / "saved.xlsx"
    with ZipFile(path) as archive, ZipFile(saved, "w") as out:
        for part in archive.infolist():
            data = archive.read(part).replace(b'r="C2"><f>X1</f><v />', b'r="C2" t="str"><f>X1</f><v></v>')
            out.writestr(part, data.replace(b'r="C2"><f>X1</f><v></v>', b'r="C2" t="str"><f>X1</f><v></v>'))
    assert "X1" in refusal(read_groups, path)
    assert [group.name for group in read_groups(saved)] == ["茶友"]


def test_a_formula_in_a_column_that_nobody_reads_refuses_nothing(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "g.xlsx", one=[["群编号", "群名", "算"], ["g1", "茶友", "=A2"]])
    assert [group.id for group in read_groups(path)] == ["g1"]


# Whatever is in them


@pytest.mark.parametrize("title", ["社群台账, 2026, 杭州, 新", "群, 店", "说明：编号, 群名"])
def test_a_title_with_commas_does_not_part_a_table_of_semicolons(tmp_path: Path, title: str) -> None:
    path = written(tmp_path / "g.csv", f"{title}\n群编号;群名;人数\ng1;一群;86\ng2;二群;99\n")
    assert [(group.id, group.name, group.size) for group in read_groups(path)] == [
        ("g1", "一群", 86),
        ("g2", "二群", 99),
    ]


@pytest.mark.parametrize("mark", ["|", "，"])
def test_cells_may_stand_between_bars_and_full_width_commas(tmp_path: Path, mark: str) -> None:
    text = CHINESE.replace(",", mark)
    assert read_groups(written(tmp_path / "groups.csv", text)) == [SHANGHAI]


@pytest.mark.parametrize(
    "zone",
    ["China Standard Time", "中国上海", "Asia/Beijing", "(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐"],
)
def test_what_windows_and_people_call_the_zone_of_china(tmp_path: Path, zone: str) -> None:
    (group,) = read_groups(
        a_workbook(tmp_path / "g.xlsx", 群=[["群编号", "群名", "时区"], ["g1", "群", zone]])
    )
    assert group.zone == "Asia/Shanghai"


def test_an_offset_may_stand_without_utc(tmp_path: Path) -> None:
    (group,) = read_groups(
        a_workbook(tmp_path / "g.xlsx", 群=[["群编号", "群名", "时区"], ["g1", "群", "+08:00"]])
    )
    assert group.zone == "Etc/GMT-8"


@pytest.mark.parametrize(
    "row",
    [[2, None, None], ["以上共 1 个群", None, None], [None, "制表人：小林", None], [None, "本页小计", 186]],
    ids=["a number alone", "a count in words", "who made it", "a sum in the column of ids"],
)
def test_rows_below_that_are_no_entries_are_skipped_and_told(tmp_path: Path, row: list[object]) -> None:
    rows = [["序号", "群编号", "群名"], [1, "g1", "群"], row]
    reading = read(GROUPS, a_workbook(tmp_path / "g.xlsx", 群=rows))
    assert [group.id for group in reading.items] == ["g1"]
    assert [skipped.number for skipped in reading.skipped] == [3]
    assert notes_of(reading, "zh")


def test_of_two_sheets_alike_the_one_that_people_see_is_read(tmp_path: Path) -> None:
    rows = [["群编号", "群名"], ["g1", "旧"]], [["群编号", "群名"], ["g1", "新"]]
    file = a_workbook(tmp_path / "g.xlsx", 旧表=rows[0], 新表=rows[1])
    book = load_workbook(file)
    book["旧表"].sheet_state = "hidden"
    book.active = 1
    book.save(file)
    assert [group.name for group in read_groups(file)] == ["新"]


@pytest.mark.parametrize(
    "written_as", ["2026年11月30日 上午9点", "2026年11月30日下午3点半", "2026/11/30 9:03"]
)
def test_a_time_of_day_beside_a_day_is_no_matter(tmp_path: Path, written_as: str) -> None:
    rows = [["会员编号", "昵称", "退群时间"], ["m1", "小雨", written_as]]
    (member,) = read_members(a_workbook(tmp_path / "m.xlsx", 成员=rows))
    assert member.left_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "days"), [("2026/12/24-2026/12/26", 3), ("2026年12月24日-26日", 3), ("2026/12/24-12/25", 2)]
)
def test_a_hyphen_between_two_days_is_a_range(tmp_path: Path, text: str, days: int) -> None:
    (group,) = read_groups(
        a_workbook(tmp_path / "g.xlsx", 群=[["群编号", "群名", "休群日"], ["g1", "群", text]])
    )
    assert len(group.blackouts) == days


def test_the_list_of_a_shop_is_read_with_its_own_headings(tmp_path: Path) -> None:
    rows = [
        ["订单编号", "买家会员名", "订单创建时间", "买家实付金额"],
        ["8123456789012345678", "m1", "2026年11月20日 下午3点", "¥1,280.50"],
    ]
    (line,) = read(SHOP_ORDERS, a_workbook(tmp_path / "orders.xlsx", 订单=rows)).items
    assert (line.id, line.clock, str(line.amount)) == (
        "8123456789012345678",
        datetime(2026, 11, 20, 15),  # noqa: DTZ001 - the clock of a shop
        "1280.50",
    )


def test_cells_merged_downwards_are_those_of_each_row(tmp_path: Path) -> None:
    rows = [["群编号", "群名", "人数"], ["g1", "一群", 186], ["g2", "二群", None], ["g3", "三群", None]]
    file = a_workbook(tmp_path / "g.xlsx", 群=rows)
    book = load_workbook(file)
    book["群"].merge_cells("C2:C3")
    book.save(file)
    assert [group.size for group in read_groups(file)] == [186, 186, 0]


def test_the_template_of_orders_is_known_for_what_it_is(tmp_path: Path) -> None:
    rows = [
        ["订单号", "成员编号", "下单时间", "金额"],
        ["D20261120001", "m012", "2026-11-20 20:31", "129.00"],
    ]
    assert lists_single_orders(a_workbook(tmp_path / "orders.xlsx", 订单=rows))


@pytest.mark.parametrize(
    ("headings", "size"),
    [
        (["群编号 Group ID", "群名 Name", "人数 Members"], "1.2k"),
        (["群编号\nGroup ID", "群名\nName", "人数\nMembers"], "1200人次"),
        (["群組編號", "群組名稱", "人數"], "1.2w"),
        (["Group No.", "Name", "Members"], "—"),
    ],
)
def test_headings_may_be_in_two_scripts_and_counts_short(
    tmp_path: Path, headings: list[str], size: str
) -> None:
    path = a_workbook(tmp_path / "g.xlsx", 社群=[headings, ["g-sh", "上海", size]])
    sizes = {"1.2k": 1200, "1200人次": 1200, "1.2w": 12_000, "—": 0}
    assert read_groups(path) == [Group("g-sh", "上海", size=sizes[size])]


def test_another_table_below_a_gap_is_not_read(tmp_path: Path) -> None:
    rows = [
        ["群编号", "群名", "人数"],
        ["g-sh", "上海", 10],
        [None],
        ["员工编号", "姓名", "职务"],
        ["s1", "小林", "店长"],
    ]
    path = a_workbook(tmp_path / "g.xlsx", 社群=rows)
    reading = read(GROUPS, path)
    assert [group.id for group in reading.items] == ["g-sh"]


def test_a_percent_sign_in_the_heading_counts_for_its_cells(tmp_path: Path) -> None:
    head = ["编号", "标题", "商品", "形式", "早", "午", "选项", "答案", "暮", "晚", "促销占比（%）"]
    row = ["s1", "壶", "p1", "选择题", "响吗", "为啥", "A. 气泡\nB. 热胀", "A", "看看", "气泡", 30]
    assert [story.promo for story in read_stories(a_workbook(tmp_path / "s.xlsx", 剧情=[head, row]))] == [0.3]
