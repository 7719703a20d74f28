"""Judged claims in every form that leaves the package: HTML, JSON, CSV, JSON-LD, the terminal."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from pyld import jsonld

from bilateral import claim_forms, datapackage, generated, messages
from bilateral.claim_forms import Ledger
from bilateral.claims import OUTCOMES, VERDICTS, Evidence, Judged
from bilateral.cli import main
from bilateral.messages import Country, Label, Number, _
from bilateral.page import FINDING, Page, Parameters
from bilateral.vocabulary import VOCABULARIES

WEB = Path(claim_forms.__file__).parent / "web"
SCHEMA = json.loads((WEB / "claimreview.schema.json").read_text(encoding="utf-8"))
RAW = re.compile(r"\{cite|\{bilateral|\{raw\}|:csv-data:|```|Message\(|\bnan\b|\bNone\b")
# What a text may hold that Markdown or HTML would take for its own.
NASTY = 'A | sum of *2* _bn_ <b>"here"</b> & `there` [1] ${x}$'
KEYS = [
    "claim_id", "document", "theme", "locator", "cites", "statement", "verdict", "outcome", "value", "found",
    "tolerance", "owners", "sources", "releases", "test", "arguments", "outcome_test", "asserted", "why",
    "outcome_why", "searched", "figure", "evidence",
]  # fmt: skip
EVIDENCE = ["table", "row_id", "stance", "source", "release", "owner", "confidence", "shown", "note"]


@pytest.fixture(scope="module")
def package() -> datapackage.Package:
    return datapackage.load()


@pytest.fixture(scope="module")
def of_side(package: datapackage.Package) -> Callable[[str], list[str]]:
    """Sources by the country of their publisher."""
    home = dict(zip(package.publishers.publisher, package.publishers.country, strict=True))

    def listed(country: str) -> list[str]:
        rows = package.sources.itertuples()
        return [r.source for r in rows if home[r.publisher] == country and r.url.startswith("http")]

    return listed


def row(source: str, stance: str = "for", **changes: Any) -> Evidence:
    found = Evidence("events", "E-1", stance, source, source, _("the act"), "unknown", "high", "a | *note*")
    return replace(found, **changes)


def judged(claim_id: str = "C01", evidence: tuple[Evidence, ...] = (), **changes: Any) -> Judged:
    found = Judged(
        claim_id=claim_id,
        document="seed",
        theme="economy",
        locator="P12",
        cites="[3, p. <1>]",
        statement=Label(f"claims/seed-{claim_id}/statement", NASTY),
        test="value_within",
        outcome_test="commitment_met",
        verdict="supported",
        outcome="reached late",
        value=_("{n} of {a}", n=Number(2), a=Country("UZB")),
        found=(2.0, ("area", 1), "2018-03"),
        tolerance=_("± {n}", n=Number(0.5)),
        owners=("unknown",),
        evidence=evidence,
        asserted=_("Asserted: {n}.", n=Number(2)),
        why=_("Because of {n}.", n=Number(1)),
        outcome_why=_("Reached in {n}.", n=Number(3)),
        searched=Label("claims/seed-C01/searched", "pages of <both> sides"),
        figure="economy#fig-economy-turnover",
    )
    return replace(found, **changes)


@pytest.fixture(scope="module")
def made(package: datapackage.Package, of_side: Callable[[str], list[str]]) -> Ledger:
    """Five claims, one for each verdict, made up."""
    a, b = of_side("UZB"), of_side("KAZ")
    claims = (
        judged("C01", (row(a[0]), row(b[0], "against"), row(b[1], "around", owner="", confidence="low"))),
        judged("C02", (row(a[0]), row(a[1])), verdict="partly supported", outcome="missed", cites=""),
        judged(
            "C03", (row(b[0], "vague"),), verdict="contradicted", outcome="", outcome_why=None,
            theme="culture",
        ),
        judged(
            "C04", (row("", table="macro", release=""),), verdict="not found", value=None, tolerance=None,
            found=(),
        ),
        judged(
            "C05", verdict="not testable", test="argument", outcome_test="", outcome="", outcome_why=None,
            searched=None, figure="", theme="general", value=None, owners=(),
        ),
    )  # fmt: skip
    entries = {source: f"sources-economy.html#cite-{source}" for source in package.sources.source}
    return Ledger(package, "UZB", "KAZ", "en", claims, entries)


@pytest.fixture(scope="module")
def context() -> generated.Context:
    return generated.Context("UZB", "KAZ", "en")


@pytest.fixture(scope="module")
def real(context: generated.Context) -> Ledger:
    """The ledger of the book itself."""
    return context.ledger


@pytest.fixture(params=["made", "real"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    found: Ledger = request.getfixturevalue(request.param)
    return found


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


# --- files ---


def test_json_has_every_claim_with_its_evidence(ledger: Ledger) -> None:
    listed = json.loads(claim_forms.to_json(ledger))
    assert [c["claim_id"] for c in listed] == [j.claim_id for j in ledger.judged]
    for claim, j in zip(listed, ledger.judged, strict=True):
        assert list(claim) == KEYS
        assert claim["verdict"] in VERDICTS
        assert claim["outcome"] is None or claim["outcome"] in OUTCOMES
        assert (claim["outcome"] is None) == (not j.outcome)
        assert isinstance(claim["found"], list)
        assert claim["releases"] == len({e.release for e in j.evidence if e.decides and e.release})
        assert all(claim["sources"])
        assert claim["value"] is None or claim["value"].strip()
        assert "" not in (claim["why"], claim["asserted"], claim["statement"])
        assert len(claim["evidence"]) == len(j.evidence)
        for e in claim["evidence"]:
            assert list(e) == EVIDENCE
            assert e["stance"] in VOCABULARIES["stance"]
            assert e["shown"]


def test_plain_values_stay_what_they_are(made: Ledger) -> None:
    claim = json.loads(claim_forms.to_json(made))[0]
    assert claim["found"] == [2.0, ["area", 1], "2018-03"]
    assert claim["value"] == "2 of Uzbekistan"
    assert claim["statement"] == NASTY
    assert claim["cites"] == "[3, p. <1>]"
    with pytest.raises(ValueError, match="not JSON compliant"):
        claim_forms.to_json(made, [judged(found=(float("nan"),))])


def test_csv_comes_back_as_it_went(ledger: Ledger) -> None:
    rows = list(csv.DictReader(io.StringIO(claim_forms.to_csv(ledger))))
    listed = json.loads(claim_forms.to_json(ledger))
    assert len(rows) == len(listed)
    for back, claim in zip(rows, listed, strict=True):
        assert list(back) == KEYS[:-1]
        assert json.loads(back.pop("found")) == claim["found"]
        for name in ("owners", "sources"):
            assert [x for x in back.pop(name).split(";") if x] == claim[name]
        for name, cell in back.items():
            assert cell == ("" if claim[name] is None else str(claim[name])), name
    assert "\r" not in claim_forms.to_csv(ledger)


def offline(url: str, options: Any = None) -> dict[str, Any]:
    """The one context that the file names, from our own copy; nothing is fetched."""
    assert url == "https://schema.org"
    context = json.loads((WEB / "schema-org-context.jsonld").read_text(encoding="utf-8"))
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}


def keys_of(value: Any, words: tuple[str, ...] = ("@context", "@graph")) -> list[str]:
    """Every key and type of a JSON-LD document, in no order."""
    if isinstance(value, list):
        return [k for x in value for k in keys_of(x, words)]
    if not isinstance(value, dict):
        return []
    found = [k for k in value if not k.startswith("@")]
    types = value.get("@type", [])
    found += [types] if isinstance(types, str) else types
    return found + [k for name, x in value.items() if name != "@context" for k in keys_of(x, words)]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_reviews_keep_the_schema_and_every_key_is_of_schema_org(ledger: Ledger, language: str) -> None:
    text = claim_forms.to_jsonld(replace(ledger, language=language), "2026-01-31")
    document = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert len(document["@graph"]) == len(ledger.judged)
    base = "https://example.org/book/en/_static/claims/claims-review.jsonld"
    expanded = jsonld.expand(document, {"documentLoader": offline, "base": base})
    wide = [k for k in keys_of(expanded) if not k.startswith("http://www.w3.org/")]
    assert all(k.startswith("https://schema.org/") for k in wide)
    types = {"https://schema.org/Date"}  # the type of a value, which the short form does not repeat
    assert sorted(k.removeprefix("https://schema.org/") for k in wide if k not in types) == sorted(
        keys_of(document)
    )
    for review, j in zip(expanded, ledger.judged, strict=True):
        address = review["https://schema.org/url"][0]["@id"]
        assert address == f"https://example.org/book/en/book/claims.html#{ledger.anchor(j)}"


def test_only_a_scored_verdict_has_a_number(made: Ledger) -> None:
    graph = json.loads(claim_forms.to_jsonld(made, "2026-01-31"))["@graph"]
    ratings = [review["reviewRating"] for review in graph]
    assert [r.get("ratingValue") for r in ratings] == [5, 3, 1, None, None]
    assert [r["alternateName"] for r in ratings] == list(VERDICTS)
    assert all("bestRating" not in r for r in ratings[3:])
    work = graph[0]["itemReviewed"]["appearance"]
    source = made.sources[made.documents[0].source]
    assert work["name"] == source["title"]
    assert work["inLanguage"] == source["language"]
    assert work["author"] == {"@type": "Person", "name": "not stated in our copy"}
    assert "citation" not in graph[4]
    assert all(u.startswith("http") for u in graph[0]["citation"])


def test_reviews_take_the_address_of_the_book(made: Ledger) -> None:
    graph = json.loads(claim_forms.to_jsonld(made, "2026-01-31", "https://example.org/en"))["@graph"]
    assert graph[0]["url"] == "https://example.org/en/book/claims.html#claim-C01"


def test_a_fault_in_a_review_is_found() -> None:
    """The schema is no rubber stamp: an unknown key and a missing one are refused."""
    document = {"@context": "https://schema.org", "@graph": [{"@type": "ClaimReview", "claimReview": "x"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


# --- the page of claims ---


def test_the_list_is_whole_and_every_claim_has_its_anchor(ledger: Ledger) -> None:
    page = soup(claim_forms.entries(ledger, "mailto:x?subject=A-B/en/book/claims"))
    items = page.select("li.bl-claim")
    assert [i["id"] for i in items] == [f"claim-{j.claim_id}" for j in ledger.judged]
    ids = [str(e["id"]) for e in page.select("[id]")]
    assert len(ids) == len(set(ids))
    labels = [e["aria-label"] for e in page.select("[role=region]")]
    assert len(labels) == len(set(labels)), "landmarks have names of their own"
    for item, j in zip(items, ledger.judged, strict=True):
        text = " ".join(item.get_text().split())
        assert not RAW.search(item.get_text().replace(NASTY, "")), j.claim_id
        assert not item.has_attr("hidden")
        assert (item["data-theme"], item["data-verdict"], item["data-outcome"]) == (
            j.theme,
            j.verdict,
            j.outcome,
        )
        assert j.statement.render("en") in text
        assert item.select_one(f".bl-v-{j.verdict.replace(' ', '-')} svg") is not None
        assert ledger.say(VOCABULARIES["verdict"][j.verdict]) in text.casefold()
        if j.outcome:
            assert f"Outcome: {ledger.say(VOCABULARIES['outcome'][j.outcome])}" in text
        for value in (j.value, j.tolerance, j.outcome_why, j.searched, j.asserted, j.why):
            assert value is None or " ".join(ledger.say(value).split()) in text, j.claim_id
        report = item.select_one('a[href^="mailto:"]')
        assert report is not None
        assert report["href"] == f"mailto:x?subject=A-B/en/book/claims%23claim-{j.claim_id}"
        details = item.find("details")
        assert details is not None
        assert ledger.say(VOCABULARIES["claim_test"][j.test]) in details.get_text()
        told = {ledger.say(e.shown) for e in j.evidence}
        cells = {c.find(string=True).strip() for c in details.select("tbody td:nth-child(2)")}  # type: ignore[union-attr]
        assert cells == told
        cited = {str(a["href"]).partition("#cite-")[2] for a in details.select('a[href*="#cite-"]')}
        assert cited == {e.source for e in j.evidence if e.source}
        if j.figure:
            target = f"../notebooks/{j.figure.replace('#', '.html#')}"
            assert item.select_one(f'a[href="{target}"]') is not None


def test_texts_are_escaped(made: Ledger) -> None:
    html = claim_forms.entries(made, "mailto:")
    assert "<b>" not in html.replace('<b aria-hidden="true">', "")
    assert "&lt;b&gt;" in html
    assert NASTY in soup(html).get_text()
    assert "[3, p. <1>]" in soup(html).get_text()
    assert "\0" not in html


def test_verdicts_differ_in_shape_and_not_in_colour_alone() -> None:
    shapes = [claim_forms.mark(v) for v in VERDICTS]
    assert len(set(shapes)) == len(VERDICTS)
    assert all("currentColor" in s and "#" not in s and 'aria-hidden="true"' in s for s in shapes)
    assert set(claim_forms._SIGNS) == set(VOCABULARIES["stance"])
    assert set(claim_forms.CLAIM_THEMES) <= set(VOCABULARIES["theme"])
    assert set(claim_forms._MEANING) == set(VERDICTS)


def test_warnings_of_one_release_and_of_one_side(made: Ledger) -> None:
    said = [[w.render("en") for w in made.warnings(j)] for j in made.judged]
    one = "Only one independent release decides."
    assert said[0] == []
    assert said[1] == ["All sources that decide come from one side: Uzbekistan."]
    assert said[2] == [one, "All sources that decide come from one side: Kazakhstan."]
    assert said[3] == said[4] == []
    text = soup(claim_forms.entries(made, "")).get_text()
    assert text.count("Read with care.") == 2


def test_statements_that_say_the_same_of_a_row_stand_together(
    made: Ledger, of_side: Callable[[str], list[str]]
) -> None:
    a = of_side("UZB")
    same = judged("C01", (row(a[0], release="r"), row(a[1], release="r"), row(a[2]), row(a[3], "against")))
    page = soup(claim_forms.entries(replace(made, judged=(same,)), ""))
    rows = page.select("tbody tr")
    assert len(rows) == 2
    assert [r.select("td")[5].get_text() for r in rows] == ["2", "1"]
    assert len(rows[0].select("a")) == 3
    assert next(c.get_text() for c in rows[0].select("td")) == "+ agrees"


def test_a_second_document_gives_longer_anchors(made: Ledger) -> None:
    documents = made.package.documents
    other = documents.iloc[[0]].assign(document="other")
    both = pd.concat([documents, other], ignore_index=True)
    two = replace(made, package=made.package.having(documents=both))
    assert two.anchor(made.judged[0]) == "claim-seed-C01"
    assert 'id="claim-seed-C01"' in claim_forms.entries(two, "")


def test_the_scoreboard_counts_and_leads_to_what_it_counts(ledger: Ledger) -> None:
    page = soup(claim_forms.scoreboard(ledger))
    body = [[c.get_text().strip() for c in r.find_all(["th", "td"])] for r in page.select("tbody tr")]
    for line in body[:-1]:
        assert sum(map(int, line[1:-1])) == int(line[-1])
    totals = [int(x) for x in body[-1][1:]]
    assert totals[:-1] == [sum(j.verdict == v for j in ledger.judged) for v in VERDICTS]
    assert totals[-1] == len(ledger.judged)
    for link in page.select("tbody td a"):
        query = dict(re.findall(r"(\w+)=([^&#]+)", str(link["href"])))
        wanted = {k: v.replace("+", " ") for k, v in query.items()}
        fits = [j for j in ledger.judged if all(getattr(j, k) == v for k, v in wanted.items())]
        assert int(link.get_text()) == len(fits)


def test_controls_are_hidden_labelled_and_offer_only_what_is_there(made: Ledger) -> None:
    page = soup(claim_forms.filters(made))
    form = page.select_one("form")
    assert form is not None
    assert form.has_attr("hidden"), "a page without a script has no dead controls"
    for control in form.select("select, input"):
        assert form.select_one(f'label[for="{control["id"]}"]') is not None
    values = {str(s["name"]): [o["value"] for o in s.select("option")] for s in form.select("select")}
    assert values["theme"] == ["", "general", "economy", "culture"]
    assert values["verdict"] == ["", *VERDICTS]
    assert values["outcome"] == ["", "reached late", "missed"]
    count = form.select_one("[role=status]")
    assert count is not None
    assert {"{n}", "{all}"} <= set(str(count["data-shown"]).split())


def test_every_source_of_a_claim_stands_on_a_page_of_sources(
    context: generated.Context, real: Ledger
) -> None:
    used = {e.source for j in real.judged for e in j.evidence if e.source}
    assert used <= set(real.entries)
    listed = [s for sources in context.sources_by_theme.values() for s in sources]
    assert len(listed) == len(set(listed))


def test_the_ledger_of_the_book(context: generated.Context, real: Ledger) -> None:
    assert len(real.judged) == len(real.package.claims)
    files = {name: text for name, text in generated.files(context).items() if name.startswith("claims/")}
    assert set(files) == {"claims/claims.csv", "claims/claims.json", "claims/claims-review.jsonld"}
    assert files["claims/claims.json"] == claim_forms.to_json(real)
    assert set(generated.files(generated.Context("KGZ", "TJK", "en"))) == {"neighbours/neighbours.csv"}
    assert "KGZ" not in generated.claims(generated.Context("KGZ", "TJK", "en"))


# --- the box of a chapter ---


def shown_by(page_theme: str, monkeypatch: pytest.MonkeyPatch, ledger: Ledger | None) -> dict[str, Any]:
    shown: list[dict[str, Any]] = []
    pair = ("UZB", "KAZ") if ledger else ("KGZ", "TJK")
    page = Page(page_theme, Parameters(*pair), show=shown.append)
    if ledger:
        monkeypatch.setattr(claim_forms, "of_pair", lambda *a: replace(ledger, judged=ledger.of_theme(a[4])))
    page.claims()
    assert len(shown) == 1
    return shown[0]


def test_the_box_has_both_forms_and_a_record(made: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by("economy", monkeypatch, made)
    html, markdown, record = shown["text/html"], shown["text/markdown"], shown[FINDING]
    assert not RAW.search(soup(html).get_text().replace(NASTY, ""))
    assert not re.search(r"\{\w+\}", html.replace("${x}$", ""))
    assert [p.get_text() for p in soup(html).select(".bl-said")] == [f"C0{n} {NASTY}" for n in (1, 2, 4)]
    assert "claims.html" not in html, "a notebook by itself has no such page beside it"
    assert 'href="#fig-economy-turnover"' in html
    assert markdown.startswith("````{bilateral-output} claims-economy\n:kind: claims\n")
    assert 'href="../book/claims.html#claim-C01"' in markdown
    assert markdown.count("```{raw} html") == 1
    assert record["values"] == {"C01": "supported", "C02": "partly supported", "C04": "not found"}
    assert record["text"] == "3 claims: supported: 1, partly supported: 1 and not found: 1."
    assert "" not in record["sources"]


def test_figures_of_other_pages_are_linked_where_those_are_at_hand(made: Ledger) -> None:
    one = replace(made, judged=made.judged[:1])
    address = 'href="../notebooks/economy.html#fig-economy-turnover"'
    assert address in claim_forms.box(one, "index", linked=True)
    assert "economy" not in claim_forms.box(one, "culture", linked=False)


def test_a_theme_without_a_claim_says_so(made: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    text = soup(shown_by("diplomacy", monkeypatch, made)["text/html"]).get_text()
    assert text.strip() == "The tested document makes no claim that belongs to this chapter."


def test_a_pair_without_a_document_says_how_to_add_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shown_by("economy", monkeypatch, None)
    assert "No document about Kyrgyzstan and Tajikistan is tested yet." in shown["text/html"]
    assert "Make your own pair" in shown["text/html"]
    assert FINDING not in shown


@pytest.mark.parametrize(
    "theme", ["diplomacy", "economy", "culture", "tourism_religion", "international_support"]
)
def test_a_chapter_shows_the_claims_of_its_theme_whatever_its_years(theme: str, real: Ledger) -> None:
    shown: list[dict[str, Any]] = []
    Page(theme, Parameters("KAZ", "UZB", since=2020), show=shown.append).claims()
    assert shown[0][FINDING]["values"] == {j.claim_id: j.verdict for j in real.of_theme(theme)}


# --- the terminal ---


def claims(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["claims", *arguments])


def test_the_table_fits_a_terminal(ledger: Ledger) -> None:
    text = claim_forms.table(ledger, ledger.judged)
    assert max(map(len, text.splitlines())) <= 100
    assert [line.split()[0] for line in text.splitlines() if re.match(r"C\d", line)] == [
        j.claim_id for j in ledger.judged
    ]
    assert "\n\n" in text
    for j in ledger.judged:
        told = claim_forms.full(ledger, j)
        assert max(map(len, told.splitlines())) <= 100
        flat = " ".join(told.split())
        assert " ".join(j.statement.render("en").split()) in flat
        assert j.verdict in told
        assert " ".join(ledger.say(j.why).split()) in flat
        assert all(
            e.row_id in told.replace("\n", "").replace(" ", "") for e in j.evidence if " " not in e.row_id
        )


def test_json_is_all_that_is_printed_and_equals_the_file(real: Ledger) -> None:
    done = claims("--json")
    assert done.exit_code == 0
    assert done.stdout == claim_forms.to_json(real)


@pytest.fixture
def at_hand(real: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judged ledger, so that each call of the command need not judge it again."""

    def given(package: Any, a: str, b: str, language: str) -> Ledger:
        return replace(real, judged=real.judged if {a, b} == {"UZB", "KAZ"} else (), language=language)

    monkeypatch.setattr(claim_forms, "of_pair", given)


