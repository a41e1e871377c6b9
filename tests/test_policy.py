from datetime import date
from pathlib import Path

import pytest

from bot.policy import DEFAULT_FILE, PolicyProblem, belgian_holidays, load_policy
from bot.rules.nearness import creches_by_nearness, distance_km
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import ClaimCode


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy()


def changed(folder: Path, old: str, new: str) -> Path:
    """The policy that comes with the program, with its first such words changed."""
    text = DEFAULT_FILE.read_text("utf-8")
    assert old in text
    path = folder / "ours.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def line_of(path: Path, words: str) -> int:
    """The first line that holds those words outside a comment."""
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if words in line and not line.startswith("#"))


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(PolicyProblem) as caught:
        load_policy(path)
    assert str(caught.value).startswith(f"{path}, ")
    return caught.value.problems


def test_the_cooperative_has_six_creches_and_322_places(policy: Policy) -> None:
    assert {creche.id: creche.places for creche in policy.creches} == {
        "marcinelle": 56,
        "lodelinsart": 42,
        "liege-airport": 56,
        "andrimont": 56,
        "saint-lambert": 56,
        "outremeuse": 56,
    }


def test_only_the_two_made_up_names_are_marked_as_examples(policy: Policy) -> None:
    assert [creche.id for creche in policy.creches if creche.example] == ["saint-lambert", "outremeuse"]


def test_every_number_of_the_file_is_the_default_of_the_rules(policy: Policy) -> None:
    plain = Policy(cooperative=policy.cooperative, creches=policy.creches)
    by_itself = {"cooperative", "creches", "holidays", "places_on_map", "data_contact"}
    names = set(Policy.__dataclass_fields__) - by_itself
    assert {name: getattr(policy, name) for name in names} == {name: getattr(plain, name) for name in names}


def test_a_file_with_the_least_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "least.toml"
    path.write_text(
        'cooperative = "C"\ndata_contact = "x"\n[[creches]]\nid = "a"\nname = "A"\ntown = "B"\n'
        'postal_code = "4000"\nplaces = 14\nphone = ""\npriorities = []\n'
    )
    assert load_policy(path).priority_order is PriorityOrder.MONTH_FIRST


def test_priority_first_can_be_chosen(tmp_path: Path) -> None:
    path = changed(tmp_path, '"month first"', '"priority first"')
    assert load_policy(path).priority_order is PriorityOrder.PRIORITY_FIRST


def test_specific_needs_stand_for_their_kinds_but_the_one_that_needs_an_agreement(policy: Policy) -> None:
    assert policy.creche("andrimont").priorities == {
        ClaimCode.SIBLINGS,
        ClaimCode.ADOPTION,
        ClaimCode.DISABILITY,
        ClaimCode.EMERGENCY,
        ClaimCode.VULNERABILITY,
        ClaimCode.EXTENDED_HOURS,
        ClaimCode.CLOSURE,
        ClaimCode.EMPLOYER,
    }


