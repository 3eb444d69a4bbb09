"""The table of the team's own people, who never count as members: its columns."""

from channels import cells
from channels.definitions import Column, Definition
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
                "工号",
                "企业微信账号",
                "账号",
                "成员ID",
                "微信号",
                "member",
                "member_id",
                "userid",
                "staff_id",
                "employee_id",
            ),
            required=True,
        ),
        Column(
            "name",
            "姓名",
            cells.a_name,
            "小林",
            also=(
                *("名字", "昵称", "群昵称", "微信昵称", "微信名", "员工昵称"),
                *("员工", "员工姓名", "客服", "nickname", "full_name"),
            ),
            required=True,
            preferred=("群昵称", "昵称", "员工昵称", "nickname", "微信昵称", "微信名"),
        ),
        Column(
            "role",
            "职务",
            cells.a_name,
            Message("table_example.role"),
            also=("岗位", "职位", "title", "position", "job_title"),
        ),
    ),
    lambda values: StaffMember(values["id"], values["name"], role=values.get("role", "")),
)
