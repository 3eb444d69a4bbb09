"""Importing tables by command: what became of each row, in words and as JSON, and twice is once."""

from pathlib import Path

import pytest

from tests.cli.conftest import Sishi

GROUPS = "社群台账\n群编号,群名,人数,群主\ng1,一群,86人,小林\ng2,二群,1001.5,小林\n"


@pytest.fixture
def brand(tmp_path: Path, sishi: Sishi) -> Path:
    sishi("init", str(tmp_path / "brand"))
    return tmp_path / "brand"


def written(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_every_row_is_counted_and_again_is_unchanged(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    table = written(tmp_path / "g.csv", GROUPS.replace("1001.5", "1,001").replace("1,001", '"1,001"'), "gbk")
    first = sishi("group", "import", table, at=brand, lang="zh")
    assert first.code == 0
    assert first.err.splitlines() == [
        f"{table}：新增 2，改动 0，没有变化 0，跳过 1。",
        "「群主」列不认得，没有读",
        "第 1 行，表头上面的文字，没有读：社群台账",
    ]
    again = sishi("group", "import", table, "--json", at=brand).json
    counts = {name: again[name] for name in ("new", "changed", "unchanged", "skipped", "refused")}
    assert counts == {"new": 0, "changed": 0, "unchanged": 2, "skipped": 1, "refused": 0}
    assert [(row["row"], row.get("id"), row["outcome"]) for row in again["rows"]] == [
        (3, "g1", "unchanged"),
        (4, "g2", "unchanged"),
        (1, None, "skipped"),
    ]
    changed = written(tmp_path / "h.csv", "群编号,群名,人数\ng1,一群,86\ng2,二群,99\ng3,三群,1\n")
    outcome = sishi("group", "import", changed, "--json", at=brand).json
    assert [row["outcome"] for row in outcome["rows"]] == ["unchanged", "changed", "new"]


def test_a_refused_table_names_its_rows_in_json_and_takes_nothing(
    sishi: Sishi, brand: Path, tmp_path: Path
) -> None:
    refused = sishi("group", "import", written(tmp_path / "g.csv", GROUPS), "--json", at=brand)
    assert (refused.code, refused.json["refused"], refused.json["new"]) == (2, 1, 0)
    (row,) = refused.json["rows"]
    assert (row["row"], row["outcome"]) == (4, "refused")
    assert row["notes"] == [
        {
            "zh": "第 4 行，人数 列：1001.5 不是 0 或更大的整数；要写成 186 这样",
            "en": "row 4, column 人数: '1001.5' is not a whole number of 0 or more",
        }
    ]
    assert sishi("group", "list", "--json", at=brand).json == []


def test_a_member_and_a_story_may_name_group_and_product(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    sishi("group", "import", written(tmp_path / "g.csv", "群编号,群名\ng1,上海茶友\n"), at=brand)
    sishi(
        "product", "import", written(tmp_path / "p.csv", "编号,名称,别名\np1,明前龙井,龙井、绿茶\n"), at=brand
    )
    members = written(tmp_path / "m.csv", "编号,昵称,群\nm1,小鹿,上海茶友\n")
    head = "编号,标题,商品,形式,钩子,题目,选项,答案,线索,揭晓"
    stories = written(
        tmp_path / "s.csv", f"{head}\ns1,水温,明前龙井,选择题,几度？,几度？,A、热 B、温,2,看,是 B\n"
    )
    for command, table in (("member", members), ("story", stories)):
        outcomes = [sishi(command, "import", table, "--json", at=brand).json for _ in range(2)]
        assert [(outcome["new"], outcome["unchanged"]) for outcome in outcomes] == [(1, 0), (0, 1)]
    assert sishi("member", "list", "--json", at=brand).json[0]["group"] == "g1"
    assert sishi("story", "list", "--json", at=brand).json[0]["product"] == "p1"
    assert sishi("product", "list", "--json", at=brand).json == [
        {"id": "p1", "name": "明前龙井", "aliases": ["龙井", "绿茶"]}
    ]


def test_orders_and_days_off_come_once(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    orders = written(tmp_path / "o.csv", "会员编号,下单时间,数量\nm1,2026-11-20 12:00,2\nm1,2026/11/20,1\n")
    days = written(tmp_path / "d.csv", "日期,节日,放假\n2027年1月1日,元旦,休\n2027-01-10,元旦,上班\n")
    for command in (("koc", "orders", orders), ("days", "import", days)):
        outcomes = [sishi(*command, "--json", at=brand).json for _ in range(2)]
        assert [(outcome["new"], outcome["unchanged"]) for outcome in outcomes] == [(2, 0), (0, 2)]


def test_days_that_a_new_table_leaves_out_are_named(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    sishi(
        "days",
        "import",
        written(tmp_path / "d.csv", "日期,节日\n2027-01-01,元旦\n2027-01-02,元旦\n"),
        at=brand,
    )
    fewer = written(tmp_path / "e.csv", "日期,节日\n2027-01-01,元旦\n")
    assert "2027-01-02" in sishi("days", "import", fewer, at=brand).err


@pytest.mark.parametrize(
    "command",
    [
        *((kind, "import") for kind in ("group", "member", "product", "story", "days", "consent")),
        ("koc", "orders"),
    ],
    ids=" ".join,
)
def test_every_table_has_a_template(
    sishi: Sishi, brand: Path, tmp_path: Path, command: tuple[str, str]
) -> None:
    template = tmp_path / "t.xlsx"
    assert "example row is skipped" in sishi(*command, "--template", str(template)).err
    outcome = sishi(*command, str(template), "--json", at=brand)
    assert (outcome.code, outcome.json["skipped"], outcome.json["new"]) == (0, 1, 0)


def test_without_a_file_it_says_what_to_do(sishi: Sishi, brand: Path) -> None:
    refused = sishi("group", "import", at=brand)
    assert (refused.code, "--template FILE" in refused.err) == (2, True)


def test_a_sheet_may_be_named(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    table = written(tmp_path / "g.csv", "群编号,群名\ng1,一群\n")
    assert "only an .xlsx file has sheets" in sishi("group", "import", table, "--sheet", "x", at=brand).err


def test_a_table_without_a_column_leaves_what_is_known_of_it(
    sishi: Sishi, brand: Path, tmp_path: Path
) -> None:
    full = "群编号,群名,人数,时区,早,晚,标签\ng1,一群,86,Asia/Tokyo,9:00,21:00,新手\ng2,二群,9,,8:00,20:00,\n"
    sishi("group", "import", written(tmp_path / "g.csv", full), at=brand)
    before = sishi("group", "list", "--json", at=brand).json
    short = written(tmp_path / "h.csv", "群编号,群名,人数\ng1,一群,99\ng2,二群,9\n")
    outcome = sishi("group", "import", short, "--json", at=brand).json
    assert [row["outcome"] for row in outcome["rows"]] == ["changed", "unchanged"]
    after = sishi("group", "list", "--json", at=brand).json
    assert after == [before[0] | {"members": 99}, before[1]]


def test_an_empty_cell_of_a_column_that_is_there_empties_it(
    sishi: Sishi, brand: Path, tmp_path: Path
) -> None:
    sishi("group", "import", written(tmp_path / "g.csv", "群编号,群名,标签\ng1,一群,新手\n"), at=brand)
    sishi("group", "import", written(tmp_path / "h.csv", "群编号,群名,标签\ng1,一群,\n"), at=brand)
    assert "tags" not in sishi("group", "list", "--json", at=brand).json[0]


def test_one_slot_column_says_all_slots(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    sishi("group", "import", written(tmp_path / "g.csv", "id,name,早,晚\ng1,一群,9:00,21:00\n"), at=brand)
    sishi("group", "import", written(tmp_path / "h.csv", "id,name,午\ng1,一群,12:30\n"), at=brand)
    assert sishi("group", "list", "--json", at=brand).json[0]["slots"] == {"noon": "12:30"}


def test_what_a_table_leaves_open_must_fit_what_it_says(sishi: Sishi, brand: Path, tmp_path: Path) -> None:
    sishi("group", "import", written(tmp_path / "g.csv", "id,name,ends_on\ng1,一群,2026-12-01\n"), at=brand)
    late = written(tmp_path / "h.csv", "id,name,starts_on\ng1,一群,2027-01-01\n")
    refused = sishi("group", "import", late, at=brand)
    assert (refused.code, "2026-12-01" in refused.err) == (2, True)


def test_stories_too_few_for_their_rest_are_told_with_how_many_are_needed(
    sishi: Sishi, brand: Path, tmp_path: Path
) -> None:
    sishi("group", "import", written(tmp_path / "g.csv", "id,name\ng1,一群\n"), at=brand)
    sishi("product", "import", written(tmp_path / "p.csv", "id,name\np1,花盆\n"), at=brand)
    line = "{},t{},花盆,choice,早,几天,一天、两天,B,看看,答案是 B\n"
    head = "id,title,product,form,hook,quiz,options,answer,clue,solution\n"
    few = head + "".join(line.format(f"s{n}", n) for n in range(3))
    said = sishi("story", "import", written(tmp_path / "s.csv", few), at=brand).err
    assert "at most 3 of every 14 days. Write 11 more" in said
    enough = head + "".join(line.format(f"s{n}", n) for n in range(14))
    assert "run short" not in sishi("story", "import", written(tmp_path / "t.csv", enough), at=brand).err


def test_a_group_that_is_not_there_is_named_with_its_row_and_column(
    sishi: Sishi, brand: Path, tmp_path: Path
) -> None:
    members = written(tmp_path / "m.csv", "会员编号,昵称,所属群\nm1,小雨,无此群\nm2,阿明,\n")
    outcome = sishi("member", "import", members, at=brand, lang="zh")
    assert outcome.code == 2
    assert "第 2 行，所属群 列：没有社群 '无此群'；请先用 `sishi group import 文件` 导入" in outcome.err
    assert sishi("member", "list", "--json", at=brand).json == []
