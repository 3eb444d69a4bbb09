"""CPU seconds (user + system) that tests take: `python benchmarks/tests.py [--files] [tests/FOLDER ...]`.

One line for each folder, or for each file: what running it alone takes, with imports and all that it starts
(workers, servers, browsers), without PostgreSQL's own time. Processor time says nearly the same on a busy
machine as on an idle one; what tests wait for is not in it.
"""

import resource
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"


def main() -> None:
    named = [Path(argument).resolve() for argument in sys.argv[1:] if argument != "--files"]
    measured = named or sorted(folder for folder in TESTS.iterdir() if any(folder.rglob("test_*.py")))
    if "--files" in sys.argv:
        measured = [file for path in measured for file in sorted(path.rglob("test_*.py"))]
    total = 0.0
    for path in measured:
        seconds, last_line = _run(path)
        total += seconds
        print(f"{seconds:8.2f}  {path.relative_to(TESTS.parent)}  {last_line}", flush=True)
    print(f"{total:8.2f}  in all")


def _run(path: Path) -> tuple[float, str]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", "-n", "0", "--tb", "no", "--no-header", "-W", "ignore", str(path)],
        capture_output=True,
        text=True,
        cwd=TESTS.parent,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds, "" if ran.returncode == 0 else f"exit code {ran.returncode}"


if __name__ == "__main__":
    main()
