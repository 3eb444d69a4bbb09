"""The JSON Schema of a planning problem: `python tools/plan_schema.py > docs/plan-problem.schema.json`."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from content.planner.exchange.form import schema

print(json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True))
