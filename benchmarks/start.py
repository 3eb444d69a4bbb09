"""CPU seconds (user + system) that starting takes: `python benchmarks/start.py [--json]`.

Every command pays what `sishi --help` does; the others, what a listing of the queue and a night pay at first.
"""

import json
import resource
import subprocess
import sys

RUNS = 7
STARTS = {
    "sishi --help": ("-m", "cli", "--help"),
    "import cli.posts": ("-c", "import cli.posts"),
    "import services.nightly": ("-c", "import services.nightly"),
}


def main() -> None:
    measured = [_measured(name, options) for name, options in STARTS.items()]
    lines = ("\n".join(f"{name}: {value}" for name, value in figures.items()) for figures in measured)
    print(json.dumps(measured) if "--json" in sys.argv else "\n\n".join(lines))


def _measured(name: str, options: tuple[str, ...]) -> dict[str, object]:
    spent = sorted(_one(options) for _ in range(RUNS))
    return {
        "command": name,
        "runs": RUNS,
        "cpu_seconds_median": spent[RUNS // 2],
        "cpu_seconds_min": spent[0],
    }


def _one(options: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *options], capture_output=True, check=True)  # noqa: S603 - the ones above
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, 3)


if __name__ == "__main__":
    main()
