"""A week for a thousand groups out of a store and back: load, plan, write 28,000 posts.

    python benchmarks/plan_store.py --database sqlite:///var/sishi.db
    python benchmarks/plan_store.py --database postgresql://user@host/an_empty_database

Wall seconds of the stages as the nightly flow calls them, in this process; `cpu_s` and `server_cpu_s` are
processor seconds of this process and of a PostgreSQL server on this machine, for the first plan and its
posts. `--json` prints one object.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from plan_instances import FIRST_DAY, Instance, make

from content.model import Media, Member, Product, Quiz, Score, Story, Submission
from content.night import NightOrder, Told
from content.shortlist.reasons import kept
from content.store import Store
from content.workspace import open_workspace
from services import nightly
from services.context import Context, night_workers

NOW = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) - timedelta(days=1)
Made = TypeVar("Made")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="sqlite:///var/sishi.db")
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.database, options.groups)
    print(json.dumps(figures, indent=1) if options.json else figures)


def _compose(context: Context, order: NightOrder) -> Told:
    return nightly.compose_groups(context, order, nightly.groups_to_compose(context, order))


def measure(root: Path, database: str, groups: int) -> dict[str, Any]:
    (root / "sishi.toml").write_text(
        f'database = "{database}"\n[plan]\nclean_stories = false\n', encoding="utf-8"
    )
    (root / "brand.toml").touch()
    instance = make(groups, 7, "tight")
    workspace = open_workspace(root)
    with workspace.open_store() as store:
        furnish(store, instance)
    context = Context(workspace, night_workers(workspace))
    name = database.rpartition("/")[2]
    order = NightOrder(str(root), FIRST_DAY, 7, run="r1")
    cpu, server_cpu = time.process_time(), _server_seconds(name)
    laid_out, planned = _timed(lambda: nightly.lay_out(context, order))
    written_posts, written = _timed(lambda: _compose(context, order))
    cpu, server_cpu = time.process_time() - cpu, _server_seconds(name) - server_cpu
    again, replanned = _timed(lambda: nightly.lay_out(context, order))
    _, rewritten = _timed(lambda: _compose(context, order))
    return {
        "database": database.partition(":")[0],
        "groups": groups,
        "placements": laid_out.placements,
        "gaps": laid_out.gaps,
        "posts": written_posts.posts,
        "lay_out_s": planned,
        "tell_s": written,
        "both_s": round(planned + written, 2),
        "cpu_s": round(cpu, 2),
        "server_cpu_s": round(server_cpu, 2),
        "again_s": replanned,
        "tell_again_s": rewritten,
        "moved_again": again.moved,
    }


def furnish(store: Store, instance: Instance) -> None:
    store.library.put_groups(instance.groups)
    products = sorted({story.product for story in instance.stories} | {p.product for p in instance.photos})
    store.library.put_products([Product(name, name) for name in products])
    store.library.put_members([Member(p.member, p.member, p.home) for p in instance.photos if p.member])
    store.library.put_stories([_told(story) for story in instance.stories])
    submissions = [
        Submission(
            id=photo.id,
            group=photo.home,
            member=photo.member,
            text="今天的一张",
            posted_at=NOW - timedelta(days=3),
            media=(Media(f"{number:064x}", ".jpg", 1200, 1600, 300_000),),
            product=photo.product,
            consent=photo.consent,
        )
        for number, photo in enumerate(instance.photos)
    ]
    store.intake.add_submissions(
        [(submission, f"content {submission.id}") for submission in submissions], at=NOW, run="r0"
    )
    store.curation.add_outcomes({p.id: Score(p.score, ()) for p in instance.photos}, 1, NOW)
    store.curation.set_verdicts(
        {p.id: kept(p.score, rank) for rank, p in enumerate(instance.photos, 1)}, at=NOW, run="r0"
    )


def _told(story: Story) -> Story:
    quiz = Quiz("手冲的水，烧到几度？", ("85 ℃", "92 ℃", "100 ℃"), "B", "太烫会苦，太凉会酸。")
    return replace(
        story, hook="谁先喝完？", quiz=quiz, clue="壶嘴细，水流就稳。", solution="答案是 B：92 ℃。"
    )


def _server_seconds(database: str) -> float:
    """Processor seconds so far of the PostgreSQL processes on this machine that serve `database`."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may have ended
            title = (process / "cmdline").read_bytes().decode(errors="replace")
            if title.startswith("postgres: ") and f" {database} " in title:
                ticks += sum(map(int, (process / "stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _timed(work: Callable[[], Made]) -> tuple[Made, float]:
    began = time.perf_counter()
    made = work()
    return made, round(time.perf_counter() - began, 2)


if __name__ == "__main__":
    main()
