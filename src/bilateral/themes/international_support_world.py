"""International support in the tables of the world: organisations in common, members today, refugees.

Counts of organisations by year are ours, from Correlates of War (to 2014); names are those that the CIA World
Factbook prints. Refugees are UNHCR's, who takes them from the host's registers or estimates them. The
modules under `bilateral.upstream` say what each table holds and what an absent row means.
"""

from __future__ import annotations

import pandas as pd

from bilateral.datapackage import Selection
from bilateral.messages import Country, Join, Message, Number, Value, Year, _, ngettext
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import SOURCE
from bilateral.themes.rows import Findings, frame_of, of_years, published, ways

THEME = "international_support"
SHARED, LINES, REFUGEES = "shared_organisations", "organisations", "refugees"
BOTH = "both"
ROUNDED = 5  # UNHCR rounds what is smaller to 0 or to this
_NAMED = 12  # organisations in one sentence: a longer list stands in the table alone
_GROUPS: dict[str, Message] = {
    "refugees": _("refugees"),
    "asylum_seekers": _("asylum-seekers"),
    "other_protection": _("others in need of protection"),
}


# --- organisations of which both are full members, by year ---


def _shared(sel: Selection) -> pd.DataFrame:
    """The pair's rows (year, shared, unknown) with the organisations of each side under its code."""
    low, high = sorted((sel.a, sel.b))
    frame = sel.world[SHARED]
    frame = frame[(frame.a == low) & (frame.b == high)].rename(columns={"of_a": low, "of_b": high})
    return of_years(sel, frame)[["year", "shared", "unknown", sel.a, sel.b]]


def world_organisations(sel: Selection) -> Indicator:
    """Organisations of both and of each side, by year (period, series, value: counts)."""
    years = _shared(sel)
    long = years.rename(columns={"shared": BOTH}).melt(
        "year", [BOTH, sel.a, sel.b], var_name="series", value_name="value"
    )
    frame = long.assign(
        period=long.year.astype(int).astype(str),
        value=long.value.astype(float),
        source=published(sel, SHARED),
    )
    found = Findings()
    if len(years):
        first, last = years.iloc[0], years.iloc[-1]
        sides: dict[str, Value] = {"a": Country(sel.a), "b": Country(sel.b)}
        if len(years) > 1:
            found.add(
                "world_organisations_change",
                _(
                    "Organisations of states with both countries as full members: {n1} in {first}, {n2} in "
                    "{last}.",
                    n1=Number(int(first.shared)),
                    n2=Number(int(last.shared)),
                    first=Year(int(first.year)),
                    last=Year(int(last.year)),
                ),
                frame,
            )
        found.add(
            "world_organisations_each",
            _(
                "Full memberships in {last}: {a} {of_a}, {b} {of_b}, in common {n}.",
                **sides,
                of_a=Number(int(last[sel.a])),
                of_b=Number(int(last[sel.b])),
                n=Number(int(last.shared)),
                last=Year(int(last.year)),
            ),
            frame,
        )
        if last.unknown:
            found.add(
                "world_organisations_unknown",
                ngettext(
                    "For {n} organisation that may be a further one in common, the data do not know the "
                    "membership of {last}: the count of that year is a lower bound.",
                    "For {n} organisations that may be further ones in common, the data do not know the "
                    "membership of {last}: the count of that year is a lower bound.",
                    int(last.unknown),
                    n=Number(int(last.unknown)),
                    last=Year(int(last.year)),
                ),
                frame,
            )
    return Indicator(
        "world_organisations",
        THEME,
        _("International organisations of which both are full members, by year"),
        frame[["period", "series", "value", "source"]].reset_index(drop=True),
        Chart(
            "lines",
            y_label=_("organisations"),
            labels={BOTH: _("both countries"), **{c: Country(c) for c in (sel.a, sel.b)}},
            turning_point=True,
        ),
        findings=tuple(found),
        note=_(
            "Counted by us in Correlates of War, International Governmental Organizations 3.0. Associates "
            "and observers are not counted. The data do not know every membership of every year: a step down "
            "may be such a gap. Years in which a side was no member of the state system have no point."
        ),
    )


