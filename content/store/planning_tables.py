"""The tables of planning: arcs, week templates, roads and what was moved."""
