"""Looks at each picture once and says how good it is, in parts a person can read.

    image.measure        one decode of the photo -> Features: every number about it
      focus, texture, tone, saliency, look, frame, damage, qr   what is measured, each from the small picture
      phash              hashes that recognise the same picture cropped, mirrored, turned, framed
      photo_facts        faces, and where a photo is calm and light: what posters need; faces finds them
    words.said_in        the text beside it -> how much it tells, of what, in which mood
    feeling              a text, glad or sad: trained weights, moods (word lists), doubts
    quotes               whether the words may be quoted, and all that speaks against it
    sub_scores           Features -> the parts of a score, each 0 to 1
    weights              parts -> Score: what each counts; others can be learnt, these were chosen by hand
    explain.explain      one part in plain words, Chinese and English, against a usual submission
    shop                 the shop's own pictures, taken in and measured once
    features             the names, units and ranges of what is measured, and its VERSION

All of it is pure: no clock, no settings, no database; the stage hands in paths and stores what comes out.
"""
