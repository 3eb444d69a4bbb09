"""Learning to rank from the team's decisions; a model counts only once it beats the hand weights.

    examples     decisions, ratings, swaps and edits -> examples: what was seen, and how much it was wanted
    fit          examples -> weights: the likeliest ones near the hand weights, none below zero
    judge        how well an order finds what the team wants, on decisions later than those learnt from
    lesson       all of it once: examples -> a ModelCard, with its figures
    stage        what a night calls: learn from what is new, and say which weights count

What is learnt is a set of weights for the parts of a score and nothing else, so every contribution stays
readable. All but the stage is pure: no clock, no chance, no database.
"""
