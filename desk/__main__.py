"""`python -m desk --workspace DIR`: the desk alone, as a process beside others."""

import argparse
import sys
from pathlib import Path

from content.errors import SishiError
from desk.server import HOST, MOST_PROCESSES, PORT, serve_desk


def main() -> int:
    """Serve until stopped; 2 with a sentence on stderr where it cannot be."""
    said = argparse.ArgumentParser(prog="python -m desk", description=__doc__)
    said.add_argument("--workspace", type=Path, default=Path())
    said.add_argument("--host", default=HOST)
    said.add_argument("--port", type=int, default=PORT)
    said.add_argument("--processes", type=int, default=1, choices=range(1, MOST_PROCESSES + 1))
    said.add_argument("--public-host", action="append", default=[])
    asked = said.parse_args()
    try:
        serve_desk(
            asked.workspace,
            host=asked.host,
            port=asked.port,
            processes=asked.processes,
            public_hosts=asked.public_host,
            told=lambda line: print(line, file=sys.stderr, flush=True),
        )
    except SishiError as error:
        print(f"desk: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
