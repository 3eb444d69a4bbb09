"""Making and checking a workspace: init, db, doctor."""

import shutil
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.checks import Finding, findings
from cli.checks import repair as repair_files
from cli.common import AsJson, Place, print_json, say
from content.brand import BRAND
from content.errors import NotReady, WrongInput
from content.shipped import shipped
from content.workspace import SETTINGS, open_workspace

HERE = Place()

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
    sample: Annotated[bool, Parameter(negative="", help="With the sample brand and its inbox.")] = False,
) -> None:
    """Make a workspace: its settings, brand, inbox and templates. With --sample, the brand 春日小家 as well.

    Example: `sishi init my-brand --sample`
    """
    settings = folder / SETTINGS
    if settings.exists():
        raise WrongInput(f"{settings} is there already; `sishi init` changes no workspace.")
    try:
        for part in ("ugc_inbox", "templates/posters", "templates/copy"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        brand, persona = ("春日小家", "小春 · 店长") if sample else ("我们的小店", "店长")
        settings.write_text(BLANK + (FOR_EVER if sample else ""), encoding="utf-8")
        branded = BRANDED.format(brand=brand, persona=persona) + (PERSONAS if sample else "")
        (folder / BRAND).write_text(branded, encoding="utf-8")
    except OSError as error:
        raise WrongInput(f"{folder} cannot be made into a workspace: {error.strerror}.") from error
    if sample:
        _add_sample(folder)
    say(f"{folder} is ready. Next: sishi run --workspace {folder}")


def _add_sample(folder: Path) -> None:
    from channels.imports import read_groups, read_members, read_products, read_stories

    brand = shipped("examples/chunri")
    with open_workspace(folder).open_store() as store:
        store.put_groups(read_groups(brand / "groups.yaml"))
        store.put_products(read_products(brand / "products.yaml"))
        store.put_members(read_members(brand / "members.yaml"))
        store.put_stories(read_stories(brand / "stories.yaml"))
    shutil.copytree(shipped("ugc_inbox/sample"), folder / "ugc_inbox", dirs_exist_ok=True)


def upgrade_database(*, place: Place = HERE) -> None:
    """Bring the tables to this program's version. Back up the database first.

    Example: `sishi db upgrade --workspace my-brand`
    """
    database = place.open().database
    say(f"{database.name} is of version {database.upgrade()}.")


def check_database(*, place: Place = HERE) -> None:
    """Check the database's file and tables, and say which version they are of; an error if any is wrong.

    Example: `sishi db check`
    """
    database = place.open().database
    database.check()
    if wrong := database.damage():
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise NotReady(
            f"The database {database.name} is damaged: {'; '.join(wrong[:3])}{more}. Stop what "
            "uses it and restore a backup; `sishi db check` says whether that one is whole."
        )
    say(f"{database.name} is of version {database.check()}, as this program needs.")


def doctor(
    *,
    place: Place = HERE,
    repair: Annotated[
        bool, Parameter(negative="", help="First make damaged photos again; then `sishi run` does the rest.")
    ] = False,
    json: AsJson = False,
) -> int:
    """Check fonts, database, disk, Prefect and clock, with the fix for each finding.

    Example: `sishi doctor` and `sishi doctor --repair`
    """
    if repair:
        count = repair_files(place.workspace)
        say(f"{count} damaged photos made again or to be taken again by `sishi run`.")
    found = findings(place.workspace)
    if json:
        print_json([_entry(finding) for finding in found])
    else:
        for finding in found:
            print(f"{'✓' if finding.well else '✗'} {finding.what}: {finding.said}")
            if finding.fix:
                print(f"    {finding.fix}")
    return 0 if all(finding.well for finding in found) else 1


def _entry(finding: Finding) -> dict[str, object]:
    return {"what": finding.what, "well": finding.well, "said": finding.said, "fix": finding.fix}