# --- members today ---


def _members(sel: Selection, country: str) -> set[str] | None:
    """What a country's line prints without an addition; None where the country has no line."""
    lines = sel.world[LINES]
    mine = lines[lines.country == country]
    return set(mine[mine.status == "member"].organisation) if len(mine) else None


def world_members(sel: Selection) -> Indicator:
    """Organisations of which the Factbook prints both as members (organisation, others, value, source).

    `value` is how many of the comparators that have a line are members as well; fewest first.
    """
    of_a, of_b = _members(sel, sel.a), _members(sel, sel.b)
    found = Findings()
    rows: list[tuple[str, Value, int, str]] = []
    source = published(sel, LINES)
    if of_a is not None and of_b is not None:
        lists = [_members(sel, code) for code in sel.comparators]
        others = [names for names in lists if names is not None]
        counts = {name: sum(name in names for names in others) for name in of_a & of_b}
        for name in sorted(counts, key=lambda n: (counts[n], n)):
            among = _("{k} of {n}", k=Number(counts[name]), n=Number(len(others)))
            rows.append((name, among, counts[name], source))
        found.add(
            "world_members_both",
            _(
                "The CIA World Factbook prints {n} organisations and groups with both countries as members; "
                "with one of the two alone: {a} {only_a}, {b} {only_b}.",
                a=Country(sel.a),
                b=Country(sel.b),
                n=Number(len(counts)),
                only_a=Number(len(of_a - of_b)),
                only_b=Number(len(of_b - of_a)),
            ),
            source,
        )
        own = sorted(name for name in counts if not counts[name])
        if own and others and len(own) <= _NAMED:
            found.add(
                "world_members_own",
                _(
                    "Without any of the other neighbours that have a line there ({n}): {names}.",
                    n=Number(len(others)),
                    names=Join(list(own)),
                ),
                source,
            )
    frame = frame_of(rows, "organisation others value source").assign(statistics_owner="CIA")
    return Indicator(
        "world_members",
        THEME,
        _("Organisations and groups with both countries as members, as the World Factbook prints them"),
        frame,
        table=Table(
            (
                Column("organisation", _("Organisation"), "printed"),
                Column("others", _("Other neighbours that are members"), "value"),
                SOURCE,
            )
        ),
        findings=tuple(found),
        note=_(
            "Abbreviations as printed. A line counts where nothing is added to it, such as observer. Groups, "
            "federations and missions of the United Nations stand among them; the lines do not say since "
            "when, and are not kept up everywhere. What a line lacks is not known to be no membership."
        ),
    )


# --- refugees ---


def _people(sel: Selection) -> pd.DataFrame:
    """The rows of both directions in the years asked for."""
    frame = sel.world[REFUGEES]
    frame = frame[frame.host.isin([sel.a, sel.b])]
    return of_years(sel, frame[frame.origin.isin([sel.a, sel.b])])


