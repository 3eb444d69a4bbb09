"""CPU seconds (user + system) that `sishi --help` takes: `python benchmarks/start.py [--json]`."""

import json
import resource
import subprocess
import sys

RUNS = 7


def main() -> None:
    spent = sorted(_one() for _ in range(RUNS))
    told = {
        "command": "sishi --help",
        "runs": RUNS,
        "cpu_seconds_median": spent[RUNS // 2],
        "cpu_seconds_min": spent[0],
    }
    print(
        json.dumps(told)
        if "--json" in sys.argv
        else "\n".join(f"{name}: {value}" for name, value in told.items())
    )


def _one() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "cli", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, 3)


if __name__ == "__main__":
    main()
