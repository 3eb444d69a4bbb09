"""The table of owners, who send by hand what is due in their groups: its columns, and what a row becomes."""

from dataclasses import dataclass

from channels import cells
from channels.definitions import Column, Definition, Values
from content.model import Message


@dataclass(frozen=True, slots=True)
class OwnerEntry:
    """What a row has of an owner; None where the cell is empty: it stays as it is. Groups and the backup are
    ids or names; `id` "": whoever of the staff is called so, else somebody new."""

    id: str
    name: str
    role: str | None = None
    groups: tuple[str, ...] | None = None
    backup: str | None = None
    channel: str | None = None
    lead: int | None = None  # minutes
    contact: str | None = None


def _entry(values: Values) -> OwnerEntry:
    groups = values.get("groups")
    return OwnerEntry(
        id=values.get("id", ""),
        name=values["name"],
        role=values.get("role"),
        groups=tuple(groups) if groups else None,
        backup=values.get("backup"),
        channel=values.get("channel"),
        lead=values.get("lead"),
        contact=values.get("contact"),
    )


OWNERS: Definition[OwnerEntry] = Definition(
    "owners",
    (
        Column(
            "name",
            "姓名",
            cells.a_name,
            Message("table_example.staff_name"),
            also=("名字", "负责人", "员工", "员工姓名", "群主", "owner"),
            required=True,
        ),
        Column(
            "id",
            "员工编号",
            cells.an_id,
            "staff-001",
            also=("编号", "员工账号", "工号", "企业微信账号", "成员编号", "账号", "userid", "staff"),
        ),
        Column("role", "职务", cells.a_name, Message("table_example.role"), also=("岗位", "职位", "title")),
        Column(
            "groups",
            "管的群",
            cells.names,
            Message("table_example.group_name"),
            also=("群", "社群", "群名", "负责的群", "负责群", "负责社群", "管理的群", "group"),
            structured=True,
        ),
        Column("backup", "后备", cells.a_name, also=("后备人", "替班", "代班", "备用负责人")),
        Column("channel", "提醒渠道", cells.an_id, also=("提醒", "reminder_channel")),
        Column("lead", "提前分钟", cells.a_count, 5, also=("提前几分钟", "提前提醒", "lead_minutes")),
        Column("contact", "联系方式", cells.a_line, also=("提醒账号", "邮箱", "email")),
    ),
    _entry,
    key="name",
    unique=False,  # two may share a name; whose id stands twice is refused by services.owner_import
)
