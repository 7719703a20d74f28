"""Change the rows that decide a claim, as the claim's declared test says, and judge it again.

Everything happens in memory: a package is copied table by table, the copy is changed, the claim is judged by
the same code as in the book. What to change follows from the declaration of the test (`claim_tests.TESTS`:
the tables that decide it, the column that falsifies a row) and from the claim's own arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from bilateral import claims
from bilateral.claims import Judged
from bilateral.datapackage import Package, claim_tests, periods

KEYS = {
    "events": "event_id",
    "observations": "observation_id",
    "commitments": "commitment_id",
    "memberships": "membership_id",
}
NEW_SOURCE = "planted-source"


def changed(package: Package, **tables: pd.DataFrame) -> Package:
    """The package with some tables in place of its own."""
    return package.having(**tables)


def judge_one(package: Package, claim: Judged) -> Judged:
    """The same claim, judged by the rows of another package."""
    mine = package.claims[package.claims.claim_id == claim.claim_id]
    links = package.evidence[package.evidence.claim_id == claim.claim_id]
    sel = package.select(*package.documents.set_index("document").countries[claim.document].split(";"))
    return claims.judge(claims.Record(sel, package.documents.source), next(iter(mine.itertuples())), links)


def arguments(package: Package, claim: Judged) -> dict[str, str]:
    row = package.claims[package.claims.claim_id == claim.claim_id].iloc[0]
    return claim_tests.parse(row.arguments)


def deciding(claim: Judged, table: str) -> set[str]:
    """Ids of the rows of a table that decide a claim."""
    return {e.row_id for e in claim.evidence if e.decides and e.table == table}


# --- without the evidence ---


def without_evidence(package: Package, claim: Judged) -> Package:
    """All rows that decide the claim are gone, with what sources say of them."""
    tables: dict[str, pd.DataFrame] = {}
    for table, key in KEYS.items():
        gone = deciding(claim, table)
        if gone:
            frame = package.tables[table]
            tables[table] = frame[~frame[key].isin(gone)]
            said = {"events": "event_sources", "commitments": "commitment_sources"}.get(table)
            if said:
                frame = package.tables[said]
                tables[said] = frame[~frame[key].isin(gone)]
    tables |= _world_rows(package, claim, lambda frame, mine: frame[~mine])
    return changed(package, **tables)


def _world_rows(
    package: Package, claim: Judged, change: Callable[[pd.DataFrame, pd.Series], pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """World tables of the claim's test with the rows of its countries changed."""
    given = arguments(package, claim)
    tables = {}
    for name in {e.table for e in claim.evidence if e.decides} & {"area", "macro", "unga_agreement"}:
        frame = package.tables[name]
        if name == "unga_agreement":
            a, b = package.documents.set_index("document").countries[claim.document].split(";")
            mine = (frame.a == a) & (frame.b == b)
        else:
            mine = frame.country == given["country"]
        tables[name] = change(frame.copy(), mine)
    return tables


# --- the evidence says something else ---


def falsified(package: Package, claim: Judged) -> Package | None:
    """All deciding rows say the contrary; None where the test reads nothing but that a row is there."""
    make = _FALSIFY.get(claim.test)
    return make(package, claim, arguments(package, claim)) if make else None


def _later(package: Package, claim: Judged, given: dict[str, str]) -> Package | None:
    if "date" not in given:
        return None
    frame = package.event_sources.copy()
    mine = frame.event_id.isin(deciding(claim, "events"))
    contrary = claim.verdict == "contradicted"
    frame.loc[mine, "says_date"] = periods.span(given["date"])[0].isoformat() if contrary else "1899-01-01"
    if contrary and "level" in given:
        frame.loc[mine, "says_level"] = given["level"]
    return changed(package, event_sources=frame)