# what is changed, into what, the words on the line that is named, the fault, the remedy
AGAINST_THE_LAW = [
    (
        "places = 56",
        "places = 13",
        "places = 13",
        "creches[1].places cannot be 13",
        "a crèche has at least 14 places, in steps of 7 (order, art. 7); write 14 or 21",
    ),
    (
        "places = 56",
        "places = 58",
        "places = 58",
        "creches[1].places cannot be 58",
        "a crèche has at least 14 places, in steps of 7 (order, art. 7); write 56 or 63",
    ),
    (
        "places = 42",
        "places = 43",
        "places = 43",
        "creches[2].places cannot be 43",
        "a crèche has at least 14 places, in steps of 7 (order, art. 7); write 42 or 49",
    ),
    (
        "min_percent = 20",
        "min_percent = 19",
        "min_percent = 19",
        "specific_needs_min_percent cannot be 19",
        "specific needs take 20 to 50 % of the places (order, art. 88, 5°); write 20 to 50",
    ),
    (
        "max_percent = 50",
        "max_percent = 51",
        "max_percent = 51",
        "specific_needs_max_percent cannot be 51",
        "specific needs take 20 to 50 % of the places (order, art. 88, 5°); write 20 to 50",
    ),
    (
        "presences_a_month = 12",
        "presences_a_month = 13",
        "presences_a_month = 13",
        "minimum_presences_a_month cannot be 13",
        "a crèche may refuse below 12 presences a month, not above (order, art. 53, 3°); write 0 to 12",
    ),
    (
        "deposit_months = 1",
        "deposit_months = 2",
        "deposit_months = 2",
        "deposit_months cannot be 2",
        "a deposit is at most one month of care (order, art. 44); write 0 to 1",
    ),
    (
        "notice_months = 3",
        "notice_months = 4",
        "notice_months = 4",
        "notice_months cannot be 4",
        "notice is at most three months (order, art. 11); write 0 to 3",
    ),
    (
        "before_due = 6",
        "before_due = 7",
        "before_due = 7",
        "confirm_months_before_due cannot be 7",
        "no confirmation before the end of the third month of pregnancy (order, art. 51 §1); write 0 to 6",
    ),
    (
        "sponsors_max_percent = 50",
        "sponsors_max_percent = 60",
        "sponsors_max_percent = 60",
        "sponsors_max_percent cannot be 60",
        "the cooperative promised that sponsors never have more than half; write 0 to 50",
    ),
    (
        '"52-4", "52-5"',
        '"52-8"',
        '"52-8"',
        "creches[1].priorities[3] cannot be '52-8'",
        (f"the list of priorities is closed (order, art. 52); write one of 52-1, {', '.join(ClaimCode)}"),
    ),
    (
        '"52-4", "52-5"',
        '"52-3"',
        "[[creches]]",
        "creches[1] cannot publish 52-3",
        (
            "it is for crèches run by a local authority (order, art. 52, 3°); "
            "take it out, or write local_authority = true"
        ),
    ),
    (
        '"52-4", "52-5"',
        '"52-6"',
        "[[creches]]",
        "creches[1] cannot publish 52-6",
        (
            "it needs an agreement (order, art. 52 and 88); "
            'take it out, or write agreed = ["52-6"] once there is one'
        ),
    ),
]
NOT_UNDERSTOOD = [
    (
        "offer_days = 10",
        "ofer_days = 10",
        "ofer_days = 10",
        "ofer_days is no key of a policy",
        "write offer_days",
    ),
    (
        "offer_days = 10",
        "xyzzy = 10",
        "xyzzy = 10",
        "xyzzy is no key of a policy",
        "take it out",
    ),
    (
        "offer_days = 10",
        'offer_days = "10"',
        'offer_days = "10"',
        "offer_days cannot be '10'",
        "write a whole number, without quotes",
    ),
    (
        "predemand_required = true",
        "predemand_required = 1",
        "predemand_required = 1",
        "predemand_required cannot be 1",
        "write true or false, without quotes",
    ),
    (
        '"month first"',
        '"by points"',
        '"by points"',
        "priority_order cannot be 'by points'",
        'write "month first" or "priority first"',
    ),
    (
        'name = "Marcinelle"\n',
        "",
        "[[creches]]",
        "creches[1].name is missing",
        "write it",
    ),
    (
        'postal_code = "6001"',
        "postal_code = 6001",
        "postal_code = 6001",
        "creches[1].postal_code cannot be 6001",
        'write words in quotes, "like this"',
    ),
    (
        'postal_code = "6001"',
        'postal_code = "B-6001"',
        'postal_code = "B-6001"',
        "creches[1].postal_code cannot be 'B-6001'",
        'write four digits in quotes, "4000"',
    ),
    (
        'id = "marcinelle"',
        'id = "Crèche Marcinelle"',
        'id = "Crèche Marcinelle"',
        "creches[1].id cannot be 'Crèche Marcinelle'",
        "write up to 16 small letters and hyphens",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "fault", "remedy"), AGAINST_THE_LAW)
def test_a_number_outside_the_law_is_refused_with_its_article(
    tmp_path: Path, old: str, new: str, at: str, fault: str, remedy: str
) -> None:
    path = changed(tmp_path, old, new)
    assert problems(path) == (f"line {line_of(path, at)}: {fault}: {remedy}",)


@pytest.mark.parametrize(("old", "new", "at", "fault", "remedy"), NOT_UNDERSTOOD)
def test_a_wrong_word_is_named_with_its_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, at: str, fault: str, remedy: str
) -> None:
    path = changed(tmp_path, old, new)
    assert problems(path) == (f"line {line_of(path, at)}: {fault}: {remedy}",)


