"""Tables come in whole, with every bad row named, or not at all."""

from datetime import date, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from channels.group_table import GROUPS, PRODUCTS
from channels.imports import read, read_groups, read_members, read_products, read_stories
from channels.tables import Table, read_table
from content.errors import BadTable, WrongInput
from content.messages import render
from content.model import Group, GroupKind, Member, Message, Product, Quiz, Slot, SolutionStep

AS_SHARE = "write it as 0.3 or 30%"
STORY = {
    "id": "s1",
    "title": "一杯醒神",
    "product": "coffee",
    "form": "choice",
    "hook": "周一这口黑，\n谁先喝完？",
    "quiz": "手冲的水，烧到几度最香？",
    "option_a": "85 ℃",
    "option_b": "92 ℃",
    "answer": "B",
    "clue": "看看群友的杯子",
    "solution": "92 ℃，三段注水。",
}


def problems_of(read, path: Path) -> list[str]:
    with pytest.raises(BadTable) as caught:
        read(path)
    return [render(problem, "en") for problem in caught.value.problems]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def a_story_file(path: Path, **changes: str) -> Path:
    rows = {name: value for name, value in (STORY | changes).items() if value is not None}
    listed = "".join(f'{name} = """{value}"""\n' for name, value in rows.items())
    return written(path / "stories.toml", f"[[rows]]\n{listed}")


def a_workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


# Reading files


