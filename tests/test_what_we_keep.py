"""Every table that holds something of a person is told to that person, or says here why it is not."""

from storage.erasures import THEIRS
from storage.tables import table
from storage.tables.partial import COMPLETE

#: Told by `/mydata`, in words and in the file.
TOLD = {
    "person",
    "mandate",
    "muted",
    "draft",
    "plea",
    "request",
    "request_creche",
    "child",
    "claim",
    "offer",
    "stay",
    "trace",
}
#: Not told, because it says nothing that the person does not have before their eyes, or nothing of them.
NOT_TOLD = {
    "family": "a number that binds two parents to their requests",
    "inbox": "what they wrote, until it is read; at most 72 hours",
    "written_agreement": "an agreement that staff have begun to enter",
    "notice": "its words went into the chat, and leave the table once they are told",
    "look": "what /status showed them last",
    "announcement": "what somebody wrote for others",
    "announcement_left_out": "that a message did not reach them",
    "guess": "how often a link or a code did not exist; gone after the hour",
    "invitation": "that a link was used, without its words",
    "erased": "who asked to be forgotten",
    "ledger": "which work was done about a request, once each",
    "subject_key": "what their data are sealed with, and nothing of them",
    "code": "which request used a firm's word, told as a claim",
}
#: What a key of a person, a family or a request is called.
KEYS = {"subject", "person_id", "family_id", "request_id", "author_id", "invited_by", "used_by", "chat_index"}


def of_people() -> set[str]:
    return {
        table.name
        for table in COMPLETE.sorted_tables
        if KEYS & {column.name for column in table.columns} or table.name in {"person", "family", "trace"}
    }


def test_what_is_kept_of_somebody_is_told_to_them_or_says_why_not() -> None:
    assert of_people() - TOLD - set(NOT_TOLD) == set()


def test_nothing_is_told_that_is_not_there() -> None:
    assert (TOLD | set(NOT_TOLD)) - {table.name for table in COMPLETE.sorted_tables} == set()


def test_whatever_has_a_persons_key_goes_with_the_person() -> None:
    keyed = {one.name for one in COMPLETE.sorted_tables if "person_id" in one.columns}
    assert {table(one).name for one in THEIRS} == keyed - {"erased"}
