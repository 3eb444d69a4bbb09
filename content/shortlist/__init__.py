"""Chooses what is shown: every candidate leaves with one verdict and a reason a person can read.

    recognise    looks for each new photo among all there ever were, once, and keeps which are the same
      meeting    which hashes lie near which, without comparing all with all
      duplicates which photos are the same photo
    repeats      looks for the words of each new submission among all that were ever said, once
      chorus     who said the same words first, and how many members say them
    candidates   reads what is chosen from, with all that is known about it
    among        the parts of a score that are known once all are held beside each other
      standing   likes as they were to be expected, what is new
      authors    who sent it, as was known when it was sent
    gates        what must not be shown: no photo, no consent, blurred, a QR code, a phone number, ...
    originals    which of the same photos is the original; the others are copies
    choose       gates -> copies -> the varied choice
      places     who gets the places: the best that are not alike, newcomers by lot
      quotas     how many of one member, product, group, day
      looks      how alike two covers look
    calibrate    thresholds from what the team dropped and kept
    flags        what a photo alone says against being shown
    reasons      the sentence of each reason, Chinese and English

All but the stage, `recognise`, `repeats` and `candidates` is pure: the day and the rules are handed in, and
the order of the candidates does not matter.
"""
