"""What words may say before anybody reads them. Pure: a text in, findings out.

    fold        the copy that is matched: widths, invisible characters, traditional, look-alikes
    contacts    phone numbers, messenger ids, mail, addresses of the web, cards; however they are dressed
    ngram_model trained weights over character n-grams: sentiment, insults; offence asks the second
    alike       which texts say nearly the same words
    book        lists of words: claims that advertising law forbids, words that need a person; a team's own
    small_talk  chat lines that describe nothing: laughter, thanks, votes
    signs       what a message shows without its words: a letter, a link, a price, a coupon
    segment     words of Chinese, by a dictionary
    codes       [捂脸] and other codes of chat programs as emoji
    products    which products a text names
    winners     the place in an evening post for the names of those who answered rightly
    pinyin      first letters of readings, for a search typed in letters
    names       nicknames as they are compared; doubles: members who may be one person

What is shown is never the folded copy: members' words stay as they wrote them (content.sanitize).
"""
