"""docs/first-day: its very commands, from an empty folder to a week that is approved and packed."""

import csv
import io
import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from PIL import Image, ImageDraw

import flows.local
from cli.app import main
from content.model import PostState
from content.night import NightOrder
from content.review import approve, sights
from content.review.rules import ReviewRules
from content.workspace import open_workspace
from flows.params import NightlyParams, business_day
from tests.a_night import context_at, run_night
from tests.desk.conftest import hang_posters

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
MOST_COMMANDS = 14


@dataclass(frozen=True)
class Material:
    """What somebody has at hand on the first day, in the words of the page."""

    page: str
    workspace: str
    tables: str
    files: tuple[str, str, str]  # groups, products, stories
    groups: tuple[str, str]
    product: str
    photos: str
    index: tuple[str, str, str, str]
    consent: str
    chat: str


CHINESE = Material(
    "first-day.md",
    "阳台生活",
    "表格",
    ("社群.xlsx", "商品.xlsx", "剧情线.xlsx"),
    ("阳台花友群", "新手养花"),
    "陶土盆",
    "照片",
    ("文件名", "昵称", "商品", "授权"),
    "同意",
    "聊天记录.zip",
)
ENGLISH = Material(
    "first-day.en.md",
    "balcony",
    "tables",
    ("groups.xlsx", "products.xlsx", "stories.xlsx"),
    ("Balcony Club", "Newcomers"),
    "clay pot",
    "photos",
    ("file", "nickname", "product", "consent"),
    "granted",
    "chat.zip",
)
STORY = {
    "form": "choice",
    "hook": "今天浇水了吗？",
    "quiz": "多肉几天浇一次水？",
    "option_a": "每天",
    "option_b": "看土",
    "answer": "B",
    "answer_why": "土干了再浇，根不会烂。",
    "clue": "手指插进土里，试试就知道。",
    "solution": "答案是 B，看土。早上问浇水了吗：土干透了再浇，拍一张你的土看看。",
}


def commands(page: str) -> list[list[str]]:
    """The lines of its sh blocks, in their order."""
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line]


def drawn(path: Path, seed: int) -> None:
    """A picture sharp, bright and colourful enough to be shown, unlike those of other seeds."""
    picture = Image.effect_noise((480, 640), 60).convert("RGB")
    brush = ImageDraw.Draw(picture)
    for number in range(12):
        x, y = (seed * 131 + number * 197) % 380, (seed * 71 + number * 233) % 540
        colour = tuple((seed * part + number * 41) % 200 + 55 for part in (37, 59, 83))
        brush.ellipse((x, y, x + 100 + seed * 7 % 60, y + 100), fill=colour, outline="black", width=4)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, quality=88)


def fill_in(tables: Path, material: Material) -> None:
    """As one fills in the templates: below the example, by the headings there are."""
    groups, products, stories = (tables / file for file in material.files)
    book = load_workbook(groups)
    page = book.worksheets[0]
    for row, name in enumerate(material.groups, start=3):
        page.cell(row, 2, name)
    book.save(groups)
    append(products, [("p1", material.product)])
    columns = {
        "id": "剧情编号", "title": "标题", "product": "商品", "form": "形式", "hook": "钩子", "quiz": "题目",
        "option_a": "选项A", "option_b": "选项B", "answer": "答案", "answer_why": "解析", "clue": "线索",
        "solution": "揭晓",
    }  # fmt: skip
    book = load_workbook(stories)
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    for number in range(14):
        story = STORY | {"id": f"s{number}", "title": f"第 {number} 天", "product": material.product}
        filled = {columns[name] if columns[name] in headings else name: text for name, text in story.items()}
        page.append([filled.get(str(heading)) for heading in headings])
    book.save(stories)


def append(path: Path, rows: list[tuple[str, ...]]) -> None:
    book = load_workbook(path)
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def put_photos(folder: Path, material: Material) -> int:
    """Six photos of six members for each group, with an index; how many they are."""
    for at, group in enumerate(material.groups):
        book = Workbook()
        book.worksheets[0].append(material.index)
        for number in range(7):
            drawn(folder / group / f"IMG_{number:04}.jpg", 1 + number + at * 7)
            row = (f"IMG_{number:04}.jpg", f"花友{at}{number}", material.product, material.consent)
            book.worksheets[0].append(row)
        book.save(folder / group / "index.xlsx")
    return 7 * len(material.groups)