def test_a_missing_number_of_the_cooperative_has_no_line(tmp_path: Path) -> None:
    path = changed(tmp_path, 'cooperative = "Wal\'Crèches"\n', "")
    assert problems(path) == ("cooperative is missing: write it",)


def test_two_creches_cannot_share_an_id(tmp_path: Path) -> None:
    path = changed(tmp_path, 'id = "lodelinsart"', 'id = "marcinelle"')
    assert problems(path) == ("the policy has two crèches with the id 'marcinelle': write another",)


def test_the_reserve_cannot_be_above_its_ceiling(tmp_path: Path) -> None:
    path = changed(tmp_path, "max_percent = 50", "max_percent = 30")
    path.write_text(path.read_text("utf-8").replace("min_percent = 20", "min_percent = 40"), "utf-8")
    assert problems(path) == (
        "the policy has specific_needs_min_percent above specific_needs_max_percent: lower it",
    )


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = changed(tmp_path, "offer_days = 10", "offer_days = ten")
    at = f"at line {line_of(path, 'offer_days')}, column 14"
    assert problems(path) == (f"this is not TOML: Invalid value ({at})",)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = changed(tmp_path, "offer_days = 10\ncontract_days = 14", "offer_days = 0\ncontract_days = 0")
    first = line_of(path, "offer_days")
    assert [problem.split(" cannot")[0] for problem in problems(path)] == [
        f"line {first}: offer_days",
        f"line {first + 1}: contract_days",
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.toml") == ("the file cannot be read: No such file or directory",)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes('cooperative = "Wal\'Crèches"'.encode("latin-1"))
    assert problems(path) == ("the file is not written in UTF-8",)


def test_2027_has_its_belgian_holidays() -> None:
    assert sorted(day for day in belgian_holidays() if day.year == 2027 and day.weekday() < 5) == [
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 6),
        date(2027, 5, 17),
        date(2027, 7, 21),
        date(2027, 11, 1),
        date(2027, 11, 11),
    ]


def test_the_holidays_reach_from_2024_to_2040() -> None:
    assert {day.year for day in belgian_holidays()} == set(range(2024, 2041))


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("4000", ["saint-lambert", "outremeuse", "liege-airport"]),  # Liège
        ("4020", ["outremeuse", "saint-lambert", "liege-airport"]),  # Outremeuse
        ("4800", ["andrimont", "outremeuse", "saint-lambert"]),  # Verviers
        ("4460", ["liege-airport", "saint-lambert", "outremeuse"]),  # Grâce-Hollogne
        ("4537", ["liege-airport", "saint-lambert", "outremeuse"]),  # Verlaine
        ("6000", ["marcinelle", "lodelinsart", "liege-airport"]),  # Charleroi
        ("6043", ["lodelinsart", "marcinelle", "liege-airport"]),  # Ransart
        ("6099", ["marcinelle", "lodelinsart", "liege-airport"]),  # not on the map
    ],
)
def test_creches_are_sorted_by_nearness_to_a_postal_code(
    policy: Policy, code: str, nearest: list[str]
) -> None:
    assert list(creches_by_nearness(policy, code)[:3]) == nearest


@pytest.mark.parametrize("code", ["", "abcd"])
def test_without_a_code_creches_keep_the_cooperatives_order(policy: Policy, code: str) -> None:
    assert creches_by_nearness(policy, code) == tuple(creche.id for creche in policy.creches)


def test_every_code_sorts_all_creches(policy: Policy) -> None:
    every = {creche.id for creche in policy.creches}
    assert all(set(creches_by_nearness(policy, str(code))) == every for code in range(1000, 10000, 37))


def test_liege_is_84_km_from_charleroi(policy: Policy) -> None:
    places = policy.places_on_map
    assert round(distance_km(places["4000"], places["6000"])) == 84


def test_every_place_on_the_map_lies_in_belgium(policy: Policy) -> None:
    assert [
        code
        for code, (lat, lon) in policy.places_on_map.items()
        if not (49.4 < lat < 51.6 and 2.5 < lon < 6.5)
    ] == []