def test_names_are_folded_to_one_line_and_texts_keep_theirs(tmp_path: Path) -> None:
    groups = written(tmp_path / "g.csv", 'id,name\ng1,"晨读 \n 一群"\n')
    assert [group.name for group in read_groups(groups)] == ["晨读 一群"]
    products = written(tmp_path / "p.yaml", '- {id: p1, name: "燕麦\\u2028奶"}\n')
    assert read_products(products) == [Product("p1", "燕麦 奶")]
    members = written(tmp_path / "m.json", '[{"id": "m1", "nickname": "阿\\r\\n雅"}]')
    assert [member.nickname for member in read_members(members)] == ["阿 雅"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encodings_and_with_the_delimiters_of_spreadsheets(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = written(tmp_path / "products.csv", f"id{delimiter}name\np1{delimiter}燕麦奶\n", encoding)
    assert read_products(path) == [Product("p1", "燕麦奶")]


def test_a_csv_row_is_known_by_the_line_on_which_it_begins(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", 'id,name\n\np1,"two\nlines"\np2,x\n')
    assert [row.number for row in read_table(path).rows] == [3, 5]


def places(table: Table) -> list[str]:
    return [
        render(place, "en") if isinstance(place := table.place(row), Message) else place for row in table.rows
    ]


def test_a_yaml_row_is_known_by_its_line_and_a_toml_row_by_its_place(tmp_path: Path) -> None:
    yaml = written(tmp_path / "t.yaml", "# products\n- id: p1\n  name: x\n\n- id: p2\n  name: y\n")
    toml = written(tmp_path / "t.toml", '[[products]]\nid = "p1"\n[[products]]\nid = "p2"\n')
    assert places(read_table(yaml)) == ["line 2", "line 5"]
    assert places(read_table(toml)) == ["item 1", "item 2"]


def test_yaml_keeps_what_was_written(tmp_path: Path) -> None:
    path = written(tmp_path / "g.yaml", "- id: 007\n  name: NO\n  slots: {noon: 12:00, evening: 20:30}\n")
    assert read_groups(path) == [Group("007", "NO", slots={Slot.NOON: time(12), Slot.EVENING: time(20, 30)})]


def test_excel_cells_come_as_numbers_dates_times_and_nothing(tmp_path: Path) -> None:
    header = ["id", "name", "members", "promo_cap", "starts_on", "blackouts", "kind", None]
    rows = [header, [7, "晨读", 108.0, 1.5, date(2026, 11, 1), date(2026, 12, 24), None, None], [None] * 8]
    (group,) = read_groups(a_workbook(tmp_path / "g.xlsx", groups=rows))
    assert group == Group(
        "7",
        "晨读",
        size=108,
        promo_cap=1.5,
        starts_on=date(2026, 11, 1),
        blackouts=frozenset({date(2026, 12, 24)}),
    )


def test_a_workbook_is_read_from_its_first_sheet_or_the_named_one(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "p.xlsx", one=[["id", "name"], ["a", "A"]], two=[["id", "name"], ["b", "B"]])
    assert [product.id for product in read_products(path)] == ["a"]
    assert [product.id for product in read_products(path, sheet="two")] == ["b"]
    with pytest.raises(WrongInput, match="no sheet 'three'; it has one, two"):
        read_products(path, sheet="three")


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("t.dat", b"", r"t.dat: tables are read from .csv, .xlsx, .yaml, .yml, .toml, .json"),
        ("t.csv", b"", "the file is empty"),
        ("t.csv", b"id,name\n", "there are no rows in it"),
        ("t.csv", b"id,name,id\n1,2,3\n", "row 1: one column is named twice: id, id"),
        ("t.csv", b'id,name\np1,x\np2,"y\n', "row 3: the row that begins here cannot be read"),
        ("t.csv", b"id,name\n\xff\xff,x\n", "neither UTF-8 nor GB 18030"),
        ("t.csv", b"id,name\n\0,x\n", "neither UTF-8 nor GB 18030"),
        ("t.xlsx", b"no workbook", "not an .xlsx workbook"),
        ("t.yaml", b"- id: [1\n", "line 2, column 1: this is not YAML; a bracket that was opened is not"),
        ("t.yaml", b"- {id: 1, id: 2}", "from line 1 on: 'id' is there twice"),
        ("t.yaml", b"id: 1", "a list of mappings"),
        ("t.yaml", b"- {id: !!python/name:os.system x}", "not YAML"),
        ("t.yaml", b"", "there are no rows in it"),
        ("t.yaml", b"[" * 600, "not YAML"),
        ("t.toml", b"x = ", "line 1, column 5: this is not TOML; a value is missing here"),
        ("t.toml", b"x = 1", "one array of tables"),
        ("t.json", b'[\n{"id":}]', "line 2, column 7: this is not JSON; a value is missing here"),
        ("t.json", b'[{"id": 1, "id": 2}]', "'id' is named twice"),
        ("t.json", b'{"products": []}', "a list of objects"),
    ],
)
def test_a_file_that_is_no_table_says_why_and_where(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WrongInput, match=sentence):
        read_table(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"gone.csv: cannot be read \(No such file"):
        read_table(tmp_path / "gone.csv")


def test_only_a_workbook_has_sheets(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"only an \.xlsx file has sheets"):
        read_table(written(tmp_path / "t.csv", "id\n1\n"), sheet="x")


def test_rows_that_do_not_fit_the_header_or_show_a_spreadsheet_error_are_all_named(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", "id,name\np1,x,y\np2,#REF!\np3,z,\n")
    assert problems_of(read_products, path) == [
        "row 2: it has 3 cells, the header 2; a text with a separator in it belongs in quotation marks",
        "row 3, column name: the spreadsheet shows the error #REF!; fix its formula",
    ]


# Columns


def test_an_unknown_column_is_kept_out_and_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    reading = read(GROUPS, written(tmp_path / "g.csv", "id,name,Timezon,zzz\ng1,x,y,z\n"))
    assert reading.items == [Group("g1", "x")]
    assert [render(note, "en") for note in reading.table.notes] == [
        "the column 'Timezon' is not known and was not read (did you mean 'timezone'?)",
        "the column 'zzz' is not known and was not read",
    ]


def test_a_column_without_a_name_is_kept_out_and_named_if_there_is_anything_in_it(tmp_path: Path) -> None:
    reading = read(PRODUCTS, written(tmp_path / "p.csv", "id,,name,\np1,?,x,\n"))
    assert reading.items == [Product("p1", "x")]
    assert [render(note, "en") for note in reading.table.notes] == ["column 2 has no name and is not read"]


def test_missing_columns_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        WrongInput, match="columns are missing: title, product, form, hook, quiz, options, answer"
    ):
        read_stories(written(tmp_path / "s.csv", "id,clue,solution\ns1,x,y\n"))


# Rows


def test_every_bad_row_is_reported_and_nothing_is_taken(tmp_path: Path) -> None:
    path = written(
        tmp_path / "groups.csv",
        "id,name,kind,members,timezone,slots,starts_on,ends_on\n"
        "g1,x,daily,3,Asia/Shangai,morning=8:00,,\n"
        "g2,x,dayly,-3,UTC,morning=8:00,,\n"
        "g3,,daily,1.5,UTC,,,\n"
        "g4,x,daily,1,UTC,noon=7:00;morning=08:00,,\n"
        "g5,x,daily,1,UTC,mornin=8:00,4.12.2026,\n"
        "g6,x,daily,1,UTC,noon=25:00,2026-12-24,2026-12-01\n"
        "g1,x,daily,1,UTC,noon,2026/12/24,\n"
        "a/b,x,daily,1,UTC,noon=12:00,,\n",
    )
    assert problems_of(read_groups, path) == [
        "row 2, column timezone: 'Asia/Shangai' is not a known time zone; did you mean 'Asia/Shanghai'?",
        "row 3, column kind: 'dayly' is not a kind of group (daily, flash, precise, super, revive); "
        "did you mean 'daily'?",
        "row 3, column members: '-3' is not a whole number of 0 or more",
        "row 4, column name: this is missing",
        "row 4, column members: '1.5' is not a whole number of 0 or more",
        "row 5, column slots: noon at 07:00 does not come after morning at 08:00",
        "row 6, column slots: 'mornin' is not a slot (morning, noon, afternoon, evening); "
        "did you mean 'morning'?",
        "row 6, column starts_on: '4.12.2026' may be 2026-04-12 or 2026-12-04; write one of these",
        "row 7, column slots: '25:00' is not a time of day; write it as 08:00",
        "row 7, column ends_on: 2026-12-01 is before starts_on, 2026-12-24",
        "row 8, column slots: 'noon' is not a slot with its time; write it as morning=08:00",
        "row 9, column id: 'a/b' may not be an id: ids have no / \\ ; and no line breaks",
        "row 8, column id: 'g1' is already the id of row 2",
    ]


@pytest.mark.parametrize(
    "changes, problem",
    [
        ({"id": ""}, "column id: an id is needed"),
        ({"id": "x" * 65}, "column id: an id has at most 64 characters, this one 65"),
        ({"answer": ""}, "column answer: this is missing"),
        ({"answer": "C"}, "column answer: 'C' is no option's letter; the options are A, B"),
        ({"answer": "AB"}, "column answer: 'AB' is no option's letter; the options are A, B"),
        ({"option_b": "85 ℃ "}, "column options: options A and B are the same: '85 ℃'"),
        ({"option_b": ""}, "column options: a quiz has two to four options, this one 1"),
        ({"option_b": "", "option_d": "x"}, "column options: option B is empty, but a later one is not"),
        *(
            (
                {"promo": text},
                f"column promo: '{text}' is not a number between 0 and 1; write it as 0.3 or 30%",
            )
            for text in ("1.5", "-0.1", "nan", "much")
        ),
        ({"wants_photo": "maybe"}, "column wants_photo: 'maybe' is neither yes nor no"),
        ({"steps": "：x"}, "column steps: a step needs a title before its colon"),
        (
            {"valid_from": "2026-02-30"},
            "column valid_from: '2026-02-30' is not a day; write it as 2026-12-24",
        ),
        (
            {"valid_from": "2026-02-02", "valid_to": "2026-02-01"},
            "column valid_to: 2026-02-01 is before valid_from, 2026-02-02",
        ),
        (
            {"kinds": "daily;supper"},
            "column kinds: 'supper' is not a kind of group (daily, flash, precise, super, revive); "
            "did you mean 'super'?",
        ),
    ],
)
def test_a_story_that_cannot_be_told_says_what_is_wrong(
    tmp_path: Path, changes: dict[str, str], problem: str
) -> None:
    assert f"item 1, {problem}" in problems_of(read_stories, a_story_file(tmp_path, **changes))


def test_options_are_written_in_one_way(tmp_path: Path) -> None:
    path = written(tmp_path / "s.json", str({**STORY, "options": ["x", "y"]}).replace("'", '"').join("[]"))
    assert problems_of(read_stories, path) == [
        "item 1, column option_a: this may not stand beside the column options",
        "item 1, column option_b: this may not stand beside the column options",
    ]


def test_a_story_is_read_as_people_write_it_in_yaml_and_in_a_spreadsheet(tmp_path: Path) -> None:
    head, cells = ",".join(STORY), ",".join(f'"{cell}"' for cell in STORY.values())
    more = "daily；super,福利;关怀,闷蒸：30 秒|注水: 三段|喝,是"
    text = f"{head},kinds,elements,steps,wants_photo\n{cells},{more}\n"
    flat = written(tmp_path / "s.csv", text.replace(',"B",', ",ｂ,"))
    plain = "\n".join(
        f"  {name}: {value!r}" for name, value in STORY.items() if not name.startswith("option")
    )
    natural = written(
        tmp_path / "s.yaml",
        f"-\n{plain}\n".replace(r"'周一这口黑，\n谁先喝完？'", r'"周一这口黑，\n谁先喝完？"')
        + "  options: [85 ℃, 92 ℃]\n  kinds: [daily, super]\n  elements: [福利, 关怀]\n  wants_photo: yes\n"
        "  steps:\n  - 闷蒸：30 秒\n  - {title: 注水, note: 三段}\n  - 喝\n",
    )
    (story,) = read_stories(flat)
    assert story.quiz == Quiz(STORY["quiz"], ("85 ℃", "92 ℃"), "B", "")
    assert story.steps == (SolutionStep("闷蒸", "30 秒"), SolutionStep("注水", "三段"), SolutionStep("喝"))
    assert story.kinds == {GroupKind.DAILY, GroupKind.SUPER}
    assert story.wants_photo
    assert story.hook == STORY["hook"]
    assert read_stories(natural) == [story]


def test_what_cannot_be_seen_is_dropped_from_texts(tmp_path: Path) -> None:
    path = written(tmp_path / "m.json", '[{"id": "m1", "nickname": " 小\\u0000鹿\\ud83e\\r\\n"}]')
    assert read_members(path) == [Member("m1", "小鹿")]


def test_a_library_in_a_plain_csv_is_read(tmp_path: Path) -> None:
    head = "id,title,product,form,kinds,elements,promo,hook,quiz,option_a,option_b,option_c,answer"
    row = "s-早餐-0,老话 1,早餐,riddle,daily;super;precise,活动;关怀,0.2,h,q,无理取闹,糊涂人,人家的,A"
    path = written(tmp_path / "stories.csv", f"{head},answer_why,clue,solution\n{row},why,c,s\n")
    (story,) = read_stories(path)
    assert (story.quiz.right, story.elements, story.promo) == ("无理取闹", ("活动", "关怀"), 0.2)
