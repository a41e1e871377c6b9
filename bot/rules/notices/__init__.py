"""Everything that the bot has to tell somebody who did not just speak, as data.

A notice names its sentence by its class (`notice.meeting_recorded`, …) and carries the facts, never prose
(an announcement's own words excepted). `key` makes it unique: the same notice is queued once.
"""

from bot.rules.notices.agreements import AgreementEnds, AgreementToRenew
from bot.rules.notices.announcements import (
    AnnouncementApproved,
    AnnouncementByPhone,
    AnnouncementCopy,
    AnnouncementEdit,
    AnnouncementRecall,
    AnnouncementReport,
    AnnouncementReturned,
    AnnouncementStopped,
    AnnouncementTest,
    AnnouncementToApprove,
    NewsCopy,
)
from bot.rules.notices.base import Choice, IfUnknown, Lane, Notice, after_unknown
from bot.rules.notices.families import GuardianGone, GuardianJoined, TakenOut
from bot.rules.notices.invitations import ContactLeft, InvitationTaken, RightsEnd, RightsEnded
from bot.rules.notices.offers import (
    Answered,
    ContractRefused,
    ContractSigned,
    ContractsOverdue,
    ContractUnsigned,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferReminder,
    OffersAnswered,
    OfferSent,
    Overdue,
)
from bot.rules.notices.places import CrecheCloses, CrecheOpens, CrecheOverfull, StayChanged, StayEnds
from bot.rules.notices.pleas import PleaAnswered, PleaMade
from bot.rules.notices.requests import (
    BirthAwaited,
    ClaimTakenOut,
    ConfirmationOpens,
    DraftWaits,
    MeetingRecorded,
    Paused,
    ProofSeen,
    RequestClosed,
    RequestEnds,
    StillLooking,
)
from bot.rules.notices.rounds import Freed, NoPlace, PlacesFreed
from bot.rules.notices.summaries import (
    PlaceVacant,
    PlaceVacantUnheard,
    SummaryCorrected,
    SummaryPage,
    SummaryPicture,
)

__all__ = [
    "AgreementEnds",
    "AgreementToRenew",
    "AnnouncementApproved",
    "AnnouncementByPhone",
    "AnnouncementCopy",
    "AnnouncementEdit",
    "AnnouncementRecall",
    "AnnouncementReport",
    "AnnouncementReturned",
    "AnnouncementStopped",
    "AnnouncementTest",
    "AnnouncementToApprove",
    "Answered",
    "BirthAwaited",
    "Choice",
    "ClaimTakenOut",
    "ConfirmationOpens",
    "ContactLeft",
    "ContractRefused",
    "ContractSigned",
    "ContractUnsigned",
    "ContractsOverdue",
    "CrecheCloses",
    "CrecheOpens",
    "CrecheOverfull",
    "DraftWaits",
    "Freed",
    "GuardianGone",
    "GuardianJoined",
    "IfUnknown",
    "InvitationTaken",
    "Lane",
    "MeetingRecorded",
    "NewsCopy",
    "NoPlace",
    "Notice",
    "OfferAccepted",
    "OfferDeclined",
    "OfferLapsed",
    "OfferReminder",
    "OfferSent",
    "OffersAnswered",
    "Overdue",
    "Paused",
    "PlaceVacant",
    "PlaceVacantUnheard",
    "PlacesFreed",
    "PleaAnswered",
    "PleaMade",
    "ProofSeen",
    "RequestClosed",
    "RequestEnds",
    "RightsEnd",
    "RightsEnded",
    "StayChanged",
    "StayEnds",
    "StillLooking",
    "SummaryCorrected",
    "SummaryPage",
    "SummaryPicture",
    "TakenOut",
    "after_unknown",
]
