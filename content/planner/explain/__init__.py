"""Why a plan reads as it does: reasons of cells, gaps with their nearest fix, changes, what to shop for."""
