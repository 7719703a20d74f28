"""Culture, from the tables of the world: migrants, students, languages and World Heritage of two neighbours.

What a row means, and what an absent one does, stands in the module of `bilateral.upstream` that makes the
table. Figures of the two directions are never added up: each is counted, or estimated, for its destination.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import (
    Capital,
    Country,
    Join,
    Message,
    Number,
    Percent,
    Period,
    Value,
    Year,
    _,
    locale,
    ngettext,
    normalise,
)
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import SOURCES
from bilateral.themes.rows import Findings, arrow, between, count, frame_of, joined, of_years, ways, where
from bilateral.vocabulary import word

THEME = "culture"
SPREAD = 20  # a largest figure of more than so many times the smallest is drawn on a logarithmic scale
NAMED = 12  # no more languages than this are named in one sentence
STATUSES: dict[str, Value] = {
    "official": _("official"),
    "de_facto_official": _("official in fact"),
    "official_regional": _("official in a part of the country"),
    "": _("none given"),
}
NATIONAL = ("official", "de_facto_official")
CATEGORIES: dict[str, Value] = {
    "cultural": _("cultural site"),
    "natural": _("natural site"),
    "mixed": _("cultural and natural site"),
}


# --- small steps that several indicators share ---


def _directions(sel: Selection, table: str) -> pd.DataFrame:
    """Rows of a table by origin and destination, both ways between the two, in the order of the years.

    `series` names the direction, as "KAZ:UZB" for people of KAZ in UZB.
    """
    frame, pair = sel.world[table], (sel.a, sel.b)
    frame = frame[frame.origin.isin(pair) & frame.destination.isin(pair)]
    frame = of_years(sel, frame)
    return frame.assign(
        series=frame.origin + ":" + frame.destination,
        period=frame.year.astype(str),
        source=sel.published.get(table, ""),
    ).sort_values(["series", "year"], ignore_index=True)


def _arrows(sel: Selection) -> dict[str, Value]:
    return {f"{origin}:{destination}": arrow(origin, destination) for origin, destination in ways(sel)}


def _share(part: float, whole: float) -> Percent:
    return Percent(100 * part / whole, 2 if part < whole / 100 else 1)


# --- migrants ---


def migrants(sel: Selection) -> Indicator:
    """People of one country who live in the other, both ways: estimates of a stock (lines)."""
    frame = _directions(sel, "migrants")
    frame = frame.assign(value=frame.migrants, statistics_owner="UNDESA")
    low, high = frame.value.min(), frame.value.max()
    log = bool(low > 0 and high > SPREAD * low)
    findings = Findings()
    if len(frame):
        for origin, destination in ways(sel):
            _migrant_findings(sel, findings, frame, origin, destination)
        _stocks_compared(sel, findings, frame)
        for _origin, destination in ways(sel):
            _beside_nationality(sel, findings, frame, destination)
    columns = "period series value origin destination all_origins unallocated statistics_owner source"
    return Indicator(
        "migrants",
        THEME,
        _("Migrants of each country in the other"),
        frame[columns.split()],
        chart=Chart(
            "lines",
            unit="persons",
            y_label=_("persons, logarithmic scale") if log else None,
            labels=_arrows(sel),
            turning_point=True,
            join_gaps=True,
            log=log,
        ),
        findings=tuple(findings),
        note=_(
            "Estimates by the United Nations for the middle of a year, all of one edition, of everybody who "
            "lives there whenever they came. They rest on what the country of destination counts: people "
            "born abroad or foreign citizens; the edition does not say which. Between two censuses the "
            "figures are drawn from one to the other. Borders are those of today in all years. Migrants "
            "who are not allotted to one country of origin are in neither line, so each may be too low."
        ),
    )


def _migrant_findings(
    sel: Selection, findings: Findings, frame: pd.DataFrame, origin: str, destination: str
) -> None:
    """First and last estimate of one direction, its zeros, and migrants who are allotted to no origin."""
    way = f"{origin}_{destination}".lower()
    mine = frame[frame.series == f"{origin}:{destination}"]
    if mine.empty:
        text = _(
            "{way}: the United Nations give no estimate for these years, which is not zero.",
            way=arrow(origin, destination),
        )
        findings.add(f"migrants_none_{way}", text, frame)
        return
    first, last = mine.iloc[0], mine.iloc[-1]
    said: dict[str, Value] = {
        "way": arrow(origin, destination),
        "late": Number(last.migrants),
        "last": Year(last.year),
        "late_share": _share(last.migrants, last.all_origins),
    }
    if len(mine) == 1:
        text = _(
            "{way}: {late} migrants in {last}, {late_share} of all migrants in the country of destination.",
            **said,
        )
    else:
        text = _(
            "{way}: {early} migrants in {first} and {late} in {last}, which is {early_share} and "
            "{late_share} of all migrants in the country of destination.",
            early=Number(first.migrants),
            first=Year(first.year),
            early_share=_share(first.migrants, first.all_origins),
            **said,
        )
    findings.add(f"migrants_{way}", text, mine)
    zeros = mine[mine.migrants == 0]
    if len(zeros):
        # a publisher's zero, which says little where many migrants have no stated origin
        least = zeros.loc[(zeros.unallocated / zeros.all_origins).idxmax()]
        findings.add(
            f"migrants_zero_{way}",
            _(
                "{way}: estimated at 0 in {k} of the {n} years shown. In {year}, one of them, {rest} of all "
                "{all} migrants in the country of destination were not allotted to one country of origin.",
                way=arrow(origin, destination),
                k=Number(len(zeros)),
                n=Number(len(mine)),
                year=Year(least.year),
                rest=Number(least.unallocated),
                all=Number(least.all_origins),
            ),
            mine,
        )
    if last.unallocated:
        findings.add(
            f"migrants_unallocated_{way}",
            _(
                "{destination}, {year}: {n} of {all} migrants are not allotted to one country of origin "
                "({share}).",
                destination=Country(destination),
                year=Year(last.year),
                n=Number(last.unallocated),
                all=Number(last.all_origins),
                share=_share(last.unallocated, last.all_origins),
            ),
            mine,
        )


def _stocks_compared(sel: Selection, findings: Findings, frame: pd.DataFrame) -> None:
    """How many times the larger of the two stocks is the smaller one, in the last year that has both."""
    wide = frame.pivot(index="year", columns="series", values="migrants").dropna()
    if len(wide.columns) < 2 or wide.empty:
        return
    year, last = wide.index[-1], wide.iloc[-1].sort_values(kind="stable")
    if 0 < last.iloc[0] < last.iloc[1]:
        findings.add(
            "migrants_compared",
            _(
                "In {year} the stock {larger} was {times} times as large as the stock {smaller}.",
                year=Year(year),
                larger=arrow(*last.index[1].split(":")),
                smaller=arrow(*last.index[0].split(":")),
                times=Number(last.iloc[1] / last.iloc[0], 1),
            ),
            frame,
        )


def _beside_nationality(sel: Selection, findings: Findings, frame: pd.DataFrame, host: str) -> None:
    """The latest count by nationality in our record, beside the estimate nearest to it in time."""
    counts = between(sel, "diaspora")
    counts = counts[
        (counts.reporter == host)
        & (counts.qualifier == "exact")
        & counts.year.notna()
        & (counts.confidence != "low")
        & (counts.statistics_owner != "unknown")
    ]
    mine = frame[frame.destination == host]
    if counts.empty or mine.empty:
        return
    counted = counts.iloc[-1]
    near = mine.loc[(mine.year - counted.year).abs().idxmin()]
    findings.add(
        f"migrants_nationality_{host.lower()}",
        _(
            "{host}: of the nationality that the other country is named after, {owner}, as quoted, counts "
            "{n} ({period}); the estimate of migrants is {m} ({year}). Nationality is no place of birth and "
            "no citizenship: the two do not measure one thing.",
            host=Country(host),
            owner=word("owner", counted.statistics_owner),
            n=Number(counted.value),
            period=Period(counted.period),
            m=Number(near.migrants),
            year=Year(near.year),
        ),
        counted.source,
        mine,
    )


# --- students ---


def students_published(sel: Selection, known: pd.DataFrame) -> pd.DataFrame:
    """Counts of UIS that the record of the pair lacks, as observations: reporter, partner, period, year, ...

    `known` are the observations of the record; one of UIS for the same direction and year is not doubled.
    """
    frame = _directions(sel, "students")
    held = known[known.statistics_owner == "UIS"]
    taken = set(zip(held.reporter, held.partner, held.period, strict=True))
    keys = zip(frame.destination, frame.origin, frame.period, strict=True)
    frame = where(frame, [key not in taken for key in keys])
    return pd.DataFrame(
        {
            "reporter": frame.destination,
            "partner": frame.origin,
            "period": frame.period,
            "year": frame.year,
            "value": frame.students,
            "statistics_owner": "UIS",
            "source": frame.source,
        }
    )


def student_shares(sel: Selection) -> Indicator:
    """Students of one country as a share of all students from abroad in the other, both ways (lines)."""
    frame = _directions(sel, "students")
    frame = frame.assign(value=frame.students / frame.all_origins, statistics_owner="UIS")
    findings = Findings()
    if len(frame):
        for origin, destination in ways(sel):
            _student_findings(findings, frame, origin, destination)
        _students_known(sel, findings, frame)
    columns = (
        "period series value students all_origins all_destinations listed qualifier statistics_owner source"
    )
    return Indicator(
        "student_shares",
        THEME,
        _("Students of each country in the other, as a share of all students from abroad there"),
        frame[columns.split()],
        chart=Chart("lines", unit="share", labels=_arrows(sel), turning_point=True),
        findings=tuple(findings),
        note=_(
            "Counted by the country of destination and published by UNESCO. A year is here where the flow is "
            "among the ten leading ones of the origin or of the destination, so a gap is no zero: the flow "
            "may be below the tenth place, or the country of destination did not report. 2020 is incomplete "
            "over the world, and 2021 almost empty."
        ),
    )


def _student_findings(findings: Findings, frame: pd.DataFrame, origin: str, destination: str) -> None:
    way = f"{origin}_{destination}".lower()
    mine = frame[frame.series == f"{origin}:{destination}"]
    if mine.empty:
        text = _(
            "{way}: in none of the leading lists for these years, which is not zero.",
            way=arrow(origin, destination),
        )
        findings.add(f"students_unlisted_{way}", text, frame)
        return
    last, top = mine.iloc[-1], mine.loc[mine.students.idxmax()]
    findings.add(
        f"students_last_{way}",
        _(
            "{way}, {year}: {n} students. They are {there} of all students from abroad in the country of "
            "destination, and {abroad} of the students of the country of origin whom countries abroad "
            "report.",
            way=arrow(origin, destination),
            year=Year(last.year),
            n=Number(last.students),
            there=_share(last.students, last.all_origins),
            abroad=_share(last.students, last.all_destinations),
        ),
        mine,
    )
    if len(mine) > 1:
        findings.add(
            f"students_years_{way}",
            _(
                "{way}: listed in {k} of the years {period}; most students in {year}: {n}.",
                way=arrow(origin, destination),
                k=Number(len(mine)),
                period=Period(f"{mine.period.iloc[0]}/{mine.period.iloc[-1]}"),
                year=Year(top.year),
                n=Number(top.students),
            ),
            mine,
        )


def _students_known(sel: Selection, findings: Findings, frame: pd.DataFrame) -> None:
    """How many of the counts behind the shares stand in our record too, and whether they are equal there."""
    held = between(sel, "students")
    held = held[(held.statistics_owner == "UIS") & held.year.notna()]
    both = frame.merge(
        held[["reporter", "partner", "period", "value", "source"]],
        left_on=["destination", "origin", "period"],
        right_on=["reporter", "partner", "period"],
        suffixes=("", "_held"),
    )
    if len(both):
        findings.add(
            "students_record",
            _(
                "Our own record, above, has {n} of the {total} counts behind these shares, from the same "
                "office: {equal} of them are equal.",
                n=Number(len(both)),
                total=Number(len(frame)),
                equal=count(both.students == both.value_held),
            ),
            frame,
            both.source_held,
        )


# --- languages ---

# Names that CLDR lacks in a language of the book
_LANGUAGE_NAMES = {"kaa": _("Karakalpak")}


@dataclass(frozen=True)
class LanguageName(Value):
    """A language by its CLDR code ("uz", or with a script "uz_Cyrl"), named as CLDR names it.

    In the language of the page, else in English; where CLDR has no name, the code is said to be one.
    """

    code: str

    def render(self, language: str) -> str:
        base, _unused, script = self.code.partition("_")
        name = self._named("languages", base, language)
        if not script:
            return name
        said = _("{language} ({script})", language=name, script=self._named("scripts", script, language))
        return said.render(language)

    @staticmethod
    def _named(kind: str, code: str, language: str) -> str:
        for tried in dict.fromkeys((language, "en")):
            if tried != language and kind == "languages" and code in _LANGUAGE_NAMES:
                return _LANGUAGE_NAMES[code].render(language)
            if name := getattr(locale(tried), kind).get(code):
                return normalise(str(name), tried)
        return _("language with the code {code}", code=code).render(language)


def _listed(sel: Selection) -> pd.DataFrame:
    """The languages that CLDR lists for the two: country, language, share, official, base, both.

    `base` is the code without its script; `both` tells whether the base stands under both countries. Without
    rows where CLDR lists none for one of the two.
    """
    frame = sel.world["languages"]
    frame = frame[frame.country.isin((sel.a, sel.b))]
    if frame.country.nunique() < 2:
        frame = frame.iloc[:0]
    frame = frame.assign(base=[code.partition("_")[0] for code in frame.language])
    return frame.assign(both=frame.groupby("base").country.transform("nunique") == 2)


def _both_shares(listed: pd.DataFrame) -> pd.DataFrame:
    """Share by language listed for both and country: the largest of its scripts, which are not added up.

    First the language whose smaller share is the largest. A share of 0 is a number that CLDR does not have.
    """
    known = listed[listed.both & (listed.share > 0)]
    wide = known.groupby(["base", "country"]).share.max().unstack()
    wide = wide.reindex(columns=sorted(set(listed.country))).dropna()
    order = wide.assign(least=wide.min(axis=1), code=wide.index).sort_values(
        ["least", "code"], ascending=[False, True]
    )
    return wide.loc[order.index]


def languages(sel: Selection) -> Indicator:
    """Languages that CLDR lists for both, and what is official in one of the two as a whole (table)."""
    listed = _listed(sel)
    shares = _both_shares(listed)
    rank = {base: n for n, base in enumerate(shares.index)}
    frame = listed[listed.both | listed.official.isin(NATIONAL)]
    frame = frame.assign(
        place=[rank.get(base, len(rank)) for base in frame.base],
        last=~frame.both,
        side=frame.country.map({sel.a: 0, sel.b: 1}),
    ).sort_values(["last", "place", "base", "side", "language"], ignore_index=True)
    source = sel.published.get("languages", "")
    cells = {
        "name": [Capital(LanguageName(code)) for code in frame.language],
        # CLDR prints 0 where it has no number
        "part": [Percent(share, 6) if share else "" for share in frame.share],
        "status": [STATUSES[code] for code in frame.official],
    }
    frame = frame.assign(
        sources=source, **{name: pd.Series(cell, dtype=object) for name, cell in cells.items()}
    )
    findings = Findings()
    if len(listed):
        _language_findings(sel, findings, listed, shares)
        _placed(sel, findings)
    return Indicator(
        "languages",
        THEME,
        _("Languages that both countries share, and official languages of each"),
        frame[["language", "name", "country", "share", "part", "official", "status", "sources"]],
        table=Table(
            (
                Column("name", _("Language"), "value"),
                Column("country", _("Country"), "country"),
                Column("part", _("Part of the people"), "value"),
                Column("status", _("Official status"), "value"),
                SOURCES,
            )
        ),
        findings=tuple(findings),
        note=_(
            "Part of the people who are fluent, as a first or a second language: an estimate that the "
            "Unicode Consortium culls from different sources, no census. A language in two scripts has two "
            "rows, whose parts are not to be added. The lists are not complete: a language without a row is "
            "not absent from a country. The names of Glottolog are in English."
        ),
    )


def _language_findings(
    sel: Selection, findings: Findings, listed: pd.DataFrame, shares: pd.DataFrame
) -> None:
    source = sel.published.get("languages", "")
    official = listed[listed.official != ""]
    sides = official.groupby("base").country.nunique()
    names: list[Value] = [LanguageName(base) for base in sorted(sides[sides == 2].index)]
    if names:
        text = _("The lists give an official status in both countries to: {names}.", names=Join(names))
    else:
        text = _("The lists give no language an official status in both countries.")
    findings.add("languages_official", text, source)
    n = listed[listed.both].base.nunique()
    if not n:
        text = _("No language is listed for both countries; the lists are not complete.")
    elif shares.empty:
        text = ngettext(
            "{n} language is listed for both countries, without a number for one of them.",
            "{n} languages are listed for both countries, each without a number for one of them.",
            n,
            n=Number(n),
        )
    else:
        first = shares.iloc[0]
        text = ngettext(
            "{n} language is listed for both countries: {language}, known to {a_share} ({a}) and {b_share} "
            "({b}) of the people.",
            "{n} languages are listed for both countries. By the smaller of the two shares {language} comes "
            "first, known to {a_share} ({a}) and {b_share} ({b}) of the people.",
            n,
            n=Number(n),
            language=LanguageName(str(shares.index[0])),
            a=Country(sel.a),
            b=Country(sel.b),
            a_share=Percent(first[sel.a], 6),
            b_share=Percent(first[sel.b], 6),
        )
    findings.add("languages_listed", text, source)


def _placed(sel: Selection, findings: Findings) -> None:
    """How many languages Glottolog places in each and in both, whatever the number of their speakers."""
    frame, pair = sel.world["shared_languages"], (sel.a, sel.b)
    frame = frame[frame.a.isin(pair) & frame.b.isin(pair)]
    if frame.empty:
        return
    row = frame.iloc[0]
    placed = {row.a: row.languages_a, row.b: row.languages_b}
    values: dict[str, Value] = {
        "a": Country(sel.a),
        "b": Country(sel.b),
        "n_a": Number(placed[sel.a]),
        "n_b": Number(placed[sel.b]),
        "n": Number(row.shared),
    }
    if 0 < row.shared <= NAMED:
        text = _(
            "Glottolog, which counts small, extinct and sign languages alike, places {n_a} languages ({a}) "
            "and {n_b} ({b}); {n} of them in both: {names}.",
            names=Join(row.names.split("; ")),
            **values,
        )
    else:
        text = _(
            "Glottolog, which counts small, extinct and sign languages alike, places {n_a} languages ({a}) "
            "and {n_b} ({b}); {n} of them in both.",
            **values,
        )
    findings.add("languages_placed", text, sel.published.get("shared_languages", ""))


# --- World Heritage ---


def _sites(sel: Selection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """World Heritage of the two: sites of both (`world_heritage`), counts by country and year.

    Without rows for two countries that are no neighbours: only of neighbours does the absence of a shared
    site mean that there is none.
    """
    shared, counts, pair = sel.world["world_heritage"], sel.world["world_heritage_counts"], (sel.a, sel.b)
    if tuple(sorted(pair)) not in sel.borders:
        return shared.iloc[:0], counts.iloc[:0]
    shared = shared[shared.a.isin(pair) & shared.b.isin(pair)]
    counts = counts[counts.country.isin(pair)]
    return of_years(sel, shared).sort_values(["year", "site"]), of_years(sel, counts)


def world_heritage(sel: Selection) -> Indicator:
    """Sites of the World Heritage List in each country and in both, by year of inscription (timeline)."""
    shared, counts = _sites(sel)
    whole = sel.world["world_heritage_counts"].year
    source = sel.published.get("world_heritage", "")
    rows = [(str(r.year), "both", r.site, r.name, r.category, r.states, source) for r in shared.itertuples()]
    for country in (sel.a, sel.b):
        mine = counts[counts.country == country]
        years = mine.year.repeat(mine.sites)
        rows += [(str(year), country, "", "", "", country, source) for year in years]
    labels: dict[str, Value] = {"both": _("In both countries")}
    labels |= {c: _("{country}: all sites", country=Country(c)) for c in (sel.a, sel.b)}
    findings = Findings()
    if rows:
        first = max(int(whole.min()), sel.since or 0)
        last = min(int(whole.max()), sel.until or 9999)
        findings.add(
            "heritage_counts",
            _(
                "Sites on the World Heritage List of {edition} that were first inscribed in {period}, by the "
                "states that the list names: {a} {n_a}, {b} {n_b}; with both: {n}.",
                edition=Year(int(whole.max())),
                period=Period(f"{first}/{last}"),
                a=Country(sel.a),
                b=Country(sel.b),
                n_a=Number(int(counts[counts.country == sel.a].sites.sum())),
                n_b=Number(int(counts[counts.country == sel.b].sites.sum())),
                n=Number(len(shared)),
            ),
            source,
        )
    for site in shared.to_dict("records"):
        findings.add(
            "heritage_shared",
            _(
                "Under both countries: “{name}” ({category}), first inscribed in {year}; states that share "
                "it: {n}.",
                name=site["name"],
                category=CATEGORIES[site["category"]],
                year=Year(site["year"]),
                n=Number(len(site["states"].split(";"))),
            ),
            source,
        )
    if len(shared):
        _inscriptions_known(sel, findings, shared)
    return Indicator(
        "world_heritage",
        THEME,
        _("World Heritage sites of each country and of both, by year of first inscription"),
        frame_of(rows, "date lane site name category states source"),
        chart=Chart("timeline", labels=labels, turning_point=True),
        findings=tuple(findings),
        note=_(
            "One mark for each site on the World Heritage List as it stood in {edition}; what was struck off "
            "before or inscribed later is not there. A site counts for the states that the list names; one "
            "of both countries stands in all three rows. The year is that of the first inscription, also for "
            "a state that joined a site later. A shared site of many parts need not lie at the common "
            "border. Names are those of the list, in English.",
            edition=Year(int(whole.max())),
        ),
    )


def _inscriptions_known(sel: Selection, findings: Findings, shared: pd.DataFrame) -> None:
    """How many of the shared sites our record of inscriptions has too: the same year and the same states."""
    events = sel.joint(sel.events)
    events = events[(events.kind == "inscription") & events.note.str.contains("list world;", regex=False)]
    if events.empty:
        return
    told = {
        (sel.year(date), frozenset(states.split(";")))
        for date, states in zip(events.date, events.countries, strict=True)
    }
    sites = zip(shared.year, shared.states, strict=True)
    known = [(year, frozenset(states.split(";"))) in told for year, states in sites]
    cited = sel.event_sources[sel.event_sources.event_id.isin(events.event_id)]
    findings.add(
        "heritage_record",
        _(
            "Of these {n}, our own record of inscriptions, above, has {k} with the same year and the same "
            "states.",
            n=Number(len(shared)),
            k=Number(sum(known)),
        ),
        sel.published.get("world_heritage", ""),
        joined(cited),
    )


# --- limits ---


def not_covered(sel: Selection) -> Message | None:
    """What the tables of the world do not tell about the pair; None where they have no row for it."""
    last: dict[str, Value] = {}
    for name in ("migrants", "students"):
        frame = _directions(sel, name)
        last[name] = Year(int(frame.year.max())) if len(frame) else word("status", "not_found")
    counts = _sites(sel)[1]
    if not (len(counts) or len(_listed(sel)) or any(isinstance(value, Year) for value in last.values())):
        return None
    return _(
        "Last year of these two in the tables of the world: migrants {migrants}, students {students}. They "
        "hold nothing on intangible heritage, schools, books, films, monuments or what the two states did "
        "together: of these only our own record tells, and what it lacks is not found by us, not absent.",
        **last,
    )


INDICATORS = {f.__name__: f for f in (migrants, student_shares, languages, world_heritage)}
