"""Everything that can be wrong with a plan, found by code that shares no line with the solver."""