@pytest.mark.usefixtures("at_hand")
def test_filters_of_the_command(real: Ledger) -> None:
    done = claims("--json", "--theme", "economy", "--verdict", "not-found")
    wanted = [j.claim_id for j in real.of_theme("economy") if j.verdict == "not found"]
    assert [c["claim_id"] for c in json.loads(done.stdout)] == wanted
    one = real.judged[0].claim_id
    assert claims("--claim", one).stdout.startswith(f"{one}  ")
    assert [c["claim_id"] for c in json.loads(claims("--claim", one, "--json").stdout)] == [one]
    assert claims("--claim", one, "--verdict", "contradicted").stdout == "No claim fits.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--theme", "weather"], "theme 'weather': unknown; expected one of general, diplomacy"),
        (["--verdict", "true"], "verdict 'true': unknown; expected one of supported, partly supported"),
        (["--claim", "C999"], "claim 'C999': unknown; expected one of C01"),
        (["--language", "xx"], "language 'xx': unknown; expected one of en"),
        (["UZB", "XXX"], '"XXX" is no country code'),
        (["UZB", "UZB"], '"UZB" stands on both sides'),
    ],
)
@pytest.mark.usefixtures("at_hand")
def test_bad_input_of_the_command_is_one_line(arguments: list[str], said: str) -> None:
    done = claims(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_a_pair_without_a_document_is_no_error() -> None:
    done = claims("KGZ", "TJK")
    assert done.exit_code == 0
    assert len(done.stdout.strip().splitlines()) == 1
    assert "No document about Kyrgyzstan and Tajikistan" in done.stdout
    assert json.loads(claims("KGZ", "TJK", "--json").stdout) == []
    assert claims("KGZ", "TJK", "--claim", "C01").exit_code == 0
