"""PROBLEM.json in, PLAN.json out: plans for other programs."""
