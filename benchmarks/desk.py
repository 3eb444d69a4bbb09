"""The desk under load: `python benchmarks/desk.py [lists] [browser] [review] [editors] [--postgres URL]`.

lists    100,000 posts and 20,000 submissions: every list page over 16 connections, asked for as fast as
         answers come, and asked for by 16 people who look at a page for a while; the processor time of an
         answer, with all that serves it, and the memory of the servers
browser  the sample brand's week: first paint of the board, key to next photo, word to new poster
review   the sample's week reviewed by hand: looks, keys, from a key to the next poster
editors  two editors, 1,000 random actions each, at once; what does not hold afterwards

Servers are `sishi desk --processes 2`; whoever asks is another process. Milliseconds are of this machine:
the ratio to `floor`, the desk's shortest answer to somebody who is signed in, is what carries over.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any
from urllib.parse import quote

import httpx
from desk_browser import browser_figures
from desk_community import GROUPS, SUBMISSIONS, fill
from review import review_figures
from two_editors import Editor, problems, race

from content.accounts import new_secret
from content.model import PostState, Role, SignIn, User
from content.workspace import Workspace, open_workspace

COOKIE = "sishi"  # as in desk.auth, whose package this script hides by its name
CONNECTIONS, PROCESSES = 16, 2
ASKED, THINKING = 480, 0.4  # requests of each page; seconds somebody looks at a page, on average
UNCOUNTED = 2  # the first answers on each connection
ACTIONS, AMONG = 1000, 40  # of each editor; posts they meet at
SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
PARTS = ("lists", "browser", "review", "editors")
Address = Callable[[Random], str]


def main() -> int:
    options = _options()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if "lists" in options.parts:
            figures["lists"] = list_figures(
                options.workspace or Path(folder) / "large", options.postgres, options.page
            )
        if "browser" in options.parts:
            figures["browser"] = browser_figures(Path(folder) / "sample", desk)
        if "review" in options.parts:
            figures["review"] = review_figures(Path(folder) / "review", desk)
        if "editors" in options.parts:
            figures["editors"] = editor_figures(Path(folder) / "editors")
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


# -- a desk to ask ------------------------------------------------------------------------------
@contextmanager
def desk(workspace: Path, processes: int = PROCESSES) -> Iterator[tuple[str, int]]:
    """`sishi desk` on a free port; what it prints (its link), and its process id."""
    arguments = ["desk", "--workspace", str(workspace), "--port", "0", "--processes", str(processes)]
    command = [sys.executable, "-m", "cli", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stderr
            links = (re.search(r"http\S+", line) for line in process.stderr)  # Chinese puts no space before
            link = next(link for link in links if link)[0]
            yield link, process.pid
        finally:
            process.terminate()


def tree_of(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    tree = [pid]
    for process in tree:
        tree += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
    return tree


def processor(pid: int) -> float:
    """Milliseconds of processor that a process and its children have taken so far."""
    statistics = (
        Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split() for process in tree_of(pid)
    )
    return 1000 * sum(int(words[11]) + int(words[12]) for words in statistics) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Bytes that a process and its children hold; what they share counts once (Pss)."""
    maps = (Path(f"/proc/{process}/smaps_rollup").read_text() for process in tree_of(pid))
    return (
        sum(int(line.split()[1]) for text in maps for line in text.splitlines() if line.startswith("Pss:"))
        * 1024
    )


def large(workspace: Path, postgres: str) -> Workspace:
    """The workspace with the made community in its database; one that is there is taken as it is."""
    workspace.mkdir(parents=True, exist_ok=True)
    (workspace / "ugc_inbox").mkdir(exist_ok=True)
    (workspace / "brand.toml").write_text('name = "小店"\n', encoding="utf-8")
    settings = f'database = "{postgres}"\n' if postgres else ""
    (workspace / "sishi.toml").write_text(settings, encoding="utf-8")
    opened = open_workspace(workspace)
    with opened.open_store(reading=True) as store:
        filled = bool(store.library.groups())
    if not filled:
        fill(opened.database, datetime.now(UTC))
    return opened


# -- lists --------------------------------------------------------------------------------------
def list_figures(workspace: Path, postgres: str, wanted: Sequence[str] | None = None) -> dict[str, Any]:
    opened = large(workspace, postgres)
    opened.database.close()
    with desk(workspace) as (link, pid):
        with httpx.Client(follow_redirects=True, timeout=60) as client:  # servers that start
            client.get(link).raise_for_status()
            cookie = client.cookies[COOKIE]
        address = link.split("/enter")[0]
        floor = _times(address, cookie, lambda _: "/api/v1/me", thinking=0)
        figures = {
            "database": "PostgreSQL" if postgres else "SQLite",
            "floor_ms": _spread(floor),
            "pages": {
                name: _page(name, address, cookie, page, pid)
                for name, page in pages(datetime.now(UTC)).items()
                if name in (wanted or [name])
            },
        }
        figures["memory_bytes"] = memory(pid)
    return figures


def _page(name: str, address: str, cookie: str, page: Address, pid: int) -> dict[str, Any]:
    people, before = _times(address, cookie, page, thinking=THINKING), processor(pid)
    at_once = _times(address, cookie, page, thinking=0)
    figures = {
        "people_ms": _spread(people),
        "as_fast_as_answers_come_ms": _spread(at_once),
        "processor_ms": round((processor(pid) - before) / (len(at_once) + UNCOUNTED * CONNECTIONS), 1),
    }
    print(name, figures, file=sys.stderr)
    return figures


