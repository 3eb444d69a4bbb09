"""What things are. Standard library only; every class is a frozen dataclass or an enum.

slot -> group -> member -> submission (with rights) -> story -> placement -> post -> poster
How posts reach the groups: channel -> delivery -> owner (who sends by hand)
What people do with these: account -> decision -> outcome -> history
What comes of that: learning (whose taste it is), koc (who matters to the community)
from content.model.figures import (
    Business,
    BusinessNumbers,
    Cohort,
    GroupHealth,
    HealthClass,
    LapsingMember,
    LeavesAfterPromo,
    OwnerPunctuality,
    PostLook,
    RetentionCell,
    RevenueSplit,
    Throughput,
    UgcFunnel,
