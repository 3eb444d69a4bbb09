"""A night over a made community of 300 items ends as it was recorded: who sees what, in which words."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.main_path import TABLES
from tests.recorded.command import sishi
from tests.recorded.workspace import run_night, standing_clock

RECORDED = Path(__file__).parent / "night_digest.txt"
MAKER = "tools/make_community.py"
ITEMS, GROUPS, DAYS, SEED = 300, 12, 7, 1

pytestmark = pytest.mark.slow


def test_the_night_of_300_items_has_the_recorded_digest(
    shared: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not (shared / MAKER).is_file():
        pytest.skip("needs the community maker that lies beside the checkout")
    community, root = tmp_path / "community", tmp_path / "workspace"
    sizes = f"--items {ITEMS} --groups {GROUPS} --seed {SEED}".split()
    subprocess.run([sys.executable, str(shared / MAKER), str(community), *sizes], check=True)
    with standing_clock(root):
        sishi(f"init {root}")
        with (root / "sishi.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n[plan]\nclean_stories = false\n")  # its stories are made of words, not written
        for what, table in TABLES:
            sishi(f"{what} import {community / f'{table}.csv'}")
        (root / "ugc_inbox").rmdir()
        (community / "ugc_inbox").rename(root / "ugc_inbox")
        now = run_night(root, "night", DAYS)["digest"]
    if request.config.getoption("--record", default=False):
        RECORDED.write_text(now + "\n", encoding="utf-8")
    assert now == RECORDED.read_text(encoding="utf-8").strip()