def pages(now: datetime) -> dict[str, Address]:
    """Every list, each time another part of it: another group, week, filter, word, place."""
    year, week, _ = now.date().isocalendar()
    iso = f"{year}-W{week:02}"
    states = [PostState.IN_REVIEW, PostState.APPROVED, PostState.RETURNED, PostState.DRAFT, PostState.SENT]

    def day(chance: Random) -> str:
        return str(now.date() + timedelta(days=chance.randrange(-30, 5)))

    def group(chance: Random) -> str:
        return f"g{chance.randrange(GROUPS):04}"

    return {
        "today": lambda _: "/",
        "queue": lambda c: f"/queue?from={day(c)}",
        "queue by state": lambda c: f"/queue?status={c.choice(states)}&from={day(c)}",
        "queue of a group": lambda c: f"/queue?group={group(c)}&from={day(c)}",
        "queue by words": lambda c: f"/queue?q={c.randrange(300)}&from={day(c)}",
        "week of a group": lambda c: f"/week/{group(c)}/{iso}",
        "week of all groups": lambda c: f"/weeks/{iso}?after={group(c)}",
        "month of all groups": lambda c: f"/month?after={group(c)}",
        "culling": lambda c: f"/cull?batch=r{c.randrange(SUBMISSIONS // 400)}",
        "culling, everything": lambda c: f"/cull?batch=all&sort=newest&group={group(c)}",
        "review": lambda _: "/review",
        "review of a group": lambda c: f"/review?group={group(c)}",
        "find": lambda c: (
            f"/find?q={quote(c.choice(('水', '杯子', 'sy', f'产品{c.randrange(40)}', group(c))))}"
        ),
        "groups": lambda c: f"/groups?after={group(c)}",
        "runs": lambda _: "/runs",
        "audit": lambda c: f"/audit?from={day(c)}&to={day(c)}",
        "audit of a person": lambda c: f"/audit?who={quote(c.choice(('小林', '小周')))}",
        "API: posts": lambda c: f"/api/v1/posts?first={day(c)}",
        "API: review": lambda _: "/api/v1/review",
        "API: submissions": lambda c: f"/api/v1/submissions?group={group(c)}&sort=score",
        "API: audit": lambda c: f"/api/v1/audit?item={group(c)}-{day(c)}-noon",
    }


def _times(address: str, cookie: str, page: Address, *, thinking: float) -> list[float]:
    """Milliseconds of each answer, all connections together; the first answers do not count.

    http.client, because it takes the least of the processors that the servers are measured on.
    """
    took: list[float] = []
    headers = {"Cookie": f"{COOKIE}={cookie}", "Accept-Encoding": "gzip"}
    per_connection = ASKED // CONNECTIONS

    def ask(seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - choosing, not hiding
        with closing(HTTPConnection(address.removeprefix("http://"), timeout=60)) as connection:
            for n in range(per_connection + UNCOUNTED):
                time.sleep(chance.random() * 2 * thinking)
                path, began = page(chance), time.perf_counter()
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                if n >= UNCOUNTED:
                    took.append((time.perf_counter() - began) * 1000)
                if answer.status != 200:
                    raise RuntimeError(f"{path} answers {answer.status}")

    threads = [Thread(target=ask, args=(seed,)) for seed in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(took) < per_connection * CONNECTIONS:
        raise RuntimeError("not every answer came")
    return took


def _spread(took: Sequence[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {"p50": round(ordered[len(ordered) // 2], 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


# -- editors ------------------------------------------------------------------------------------
def editor_figures(workspace: Path) -> dict[str, Any]:
    """Two editors of the sample brand's queue, over HTTP."""
    for arguments in (["init", str(workspace), "--sample"], ["run", "--workspace", str(workspace)]):
        subprocess.run([sys.executable, "-m", "cli", *arguments], check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    opened = open_workspace(workspace)
    cookies = [_signed_in(opened, name) for name in ("lin", "zhou")]
    with opened.open_store(reading=True) as store:
        ids = [post.id for post in store.queue.posts(states=[PostState.IN_REVIEW])][:AMONG]
    with desk(workspace) as (link, _pid):
        address = link.rstrip("/")
        browsers = [_browser(address, cookie) for cookie in cookies]
        editors = [
            Editor(name, browser, Random(seed), ids)  # noqa: S311 - choosing, not hiding
            for seed, (name, browser) in enumerate(zip(("lin", "zhou"), browsers, strict=True))
        ]
        began = time.perf_counter()
        race(editors, ACTIONS)
        seconds = time.perf_counter() - began
        broken = problems(editors, lambda url: dict(browsers[0].get(url).json()))
        for browser in browsers:
            browser.close()
    ends = [deed.end["status"] for editor in editors for deed in editor.deeds]
    return {
        "actions": ACTIONS * len(editors),
        "seconds": round(seconds, 1),
        "done": ends.count("done"),
        "conflicts": ends.count("conflict"),
        "refused": ends.count("refused"),
        "problems": broken,
    }


def _signed_in(workspace: Workspace, name: str) -> str:
    secret, sha256 = new_secret()
    now = datetime.now(UTC)
    with workspace.open_store() as store:
        store.accounts.put_user(User(name, name, Role.APPROVER), actor="benchmark", at=now)
        store.accounts.begin_sign_in(SignIn(sha256, name, "", now, now + timedelta(hours=1)))
    return secret


def _browser(address: str, cookie: str) -> httpx.Client:
    base = address.split("/login")[0]
    return httpx.Client(base_url=base, cookies={COOKIE: cookie}, headers=SAME_SITE, timeout=60)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--postgres", default="", help="an empty database's address, for lists")
    parser.add_argument("--page", action="append", help="for lists: this page alone; may be given again")
    parser.add_argument("--workspace", type=Path, help="where the made community is kept, or is already")
    parser.add_argument("--json", action="store_true", help="as it does anyway")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
