"""What Prefect costs a night that has nothing to do: `python benchmarks/prefect_overhead.py [RUNS]`.

Prints, for a first run (the server makes its database) and for later ones, seconds of wall and of CPU: the
whole command, and inside it imports, waiting for the server, the flow with its tasks, and the end.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows import local
from flows.params import NightlyParams
from flows.server import PrefectServer

CHILD = "--child"


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = _workspace(Path(folder))
        for number in range(runs):
            started = time.perf_counter()
            done = subprocess.run(  # noqa: S603 - this very file
                [sys.executable, __file__, CHILD, str(root)], capture_output=True, text=True, check=True
            )
            spans = {"whole": time.perf_counter() - started, **json.loads(done.stdout)}
            line = "  ".join(f"{name} {seconds:.2f}" for name, seconds in spans.items())
            print(f"{'cold' if number == 0 else 'warm'}  {line}", flush=True)


def one_night(root: Path) -> None:
    """One night in this process, with a stop-watch around the parts of `run_night`."""
    spans: dict[str, float] = {}
    waiting, stopping = PrefectServer.wait, PrefectServer.stop
    started = time.perf_counter()

    def wait(self: PrefectServer, seconds: float = 90.0) -> None:
        spans["imports"] = time.perf_counter() - started
        with _timed(spans, "wait for server"):
            waiting(self, seconds)

    def stop(self: PrefectServer) -> None:
        with _timed(spans, "end"):
            stopping(self)

    PrefectServer.wait, PrefectServer.stop = wait, stop  # type: ignore[method-assign]  # a stop-watch around each
    report = local.run_night(NightlyParams(workspace=str(root)))
    total = time.perf_counter() - started
    spans["flow and tasks"] = total - sum(spans.values())
    spans["of that our stages"] = sum(report["seconds_by_stage"].values())
    spans["cpu here"] = time.process_time()
    spans["cpu of server"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(json.dumps(spans))


@contextmanager
def _timed(spans: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    spans[name] = time.perf_counter() - started


def _workspace(folder: Path) -> Path:
    from content.model import Group  # not at the top: the child is to import as little as `sishi run` does
    from content.workspace import open_workspace

    root = folder / "brand"
    (root / "ugc_inbox").mkdir(parents=True)
    (root / "sishi.toml").write_text('zone = "Asia/Shanghai"\n', encoding="utf-8")
    with open_workspace(root).open_store() as store:
        store.library.put_groups([Group("g1", "徐汇 1 群")])
    return root


if __name__ == "__main__":
    if CHILD in sys.argv:
        one_night(Path(sys.argv[-1]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
