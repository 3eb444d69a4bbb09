"""Looks at each picture once and says how good it is, in parts a person can read.

    image.measure        one decode of the working copy -> Features: every number about one photo
      focus, texture, tone, saliency, frame     what is measured, each from the small grey or colour picture
      phash              hashes that recognise the same picture cropped, mirrored, turned, framed
    sub_scores.score     Features -> Score: six visible contributions that sum to the total
    explain.explain      one contribution in plain words, Chinese and English
    features             the names, units and ranges of what is measured, and its VERSION

All of it is pure: no clock, no settings, no database; the stage hands in paths and stores what comes out.
"""
