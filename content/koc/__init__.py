"""Key opinion consumers (KOC): who matters to a community, measured fairly; people decide what follows.

    fair         likes and answers -> those that count: no bought, traded or repeated ones
    axes         what members did in 90 days -> influence, activity, content, purchase, as percentiles
    types        axes -> a member type, where one leads clearly; 未定 otherwise
    ladder       what a person does next with a member on each rung
    activity     a call for photos -> its entries, ranked
    stage        all of it for a workspace, as the store knows it

The rungs and their moves are in content.model.koc; the door is `store.climb`. All but the stage is pure.
"""
