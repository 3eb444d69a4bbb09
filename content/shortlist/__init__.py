"""Chooses what is shown: every candidate leaves with one verdict and a reason a person can read.

    gates        what must not be shown: no photo, no consent, blurred, a QR code, a phone number, ...
      contacts   finds phone numbers and messenger ids in a text, disguised ones too
    duplicates   which photos are the same photo
    originals    which of them is the original; the others are copies
    choose       gates -> copies -> the varied choice, within quotas
    reasons      the sentence of each reason, Chinese and English

All of it is pure: the day and the rules are handed in, and the order of the candidates does not matter.
"""
