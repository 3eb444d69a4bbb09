"""Explains a plan: numbers of cells, gaps with their nearest fix, changes, what to shop for."""
