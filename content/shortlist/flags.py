"""What a photo alone says against being shown, without knowing whose it is."""

from content.model import Features, Reason
from content.shortlist.candidate import ShortlistRules


def flags_of(features: Features, rules: ShortlistRules) -> list[Reason]:
    """The faults of a measured photo, by the thresholds of the rules. What is no number is a fault."""
    values = features.values
    faults = {
        Reason.TOO_SMALL: not min(values["width"], values["height"]) >= rules.min_side,
        Reason.TOO_DARK: not values["p95"] >= rules.min_light,
        Reason.BLURRED: not values["foc_best"] >= rules.min_focus,
        Reason.HAS_QR_CODE: values["qr"] > 0,
        Reason.LOOKS_DRAWN: values["graphic"] >= rules.max_graphic,
    }
    return [reason for reason, there in faults.items() if there]
