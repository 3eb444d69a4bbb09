"""Chooses what is shown: every candidate leaves with one verdict and a reason a person can read.

    find_duplicates     deduplication of photos: each new one among all there ever were, once
      hash_index        which hashes lie near which, without comparing all with all (multi-index hashing)
      duplicates        which photos are the same photo; align: one fitted under the other
    find_repeated_text  deduplication of words: those of each new submission among all ever said, once
      shared_texts      who said the same words first, and how many members say them
    demand       how many places the plan needs, and which products it lacks photos of
    candidates   reads what is chosen from, with all that is known about it
    relative_scores     the parts of a score that are known once all are held beside each other
      reception  likes as they were to be expected, what is new (gamma-Poisson)
      authors    who sent it, as was known when it was sent
    gates        what must not be shown: no photo, no consent, blurred, a QR code, a phone number, ...
    originals    which of the same photos is the original; the others are copies
    choose       gates -> copies -> the varied choice
      selection  who gets the places: the best that are not alike (MMR), newcomers by lot
      quotas     how many of one member, product, group, day
      looks      how alike two covers look
    calibrate    thresholds from what the team dropped and kept
    flags        what a photo alone says against being shown
    reasons      the sentence of each reason, Chinese and English

All but the stage, `find_duplicates`, `find_repeated_text` and `candidates` is pure: the day and the
rules are handed in, and the order of the candidates does not matter.
"""