def put_chat(file: Path, material: Material) -> None:
    """A chat as an exporter of WeChat writes it, with one picture, in a zip."""
    when = datetime.now(UTC) - timedelta(days=1)
    rows = [
        ("消息ID", "类型", "发送人", "时间", "内容", "备注", "昵称", "更多信息"),
        ("7261845550123456701", "文本", "lin", f"{when:%Y-%m-%d} 09:00:00", material.product, "", "林溪", ""),
        ("7261845550123456702", "图片", "lin", f"{when:%Y-%m-%d} 09:00:20", "[图片]", "", "林溪", ""),
    ]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    picture = file.parent / "7261845550123456702_a1b2.jpg"
    drawn(picture, 99)
    with ZipFile(file, "w") as archive:
        archive.writestr(f"{material.groups[0]}.csv", "\ufeff" + text.getvalue())
        archive.write(picture, f"image/{when:%Y-%m}/{picture.name}")
    picture.unlink()


def review_all(root: Path) -> int:
    """What is done on the desk: every post looked at and approved; how many there are."""
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        posts = [post for post in store.queue.posts() if post.state is PostState.IN_REVIEW]
        seen = list(sights(store, posts).values())
    batch = approve(workspace.open_store, seen, rules=ReviewRules(), actor="editor", at=datetime.now(UTC))
    workspace.database.close()
    return len(batch.done)


@dataclass
class Day:
    """The first day so far: what each command answered."""

    answers: list[tuple[str, str]]
    photos: int
    approved: int = 0


def night(asked: NightlyParams, **_: Any) -> dict[str, Any]:
    """A night without Prefect and processes, whose posters are cards of one colour."""
    context = context_at(Path(asked.workspace))
    first = business_day(context.clock(), context.workspace.settings.zone)
    report = run_night(context, NightOrder(asked.workspace, first, asked.days or 7, run="first-day"))
    hang_posters(context.workspace, context.clock())
    context.workspace.database.close()
    return report | {"failed": [], "quarantined": 0, "seconds_by_stage": {}}


@pytest.fixture(params=[CHINESE, ENGLISH], ids=["zh", "en"])
def material(request: pytest.FixtureRequest) -> Material:
    value = request.param
    assert isinstance(value, Material)
    return value


@pytest.fixture
def day(
    material: Material,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Day:
    """The page's commands, one after the other; what is done by hand is done where the page says so."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setattr(flows.local, "run_night", night)
    gone = Day([], put_photos(tmp_path / material.photos, material))
    put_chat(tmp_path / material.chat, material)
    for command in commands(material.page):
        run(command, gone, tmp_path / material.workspace, monkeypatch, capsys)
        if command[0] == "cd":
            fill_in(tmp_path / material.workspace / material.tables, material)
    return gone


def run(
    command: list[str],
    day: Day,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    match command:
        case ["cd", folder]:
            monkeypatch.chdir(folder)
        case ["sishi", "desk"]:
            day.approved = review_all(root)
        case ["sishi", *arguments]:
            with pytest.raises(SystemExit) as left:
                main(arguments)
            said = capsys.readouterr()
            assert left.value.code == 0, said.err
            day.answers.append((shlex.join(command), said.out + said.err))


@pytest.mark.parametrize("page", [CHINESE.page, ENGLISH.page])
def test_a_first_day_takes_few_commands(page: str) -> None:
    assert len(commands(page)) <= MOST_COMMANDS


def test_the_pages_say_the_same_in_both_languages() -> None:
    names = [[command[:3] for command in commands(page)] for page in (CHINESE.page, ENGLISH.page)]
    kinds = [[(c[0], "" if c[0] == "cd" else c[1]) for c in page] for page in names]
    assert kinds[0] == kinds[1]


def test_from_an_empty_folder_to_a_reviewed_week(day: Day, tmp_path: Path, material: Material) -> None:
    answers = dict(day.answers)
    rehearsed, taken = (
        text.splitlines()[-1] for command, text in day.answers if f"../{material.photos}" in command
    )
    assert re.findall(r"\d+", rehearsed) == re.findall(r"\d+", taken) == [str(day.photos), "0", "0", "0"]
    status = next(text for command, text in answers.items() if command == "sishi status")
    assert "sishi consent" in status.splitlines()[-1]  # nobody has asked the author of the chat's photo
    assert day.approved > 7 * 2 * 3
    with ZipFile(next((tmp_path / material.workspace).glob("*.zip"))) as parcel:
        packed = [name for name in parcel.namelist() if name.endswith(".txt")]
    assert len(packed) == day.approved
