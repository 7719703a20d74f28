"""Each test of a claim on small cases; then every claim of the book against changed evidence.

The mutation tests are made from the declarations: remove or falsify all that decides and the verdict must
change; plant good evidence where none was found and it must change; change what has nothing to do with the
claim and it must not.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from bilateral import claims, datapackage
from bilateral.claims import Evidence, Judged
from bilateral.datapackage import claim_tests
from bilateral.datapackage.reading import CHECKOUT
from bilateral.messages import Number
from tests import mutation, small_data
from tests.conftest import bilateral


@cache
def package() -> datapackage.Package:
    return datapackage.load(CHECKOUT / "data")


@cache
def ledger() -> dict[str, Judged]:
    return {j.claim_id: j for j in claims.of_pair(package(), "UZB", "KAZ")}


def ids(keep: str = "all") -> list[str]:
    """Ids of the claims for the parameters of a test, read without judging."""
    rows = package().claims.itertuples()
    return [r.claim_id for r in rows if keep == "all" or claim_tests.TESTS[r.test].testable]


def alone(table: str, row_id: str) -> bool:
    """Does a commitment rest on the document that the book tests, and on nothing else?"""
    said = package().commitment_sources
    urls = package().sources.set_index("source").url
    mine = said[said.commitment_id == row_id].source
    return table == "commitments" and all(urls[s].startswith("urn:") for s in mine)


# --- the ledger as a whole ---


def test_all_49_claims_are_judged_with_the_words_of_the_design() -> None:
    found = ledger()
    assert sorted(found) == [f"C{n:02}" for n in range(1, 50)]
    assert {j.verdict for j in found.values()} <= set(claims.VERDICTS)
    assert {j.outcome for j in found.values()} <= {*claims.OUTCOMES, ""}
    assert [c for c, j in found.items() if j.test == "argument"] == ["C01", "C02", "C49"]
    assert all(found[c].verdict == "not testable" for c in ("C01", "C02", "C48", "C49"))


def test_every_testable_claim_names_a_source_or_what_was_searched_for() -> None:
    documents = set(package().sources[package().sources.url.str.startswith("urn:")].source)
    for claim_id in ids("testable"):
        claim = ledger()[claim_id]
        assert not documents & set(claim.sources), f"{claim_id} rests on the document itself"
        assert claim.searched is not None, claim_id
        if claim.verdict in ("not found", "not testable"):
            continue
        assert claim.sources, f"{claim_id} is {claim.verdict} without a source"
        assert claim.releases >= 1


def test_the_ledger_links_what_the_judge_reads_with_the_stance_that_he_finds() -> None:
    """What a person linked as `for` or `against` is found to stand so, is less exact, or does not decide."""
    wrong = []
    for link in package().evidence.itertuples():
        if link.stance == "around" or not link.row_id:
            continue
        found = {
            e.stance
            for e in ledger()[link.claim_id].evidence
            if e.table == link.table and e.row_id == link.row_id
        }
        if not found and alone(link.table, link.row_id):
            continue  # the document itself is the only source, which is no evidence
        assert found, f"{link.claim_id}: the judge never read {link.row_id}"
        if found <= {"for", "against"} and link.stance not in found:
            wrong.append((link.claim_id, link.row_id, link.stance, found))
    assert wrong == []


def test_the_order_of_the_countries_changes_nothing() -> None:
    other = {j.claim_id: j for j in claims.of_pair(package(), "KAZ", "UZB")}
    for claim_id, one in ledger().items():
        two = other[claim_id]
        assert (one.verdict, one.outcome, one.releases) == (two.verdict, two.outcome, two.releases), claim_id
        assert set(one.sources) == set(two.sources), claim_id
        assert sorted(map(str, one.found)) == sorted(map(str, two.found)), claim_id


def test_a_pair_without_a_document_has_no_claims() -> None:
    assert claims.of_pair(package(), "KGZ", "TJK") == []


def test_a_pledge_and_what_became_of_it_are_two_things() -> None:
    made = ledger()["C43"]
    assert made.verdict == "supported"
    assert made.outcome in ("missed", "reached late")


# --- verdicts from witnesses ---


def witness(stance: str, release: str, part: int = 0) -> Evidence:
    return Evidence("events", "E", stance, f"s-{release}", release, Number(1), part=part)


@pytest.mark.parametrize(
    ("parts", "untested", "expected"),
    [
        ([], 0, "not found"),
        ([[witness("around", "a")]], 0, "not found"),
        ([[witness("for", "a"), witness("for", "b")]], 0, "supported"),
        ([[witness("for", "a"), witness("against", "b")]], 0, "partly supported"),
        ([[witness("against", "a"), witness("against", "b")]], 0, "contradicted"),
        ([[witness("vague", "a")]], 0, "partly supported"),
        ([[witness("vague", "a"), witness("for", "b")]], 0, "supported"),
        ([[witness("vague", "a"), witness("against", "b")]], 0, "contradicted"),
        ([[witness("for", "a")], [witness("for", "a", 1)]], 0, "supported"),
        ([[witness("for", "a")], []], 0, "partly supported"),
        ([[witness("against", "a")], []], 0, "contradicted"),
        ([[], []], 0, "not found"),
        ([[witness("for", "a")]], 1, "partly supported"),
        ([[witness("against", "a")]], 1, "contradicted"),
        # two rows of one release, one of them with another date: no agreement of two witnesses
        ([[witness("for", "a"), witness("against", "a")]], 0, "partly supported"),
    ],
)
def test_verdict_from_witnesses(parts: list[list[Evidence]], untested: int, expected: str) -> None:
    assert claims._verdict(parts, untested) == expected


@pytest.mark.parametrize(
    ("claimed", "said", "expected"),
    [
        ("1992-11-23", "1992-11-23", "for"),
        ("1992-11-23", "1992-11", "vague"),
        ("1992-11-23", "1992-11-24", "against"),
        ("1992-11-23", "", "vague"),
        ("1998", "1998-10-31", "for"),
        ("1998", "1999-01-01", "against"),
        ("2017-03-22/2017-03-23", "2017-03-23", "for"),
        ("2017-03-22/2017-03-23", "2017-03", "vague"),
        ("2017-03-22/2017-03-23", "2017-03-24", "against"),
        ("../2015", "2010-05", "for"),
        ("", "2010", "for"),
    ],
)
def test_a_date_fits_is_vague_or_differs(claimed: str, said: str, expected: str) -> None:
    assert claims._fits(claimed, said) == expected


@pytest.mark.parametrize(
    ("value", "claimed", "digit", "near"),
    [
        (31.2, 31.2, 0.1, True),
        (31.25, 31.2, 0.1, True),
        (31.26, 31.2, 0.1, False),
        (2.5e9, 2e9, 1e9, True),
        (2.51e9, 2e9, 1e9, False),
        (230.6, 230, 1, False),
    ],
)
def test_tolerance_is_half_a_unit_of_the_last_digit(
    value: float, claimed: float, digit: float, near: bool
) -> None:
    assert claims._near(value, claimed, digit) is near


def test_reprints_of_one_release_are_one_witness() -> None:
    """Five addresses of one release against one of another: one in agreement, one that differs."""
    part = [*(witness("for", "one") for _n in range(5)), witness("against", "two")]
    why = claims._why("partly supported", [part], 0).render("en")
    assert why.startswith("2 independent releases bear on it: 1 in agreement, 1 differing")


# --- mutations ---

MUTATIONS = {
    "removed": mutation.without_evidence,
    "falsified": mutation.falsified,
    "planted": mutation.with_evidence,
}


@cache
def mutated(claim_id: str, name: str) -> Judged | None:
    """A claim judged after a mutation; None where the mutation does not apply to it.

    Evidence is planted where none was found, and removed or falsified where there is some. Nothing turns a
    secret ballot testable. A test that reads only whether a row is there has nothing to falsify.
    """
    claim = ledger()[claim_id]
    if claim.verdict == "not testable" or (name == "planted") != (claim.verdict == "not found"):
        return None
    made = MUTATIONS[name](package(), claim)
    return None if made is None else mutation.judge_one(made, claim)


@pytest.mark.parametrize("claim_id", ids("testable"))
def test_without_its_evidence_a_verdict_changes(claim_id: str) -> None:
    after = mutated(claim_id, "removed")
    assert after is None or after.verdict == "not found"


@pytest.mark.parametrize("claim_id", ids("testable"))
def test_falsified_evidence_changes_the_verdict(claim_id: str) -> None:
    after = mutated(claim_id, "falsified")
    assert after is None or after.verdict != ledger()[claim_id].verdict


@pytest.mark.parametrize("claim_id", ids("testable"))
def test_good_evidence_changes_the_verdict_where_none_was_found(claim_id: str) -> None:
    after = mutated(claim_id, "planted")
    if after is not None:
        assert after.verdict in ("supported", "partly supported")
        assert after.test == "change_at" or mutation.NEW_SOURCE in after.sources


@pytest.mark.parametrize("claim_id", ids("testable"))
def test_an_irrelevant_change_does_not_change_the_verdict(claim_id: str) -> None:
    claim = ledger()[claim_id]
    after = mutation.judge_one(mutation.irrelevant(package(), claim), claim)
    assert (after.verdict, after.releases) == (claim.verdict, claim.releases), claim_id


def test_how_many_mutations_there_are_and_how_many_verdicts_they_turn() -> None:
    """Printed with -s. Every testable claim is turned by at least one of them."""
    turned: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    untouched = []
    for claim_id in ids("testable"):
        found = {name: mutated(claim_id, name) for name in MUTATIONS}
        if not any(found.values()) and ledger()[claim_id].verdict != "not testable":
            untouched.append(claim_id)
        for name, after in found.items():
            if after is not None:
                tried[name] += 1
                turned[name] += after.verdict != ledger()[claim_id].verdict
    print(f"mutations: {dict(tried)}, verdicts turned: {dict(turned)}")
    assert untouched == []
    assert tried == turned
    assert tried["removed"] + tried["planted"] >= 40
    assert tried["falsified"] >= 20


# --- on disk, as a reader of the data would do it ---


def test_the_command_follows_the_files(tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(CHECKOUT / "data", root)
    path = root / "curated" / "UZB-KAZ" / "event_sources.csv"
    rows = small_data.read(path)
    small_data.write(path, [r for r in rows if r["event_id"] != "DIP-REL-1992"])
    done = bilateral("--data", root, "claims", "--json")
    assert done.returncode == 0, done.stderr
    found = {row["claim_id"]: row for row in json.loads(done.stdout)}
    assert found["C06"]["verdict"] == "not found"
    assert found["C06"]["sources"] == []
    assert found["C06"]["releases"] == 0
    assert found["C07"]["verdict"] == ledger()["C07"].verdict


# --- arguments ---


@pytest.mark.parametrize(
    ("test", "cell", "wrong"),
    [
        ("event_exists", "kind=visit; date=2018-03-15", None),
        ("event_exists", "kind=visit; date=2018-13", "date="),
        ("event_exists", "date=2018", "kind="),
        ("event_exists", "kind=visit; kind=summit", "key=value"),
        ("event_exists", "kind=visit; colour=red", "not colour"),
        (
            "value_within",
            "indicator=turnover; reporter=UZB; partner=KAZ; period=2017; value=2bn; digit=1",
            "value=",
        ),
        ("member_of", "organisations=UN; countries=UZB,ZZZ", "countries="),
        ("count_at_least", "n=0; kind=visit", "n="),
        ("agrees_more_than", "than=everybody; since=1992; until=2020", "than="),
        ("argument", "why=because", "not why"),
        ("no_such_test", "", "a test, one of"),
        ("commitment_met", "indicator=turnover; target=3", "a test, one of"),
    ],
)  # fmt: skip
def test_arguments_are_checked(test: str, cell: str, wrong: str | None) -> None:
    found = claim_tests.fault(test, cell, of_outcome=False)
    assert (found is None) if wrong is None else (found is not None and wrong in found), found


def test_every_declared_test_is_implemented_once() -> None:
    verdicts = {name for name, test in claim_tests.TESTS.items() if not test.of_outcome}
    assert set(claims._TESTS) == verdicts
    assert set(claims._OUTCOMES) == set(claim_tests.TESTS) - verdicts


# --- single tests on made rows ---


def numbers(values: list[tuple[str, str, str, str, float, str, str]]) -> pd.DataFrame:
    columns = ["observation_id", "reporter", "partner", "period", "value", "statistics_owner", "source"]
    frame = pd.DataFrame(values, columns=columns)
    return frame.assign(indicator="turnover", qualifier="exact", unit="USD", confidence="high", note="")


def case(arguments: str, observations: pd.DataFrame) -> claims._Case:
    sel = package().select("UZB", "KAZ")
    sel = type(sel)(**{**sel.__dict__, "observations": observations})
    links = package().evidence.iloc[:0]
    record = claims.Record(sel, package().documents.source)
    return claims._Case(record, None, links, claim_tests.parse(arguments))


def test_growth_is_never_computed_over_two_owners() -> None:
    rows = numbers(
        [
            ("new", "UZB", "KAZ", "2017", 131.2, "UZB-STAT", "a"),
            ("old", "UZB", "KAZ", "2016", 100.0, "KAZ-STAT", "b"),
        ]
    )
    arguments = (
        "indicator=turnover; stated=turnover_growth; reporter=UZB,KAZ; partner=UZB,KAZ; period=2017; "
        "base=2016; value=31.2; digit=0.1"
    )
    assert claims.growth_within(case(arguments, rows)).parts == []
    rows.loc[1, "statistics_owner"] = "UZB-STAT"
    ruling = claims.growth_within(case(arguments, rows))
    assert ruling.found == (31.2,)
    assert {e.stance for e in ruling.parts[0]} == {"for"}


def test_more_than_wants_more_or_the_words_more_than() -> None:
    rows = numbers(
        [
            ("a", "KAZ", "UZB", "2015", 130.0, "KAZ-STAT", "a"),
            ("b", "KAZ", "UZB", "2015", 131.0, "KAZ-STAT", "b"),
            ("c", "KAZ", "UZB", "2015", 130.0, "KAZ-STAT", "c"),
        ]
    )
    rows.loc[2, "qualifier"] = "more_than"
    arguments = (
        "indicator=turnover; reporter=KAZ; partner=UZB; period=../2015; value=130; digit=1; op=more_than"
    )
    ruling = claims.value_within(case(arguments, rows))
    assert [e.stance for e in ruling.parts[0]] == ["against", "for", "for"]


def test_a_number_of_low_confidence_stands_around() -> None:
    rows = numbers([("a", "KAZ", "UZB", "2017", 2e9, "KAZ-STAT", "a")]).assign(confidence="low")
    arguments = (
        "indicator=turnover; reporter=KAZ; partner=UZB; period=2017; value=2000000000; digit=1000000000"
    )
    ruling = claims.value_within(case(arguments, rows))
    assert [e.stance for e in ruling.parts[0]] == ["around"]
    assert claims._verdict(ruling.parts) == "not found"


def test_a_part_of_a_year_is_no_year() -> None:
    rows = numbers([("a", "KAZ", "UZB", "2017-01/2017-09", 2e9, "KAZ-STAT", "a")])
    arguments = (
        "indicator=turnover; reporter=KAZ; partner=UZB; period=2017; value=2000000000; digit=1000000000"
    )
    assert claims.value_within(case(arguments, rows)).parts == []
