"""Making and checking a workspace: init, db, doctor."""

import shutil
from pathlib import Path

from cli.checks import Finding, findings
from cli.common import AsJson, WorkDir, Yes, print_json, put, say
from cli.language import speaking, text_of
from cli.new_brand import BrandOptions, answers, is_terminal
from content.brand import BRAND
from content.errors import NotReady, WrongInput
from content.messages import render
from content.model import Message
from content.shipped import shipped
from content.workspace import SETTINGS, open_workspace
from services.files import repair_files

HERE = WorkDir()
NOTHING_GIVEN = BrandOptions()

BLANK = """\
# 四时的工作区。每一项都有默认值；全部说明见 docs/settings.md。
zone = "Asia/Shanghai"

[inbox]
folders = ["ugc_inbox"]
"""
BRANDED = """\
# 品牌：谁在说话，海报长什么样。全部说明见 docs/brand.md。
name = "{brand}"
persona = "{persona}"
"""
OWN, SAMPLE = ("我们的小店", "店长"), ("春日小家", "小春 · 店长")
PERSONAS = """
[personas]
teacher = "小春 · 讲道理的时候"
pal = "小春 · 闲聊的时候"
"""
FOR_EVER = """
[shortlist]
window_days = 36500  # 样例的照片不会过期
"""


def init(
    folder: Path,
    *,
    sample: Yes = False,
    history: Yes = False,
    options: BrandOptions = NOTHING_GIVEN,
) -> None:
    """Make a workspace: its settings, brand, inbox and templates. With --sample, the brand 春日小家 as well;
    with --history, ten made-up weeks of it too.

    On a terminal it asks who the brand is, where and in how many groups, and writes tables to fill in.

    Example: `sishi init my-brand --sample`
    """
    settings = folder / SETTINGS
    if settings.exists():
        raise WrongInput(Message("cli_setup.workspace_exists", file=str(settings)))
    if sample and options.is_given:
        raise WrongInput(Message("new_brand.sample_is_one"))
    if history and not sample:
        raise WrongInput(Message("sample_history.needs_sample"))
    if not sample and (options.is_given or is_terminal()):
        _init_brand(folder, options)
        return
    try:
        for part in ("ugc_inbox", "templates/posters", "templates/copy"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        brand, persona = SAMPLE if sample else OWN
        settings.write_text(BLANK + (FOR_EVER if sample else ""), encoding="utf-8")
        branded = BRANDED.format(brand=brand, persona=persona) + (PERSONAS if sample else "")
        (folder / BRAND).write_text(branded, encoding="utf-8")
    except OSError as error:
        raise WrongInput(Message("cli_setup.not_made", folder=str(folder), why=error.strerror)) from error
    if sample:
        _add_sample(folder)
    if history:
        _add_history(folder)
    say(Message("cli_setup.made", folder=str(folder)))


def _init_brand(folder: Path, options: BrandOptions) -> None:
    """A workspace of somebody's own brand, with tables to fill in."""
    from services.new_brand import NewBrand, make_workspace

    given = answers(options)
    brand = NewBrand(given.brand, given.zone, given.language, given.groups)
    try:
        table = make_workspace(folder, brand)
    except OSError as error:
        raise WrongInput(Message("cli_setup.not_made", folder=str(folder), why=error.strerror)) from error
    with speaking(given.language):
        made = {"folder": str(folder), "tables": table.parent.name, "groups": table.name}
        say(Message("new_brand.made", brand=given.brand, **made))


def _add_sample(folder: Path) -> None:
    from channels.imports import read_groups, read_members, read_products, read_stories

    brand = shipped("examples/chunri")
    with open_workspace(folder).open_store() as store:
        store.library.put_groups(read_groups(brand / "groups.yaml"))
        store.library.put_products(read_products(brand / "products.yaml"))
        store.library.put_members(read_members(brand / "members.yaml"))
        store.library.put_stories(read_stories(brand / "stories.yaml"))
    shutil.copytree(shipped("ugc_inbox/sample"), folder / "ugc_inbox", dirs_exist_ok=True)


def _add_history(folder: Path) -> None:
    from services.context import open_context
    from services.sample_history import add_history

    with open_context(folder) as context:
        posts = add_history(context)
    say(Message("sample_history.added", posts=posts))


def upgrade_database(*, place: WorkDir = HERE) -> None:
    """Bring the tables to this program's version. Back up the database first.

    Example: `sishi db upgrade --workspace my-brand`
    """
    database = place.open().database
    say(Message("cli_setup.upgraded", database=database.name, version=database.upgrade()))


def check_database(*, place: WorkDir = HERE) -> None:
    """Check the database's file and tables, and say which version they are of; an error if any is wrong.

    Example: `sishi db check`
    """
    database = place.open().database
    database.check()
    if wrong := database.damage():
        code = "cli_setup.damaged_further" if len(wrong) > 3 else "cli_setup.damaged"
        first, more = "; ".join(wrong[:3]), len(wrong) - 3
        raise NotReady(Message(code, database=database.name, damage=first, more=more))
    say(Message("cli_setup.as_needed", database=database.name, version=database.check()))


def doctor(
    *,
    place: WorkDir = HERE,
    repair: Yes = False,
    json: AsJson = False,
) -> int:
    """Check fonts, database, disk, Prefect and clock, with the fix for each finding.

    Example: `sishi doctor` and `sishi doctor --repair`
    """
    if repair:
        with place.context() as context:
            count = repair_files(context)
        say(Message("doctor.repaired", n=count))
    results = findings(place.workspace)
    if json:
        print_json([_entry(finding) for finding in results])
    else:
        for finding in results:
            what = Message(f"doctor.{finding.what}")
            put(Message("doctor.finding", sign=_sign(finding), what=what, detail=finding.detail))
            if finding.fix:
                put(f"    {text_of(finding.fix)}")
    return 0 if all(finding.well for finding in results) else 1


def _sign(finding: Finding) -> str:
    if finding.warns:
        return "!"
    return "✓" if finding.well else "✗"


def _entry(finding: Finding) -> dict[str, object]:
    """For scripts, which read English."""
    detail, fix = (_english(text) for text in (finding.detail, finding.fix))
    return {"what": finding.what, "well": finding.well, "said": detail, "fix": fix}


def _english(text: Message | str) -> str:
    return render(text, "en") if isinstance(text, Message) else text