def world_refugees(sel: Selection) -> Indicator:
    """People from one country under protection in the other, by the end of the year and by group.

    period, series ("<group> <origin> <host>"), value (persons), source. A group of which a direction has
    never more than zero is left out.
    """
    rows = _people(sel)
    frames, labels = [], {}
    found = Findings()
    source = published(sel, REFUGEES)
    for origin, host in ways(sel):
        mine = rows[(rows.origin == origin) & (rows.host == host)]
        if mine.empty:
            continue
        for group, word in _GROUPS.items():
            known = mine[mine[group].notna()]
            if known[group].sum() > 0:
                code = f"{group} {origin} {host}"
                labels[code] = _("{a} → {b}: {group}", a=Country(origin), b=Country(host), group=word)
                frames.append(
                    known.assign(period=known.year.astype(int).astype(str), series=code, value=known[group])
                )
        _refugee_findings(found, mine, origin, host, source)
    columns = ["period", "series", "value"]
    frame = pd.concat(frames)[columns] if frames else frame_of([], " ".join(columns))
    frame = frame.astype({"value": float}).assign(source=source).reset_index(drop=True)
    return Indicator(
        "world_refugees",
        THEME,
        _("Refugees and asylum-seekers from one country in the other"),
        frame,
        Chart("lines", "persons", y_label=_("people at the end of the year"), labels=labels),
        findings=tuple(found) if len(frame) else (),
        note=_(
            "The arrow leads from the country of origin to the host. Figures of UNHCR, most of them from the "
            "host's authorities: who is a refugee follows the law of the host and its registers, and a line "
            "can break without anybody moving. Figures under {n} are rounded to 0 or {n}. A year without a "
            "point is one for which nobody was reported: it is no zero.",
            n=Number(ROUNDED),
        ),
    )


def _refugee_findings(found: Findings, mine: pd.DataFrame, origin: str, host: str, source: str) -> None:
    """The last year of a direction, its largest number of refugees, and the year of most returns."""
    way: dict[str, Value] = {"a": Country(origin), "b": Country(host)}
    suffix = f"{origin}_{host}".lower()
    last = mine.iloc[-1]
    found.add(
        f"world_refugees_last_{suffix}",
        _(
            "{a} → {b}, end of {year}, the last year reported: refugees {refugees}, asylum-seekers "
            "{seekers}.",
            **way,
            year=Year(int(last.year)),
            refugees=_persons(last.refugees),
            seekers=_persons(last.asylum_seekers),
        ),
        source,
    )
    if last.other_protection > 0:
        found.add(
            f"world_refugees_other_{suffix}",
            _(
                "{a} → {b}, end of {year}: others in need of protection, who are no refugees in these "
                "figures, {n}.",
                **way,
                n=_persons(last.other_protection),
                year=Year(int(last.year)),
            ),
            source,
        )
    most = mine.loc[mine.refugees.idxmax()]
    if most.refugees > ROUNDED and most.year != last.year:
        found.add(
            f"world_refugees_most_{suffix}",
            _(
                "{a} → {b}: the largest number of refugees was {n}, at the end of {year}.",
                **way,
                n=_persons(most.refugees),
                year=Year(int(most.year)),
            ),
            source,
        )
    back = mine.loc[mine.returned.idxmax()]
    if back.returned > ROUNDED:
        found.add(
            f"world_refugees_returned_{suffix}",
            _(
                "{a} → {b}: most refugees went back in {year}, {n} in that year.",
                **way,
                n=_persons(back.returned),
                year=Year(int(back.year)),
            ),
            source,
        )


def _persons(value: float) -> Value:
    """A number of people; a 0 and a 5 stand for anything under 5 or about it."""
    if value == 0:
        return _("none, or rounded to none")
    return _("about {n}", n=Number(ROUNDED)) if value == ROUNDED else Number(int(value))


# --- what the tables cannot tell ---


def world_limits(sel: Selection) -> Findings:
    """What the three tables do not cover, for the pairs that have rows in them."""
    found = Findings()
    years, people = _shared(sel), _people(sel)
    if len(years):
        found.add(
            "world_limits_organisations",
            _(
                "The counts of organisations in common end with {year}: organisations founded and joined "
                "since are not in them. Membership does not tell whether two members support one another.",
                year=Year(int(sel.world[SHARED].year.max())),
            ),
            published(sel, SHARED),
        )
    if len(people):
        found.add(
            "world_limits_refugees",
            _(
                "The figures on refugees leave out whoever is not registered, and Palestine refugees under "
                "the mandate of UNRWA; they tell of protection by a state, not of support between two states."
            ),
            published(sel, REFUGEES),
        )
    return found
