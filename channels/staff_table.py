"""The table of the team's own people, who never count as members: its columns, and one to fill in."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from channels import cells
from channels.csv_text import guarded
from channels.definitions import Column, Definition
from channels.imports import read
from content.errors import WrongInput
from content.files import write_whole
from content.model import Message, StaffMember

STAFF: Definition[StaffMember] = Definition(
    "staff",
    (
        Column(
            "id",
            "成员编号",
            cells.an_id,
            "staff-001",
            also=(
                "编号",
                "员工编号",
                "员工账号",
                "账号",
                "成员ID",
                "微信号",
                "member",
                "member_id",
                "userid",
            ),
            required=True,
        ),
        Column(
            "name",
            "姓名",
            cells.a_name,
            "小林",
            also=("名字", "昵称", "员工", "员工姓名", "客服", "nickname"),
            required=True,
        ),
    ),
    lambda values: StaffMember(values["id"], values["name"]),
)


def read_staff(path: Path, sheet: str | None = None) -> list[StaffMember]:
    """The staff of a table. BadTable names all bad rows; WrongInput for a file or header that is wrong."""
    return read(STAFF, path, sheet).items


def write_staff_template(path: Path, guesses: Sequence[StaffMember], language: str) -> None:
    """A .csv to fill in: headings, an example that import skips, and the guesses that await a word.

    WrongInput for another suffix, and where there is a file already: it may have been filled in.
    """
    if path.suffix.lower() != ".csv":
        raise WrongInput(Message("staff.template_suffix", file=path.name))
    if path.exists():
        raise WrongInput(Message("staff.template_exists", file=str(path)))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.zh if language == "zh" else column.name for column in STAFF.columns])
    writer.writerow([column.example for column in STAFF.columns])
    writer.writerows([guarded(member.id), guarded(member.name)] for member in guesses)
    write_whole(path, text.getvalue().encode("utf-8-sig"))
