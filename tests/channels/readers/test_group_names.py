"""A folder is a group's by its id, else by its name as it is written, else but for width and case."""

from pathlib import Path

from channels.readers.drop_folder import DropFolder
from channels.readers.group_names import group_names
from content.inbox import Record, RefusedItem
from content.messages import render
from content.model import Group

GROUPS = [
    Group("g1", "静安一群"),
    Group("g2", "Café 二群"),
    Group("g3", "CAFÉ 二群"),
    Group("静安一群x", "g1"),
]
GROUPS += [Group("g4", "夜猫子"), Group("g5", "夜猫子")]


def test_an_id_goes_before_a_name_and_a_name_before_its_folded_form() -> None:
    names = group_names(GROUPS)
    assert names.meant("g1") == ("g1",)
    assert names.meant("静安一群") == ("g1",)
    assert names.meant("Café 二群") == ("g2",)
    assert names.meant("café　二群") == ("g2", "g3")
    assert names.meant("夜猫子") == ("g4", "g5")
    assert names.meant("elsewhere") == ()
    assert [names.group_of(name) for name in ("静安一群", "夜猫子", "elsewhere")] == [
        "g1",
        "夜猫子",
        "elsewhere",
    ]


def test_photos_in_a_folder_of_a_groups_name_are_the_groups(tmp_path: Path) -> None:
    for folder in ("静安一群", "夜猫子"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").write_bytes(b"x")
    inbox = DropFolder(tmp_path, "x", groups=group_names(GROUPS))
    (item,) = inbox.items("静安一群")
    record = inbox.read(item)
    assert isinstance(record, Record)
    assert record.group == "g1"
    (item,) = inbox.items("夜猫子")
    refused = inbox.read(item)
    assert isinstance(refused, RefusedItem)
    assert refused.reason == "which_group"
    assert "g4" in (why := render(refused.why, "en"))
    assert "g5" in why
