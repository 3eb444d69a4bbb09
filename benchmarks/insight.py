"""What insight says of made communities whose truth is known.

    python -m benchmarks.insight verdicts [--runs 200] [--seed 1]

Each subcommand is a module benchmarks/insight_NAME.py with a function `main(arguments)`.
Figures: docs/measures/insight.md.
"""

import sys
from importlib import import_module


def main(arguments: list[str]) -> None:
    """Run the subcommand that the first argument names."""
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    import_module(f"benchmarks.insight_{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
