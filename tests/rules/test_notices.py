from datetime import date

import pytest

from bot.rules.calendar import Month
from bot.rules.notices import (
    AnnouncementCopy,
    ConfirmationOpens,
    DraftWaits,
    IfUnknown,
    Lane,
    MeetingRecorded,
    Notice,
    SummaryPage,
    SummaryPicture,
    after_unknown,
)

DAY = date(2027, 1, 12)


def _told(to: str, subject: str) -> list[Notice]:
    """Every kind of notice about that subject, told to that person."""
    return [
        MeetingRecorded(to=to, request_id=subject, reference="9DDWCTVQC4", met_on=DAY, confirm_from=DAY),
        ConfirmationOpens(to=to, request_id=subject, reference="9DDWCTVQC4"),
        SummaryPicture(to=to, sponsor_id=subject, month=Month(2027, 1)),
        SummaryPage(to=to, sponsor_id=subject, month=Month(2027, 1)),
        AnnouncementCopy(to=to, announcement_id=subject),
    ]


def test_keys_tell_readers_kinds_and_subjects_apart() -> None:
    keys = [
        notice.key for to in ("ana", "bilal") for subject in ("one", "two") for notice in _told(to, subject)
    ]
    assert len(set(keys)) == len(keys) == 20


def test_key_of_the_same_notice_is_the_same() -> None:
    assert [notice.key for notice in _told("ana", "one")] == [notice.key for notice in _told("ana", "one")]


def test_key_of_a_summary_names_its_month() -> None:
    january, february = (
        SummaryPicture(to="luc", sponsor_id="technord", month=Month(2027, n)) for n in (1, 2)
    )
    assert january.key != february.key


def test_draft_is_nudged_once() -> None:
    assert DraftWaits(to="ana", draft_id="d", deleted_on=DAY).key == "draft-waits:d"


def test_announcements_go_after_everything_else() -> None:
    lanes = {type(notice).__name__: notice.lane for notice in _told("ana", "one")}
    assert lanes == {
        "MeetingRecorded": Lane.NOTICE,
        "ConfirmationOpens": Lane.NOTICE,
        "SummaryPicture": Lane.NOTICE,
        "SummaryPage": Lane.NOTICE,
        "AnnouncementCopy": Lane.ANNOUNCEMENT,
    }
    assert sorted(Lane) == [Lane.REPLY, Lane.NOTICE, Lane.ANNOUNCEMENT]


@pytest.mark.parametrize(
    ("rule", "times", "again"),
    [
        (IfUnknown.RESEND_ONCE, 1, True),
        (IfUnknown.RESEND_ONCE, 2, False),
        (IfUnknown.RESEND_ONCE_SILENTLY, 1, True),
        (IfUnknown.RESEND_ONCE_SILENTLY, 2, False),
        (IfUnknown.LEAVE, 1, False),
    ],
)
def test_unknown_delivery_is_tried_twice_at_most(rule: IfUnknown, times: int, *, again: bool) -> None:
    assert after_unknown(rule, times) is again
