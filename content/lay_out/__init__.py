"""Lay out: which story each group reads on each day of the coming week, and whose photos go with it.

    pose          model objects -> Problem (integer arrays)
    plan          Problem -> Plan: settle, market, deal, repair
    placements    Plan -> what the model calls placements, each with its numbers
    gaps          Plan -> what stays empty, each with its reason and the nearest fix
    check         placements -> hard rules they break, by an independent reading

Pure: no clock, no files, no global randomness. The rules and their numbers: docs/planning.md.
"""

from content.lay_out.check import check
from content.lay_out.gaps import gaps
from content.lay_out.given import Learnt, Photo, Pin, Rules, Shown, Tastes, Weights
from content.lay_out.planner import plan
from content.lay_out.pose import as_plan, pose
from content.lay_out.problem import Plan, Problem
from content.lay_out.why import placements

__all__ = [
    "Learnt",
    "Photo",
    "Pin",
    "Plan",
    "Problem",
    "Rules",
    "Shown",
    "Tastes",
    "Weights",
    "as_plan",
    "check",
    "gaps",
    "placements",
    "plan",
    "pose",
]