def _number(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    """Values far from the claimed one; where all evidence was against it, the claimed one."""
    frame = package.observations.copy()
    mine = frame.observation_id.isin(deciding(claim, "observations"))
    claimed = float(given["value"])
    to = claimed if claim.verdict == "contradicted" else claimed * 7 + 7
    if claim.verdict != "contradicted" and given.get("op") == "more_than":
        to = claimed / 7
    frame.loc[mine, "value"] = to
    same = claim.verdict == "contradicted" and given.get("op", "within") != "within"
    frame.loc[mine, "qualifier"] = given["op"] if same else "exact"
    return changed(package, observations=frame)


def _growth(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    frame = package.observations.copy()
    mine = frame.observation_id.isin(deciding(claim, "observations"))
    stated = mine & frame.indicator.isin(given["stated"].split(","))
    claimed = float(given["value"])
    good = claim.verdict == "contradicted"
    frame.loc[stated, "value"] = claimed if good else claimed + 50
    levels = mine & ~stated
    base = levels & (frame.period == given["base"])
    frame.loc[base, "value"] = 1000.0
    frame.loc[levels & ~base, "value"] = 1000.0 * (1 + (claimed if good else claimed + 50) / 100)
    return changed(package, observations=frame)


def _other_kind(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    frame = package.events.copy()
    frame.loc[frame.event_id.isin(deciding(claim, "events")), "kind"] = "award"
    links = package.evidence
    linked = (links.claim_id == claim.claim_id) & (links.table == "events") & (links.stance == "for")
    return changed(package, events=frame, evidence=links[~linked])


def _last_place(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    def small(frame: pd.DataFrame, mine: pd.Series) -> pd.DataFrame:
        column = "area_km2" if "area_km2" in frame else "gdp"
        frame.loc[mine, column] = frame[column].max() * 9 if claim.verdict == "contradicted" else 1.0
        return frame

    return changed(package, **_world_rows(package, claim, small))


def _light_trade(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    frame = package.observations.copy()
    mine = frame.observation_id.isin(deciding(claim, "observations"))
    frame.loc[mine, "value"] = 99.0 if claim.verdict == "contradicted" else 0.0
    return changed(package, observations=frame)


def _left(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    frame = package.memberships.copy()
    mine = frame.membership_id.isin(deciding(claim, "memberships"))
    frame.loc[mine, "status"] = "member" if claim.verdict == "contradicted" else "non_member"
    return changed(package, memberships=frame)


def _other_target(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    frame = package.commitments.copy()
    mine = frame.commitment_id.isin(deciding(claim, "commitments"))
    target = float(given["target"])
    frame.loc[mine, "target"] = target if claim.verdict == "contradicted" else target * 3
    return changed(package, commitments=frame)


def _apart(package: Package, claim: Judged, given: dict[str, str]) -> Package:
    def never(frame: pd.DataFrame, mine: pd.Series) -> pd.DataFrame:
        frame.loc[mine, "agree"] = 1.0 if claim.verdict == "contradicted" else 0.0
        return frame

    return changed(package, **_world_rows(package, claim, never))


_FALSIFY: dict[str, Callable[[Package, Judged, dict[str, str]], Package | None]] = {
    "event_exists": _later,
    "count_at_least": _other_kind,
    "value_within": _number,
    "growth_within": _growth,
    "ranks_first": _last_place,
    "trade_over_size": _light_trade,
    "member_of": _left,
    "commitment_made": _other_target,
    "agrees_more_than": _apart,
}


# --- good evidence where there was none ---


def with_evidence(package: Package, claim: Judged) -> Package:
    """A new source that says what the claim says, planted with its row and its link."""
    given = arguments(package, claim)
    if claim.test == "change_at":
        return _with_a_change(package, claim, int(given["year"]))
    table = claim_tests.TESTS[claim.test].tables[0]
    source = _like(package.sources, source=NEW_SOURCE, url="https://example.org/planted", release="")
    tables = {"sources": _added(package.sources, source)}
    countries = package.documents.set_index("document").countries[claim.document]
    links = package.evidence
    if table == "events":
        day = periods.span(given["date"])[0].isoformat() if given.get("date") else "2018-01-01"
        kind = given["kind"].split(",")[0]
        level = given.get("level", "government")
        event = _like(
            package.events, event_id="PLANTED", kind=kind, level=level, date=day, end_date="",
            countries=countries, theme="economy", title="Planted", note="",
        )  # fmt: skip
        said = _like(
            package.event_sources, event_id="PLANTED", source=NEW_SOURCE, says_date=day,
            says_level=given.get("level", ""), confidence="high", note="",
        )  # fmt: skip
        tables |= {"events": _added(package.events, event)}
        tables |= {"event_sources": _added(package.event_sources, said)}
        ids = ["PLANTED"]
    elif table == "observations":
        reporter = given["reporter"].split(",")[0]
        partner = next((c for c in given["partner"].split(",") if c != reporter), "")
        name = given.get("stated", given["indicator"]).split(",")[0]
        value = float(given["value"]) + (1 if given.get("op") == "more_than" else 0)
        row = _like(
            package.observations, observation_id="PLANTED", indicator=name, reporter=reporter,
            partner=partner, period=given["period"].removeprefix("../"), value=value, qualifier="exact",
            source=NEW_SOURCE, confidence="high", note="", statistics_owner="WB",
            unit=package.indicators.set_index("indicator").unit[name],
        )  # fmt: skip
        tables |= {"observations": _added(package.observations, row)}
        ids = ["PLANTED"]
    elif table == "commitments":
        linked = links[(links.claim_id == claim.claim_id) & (links.table == "commitments")]
        ids = list(linked[linked.stance == "for"].row_id) or ["PLANTED"]
        if ids == ["PLANTED"]:
            pledge = _like(
                package.commitments, commitment_id="PLANTED", countries=countries, date="2018-01-01",
                indicator=given.get("indicator", ""), target=float(given.get("target", "nan")),
                deed="Planted deed", due=given.get("due", ""), note="",
            )  # fmt: skip
            tables |= {"commitments": _added(package.commitments, pledge)}
        frame = package.commitment_sources
        for pledge_id in ids:
            said = _like(
                frame, commitment_id=pledge_id, source=NEW_SOURCE, says_date="2018-01-01",
                confidence="high", note="",
            )  # fmt: skip
            frame = _added(frame, said)
        tables |= {"commitment_sources": frame}
    else:
        raise NotImplementedError(claim.test)
    for row_id in ids:
        link = {
            "claim_id": claim.claim_id, "document": claim.document, "stance": "for", "table": table,
            "row_id": row_id, "note": "",
        }  # fmt: skip
        known = (links.claim_id == claim.claim_id) & (links.table == table) & (links.row_id == row_id)
        links = _added(links[~known], link)
    return changed(package, evidence=links, **tables)


def _with_a_change(package: Package, claim: Judged, year: int) -> Package:
    """The two vote far more alike after the year than before, whatever the others do."""
    frame = package.unga_agreement.copy()
    a, b = package.documents.set_index("document").countries[claim.document].split(";")
    mine = (frame.a == a) & (frame.b == b)
    # not all years alike, so that there is a spread to judge by
    frame.loc[mine & (frame.year <= year), "agree"] = 0.50 + 0.01 * (frame.year % 3)
    frame.loc[mine & (frame.year > year), "agree"] = 0.95 + 0.01 * (frame.year % 3)
    return changed(package, unga_agreement=frame)


def _like(frame: pd.DataFrame, **values: Any) -> dict[str, Any]:
    """A row like the first one of a table, with other values."""
    return {**frame.iloc[0].to_dict(), **values}


def _added(frame: pd.DataFrame, row: dict[str, Any]) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame([row])], ignore_index=True)


# --- a change that has nothing to do with the claim ---


def irrelevant(package: Package, claim: Judged) -> Package:
    """Other rows change in value, words and number; those that decide the claim get another note."""
    numbers = package.observations.copy()
    mine = numbers.observation_id.isin({e.row_id for e in claim.evidence if e.table == "observations"})
    given = arguments(package, claim)
    names = given.get("indicator", "").split(",") + given.get("stated", "").split(",")
    other = ~mine & ~numbers.indicator.isin(names)
    numbers.loc[other, "value"] = numbers.loc[other, "value"] * 3 + 1
    numbers.loc[mine, "note"] = "read again"
    events = package.events.copy()
    events.loc[~events.event_id.isin({e.row_id for e in claim.evidence}), "title"] = "Another title"
    said = package.event_sources.copy()
    said.loc[~said.note.str.startswith("no proof"), "says"] = "Other words"
    return changed(package, observations=numbers, events=events, event_sources=said)
