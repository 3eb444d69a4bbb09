"""`sishi owner`: what one types, and what scripts read."""

import re
from pathlib import Path

import pytest

from content.model import StaffMember
from content.workspace import open_workspace
from tests.cli.conftest import Sishi, sishi  # noqa: F401 - a fixture

FAR = "2999-12-01"


@pytest.fixture
def brand(village: Path) -> Path:
    """A workspace with two groups and two members of staff."""
    workspace = open_workspace(village)
    with workspace.open_store() as store:
        store.roster.put_staff([StaffMember("tian", "田甜"), StaffMember("su", "苏晓晴")])
    workspace.database.close()
    return village


def test_an_owner_is_set_and_listed(sishi: Sishi, brand: Path) -> None:  # noqa: F811
    options = ("--groups", "g1", "g2", "--backup", "su", "--lead", "7")
    assert sishi("owner", "set", "tian", *options, at=brand).code == 0
    assert sishi("owner", "set", "tian", "--contact", "app=TianTian", "tian@example.com", at=brand).code == 0
    (owner,) = sishi("owner", "list", "--json", at=brand).json["owners"]
    assert (owner["id"], owner["name"], owner["groups"]) == ("tian", "田甜", ["g1", "g2"])
    assert (owner["backup"], owner["lead_minutes"], owner["tasks"]) == ("su", 7, 0)
    assert "tian" in sishi("owner", "list", at=brand).out


def test_leave_without_a_backup_is_warned_of(sishi: Sishi, brand: Path) -> None:  # noqa: F811
    sishi("owner", "set", "tian", "--groups", "g1", at=brand)
    away = sishi("owner", "leave", "tian", "--from", FAR, at=brand)
    assert away.code == 1
    assert "nobody takes over g1" in away.err
    sishi("owner", "set", "tian", "--backup", "su", at=brand)
    assert sishi("owner", "leave", "tian", "--from", FAR, "--to", FAR, at=brand).code == 0
    assert "no longer on leave" in sishi("owner", "leave", "tian", "--from", FAR, "--cancel", at=brand).err


def test_a_link_is_printed_once_and_revoked(sishi: Sishi, brand: Path) -> None:  # noqa: F811
    sishi("owner", "set", "tian", "--groups", "g1", at=brand)
    printed = sishi("owner", "link", "tian", "--day", FAR, at=brand)
    assert re.fullmatch(r"http://127\.0\.0\.1:4400/o/[\w-]{40,}\n", printed.out)
    assert "1 link" in sishi("owner", "revoke", "tian", at=brand).err
    assert "0 links" in sishi("owner", "revoke", "tian", at=brand).err


def test_whoever_is_no_staff_owns_nothing(sishi: Sishi, brand: Path) -> None:  # noqa: F811
    refused = sishi("owner", "set", "nobody", "--groups", "g1", at=brand)
    assert refused.code == 2
    assert "staff import" in refused.err
    assert sishi("owner", "leave", "nobody", "--from", FAR, at=brand).code == 2


def test_a_table_makes_owners_and_puts_them_on_the_staff_list(
    sishi: Sishi,  # noqa: F811
    brand: Path,
    tmp_path: Path,
) -> None:
    table = tmp_path / "owners.csv"
    rows = ("姓名,职务,管的群,后备,提前分钟", "何春晓,店长 · 徐汇店,一群,苏晓晴,7", "田甜,社群专员,g2,,")
    table.write_text("\n".join(rows), encoding="utf-8")
    taken = sishi("owner", "import", str(table), "--json", at=brand)
    assert [row["outcome"] for row in taken.json["rows"]] == ["new", "new"]
    owners = {owner["name"]: owner for owner in sishi("owner", "list", "--json", at=brand).json["owners"]}
    he = owners["何春晓"]
    assert owners["田甜"]["id"] == "tian"  # who was on the list already
    assert (he["role"], he["groups"], he["backup"], he["lead_minutes"]) == ("店长 · 徐汇店", ["g1"], "su", 7)
    again = sishi("owner", "import", str(table), "--json", at=brand)
    assert again.json["unchanged"] == 2
    table.write_text("姓名,管的群,后备\n何春晓,没有的群,谁", encoding="utf-8")
    refused = sishi("owner", "import", str(table), at=brand)
    assert refused.code == 2
    assert "没有的群" in refused.err
    assert sishi("owner", "set", "lin", "--name", "林晓", "--groups", "g1", at=brand).code == 0
