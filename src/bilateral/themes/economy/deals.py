"""Deals announced and signed, occasion by occasion, and the portfolio of joint projects."""

from __future__ import annotations

from typing import Any

from bilateral.datapackage import Selection
from bilateral.messages import Join, Number, Percent, Period, Value, _, ngettext
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import RELEASES, SOURCE
from bilateral.themes.economy.drawn import POINTS, THEME, amount, pick, point
from bilateral.themes.rows import Findings, between, frame_of, joined, releases
from bilateral.vocabulary import word


def _deal_rows(sel: Selection) -> list[dict[str, Any]]:
    """One row per occasion (a month): what was announced, what was signed, the acts of that month."""
    rows = between(sel, "deals_announced", "deals_signed", "documents_signed", "agreements_signed")
    acts = sel.joint(sel.events)
    acts = acts[acts.kind.isin(["deal", "visit", "forum", "plan"]) & (acts.theme.isin([THEME, "diplomacy"]))]
    out = []
    for period, mine in rows.groupby("period", sort=True):
        found = {k: pick(sel, mine[mine.indicator == k], "period") for k in dict.fromkeys(mine.indicator)}
        then = acts[acts.date.str.startswith(str(period))]
        then = then.assign(order=then.kind.map({"deal": 0, "forum": 1, "visit": 2, "plan": 3})).sort_values(
            ["order", "date"], kind="stable"
        )
        row: dict[str, Any] = {"period": period, "source": joined(mine)}
        row["releases"] = releases(sel, mine)
        row["owners"] = ";".join(dict.fromkeys(mine.statistics_owner))
        row["event_id"], row["title"] = (then.event_id.iloc[0], then.title.iloc[0]) if len(then) else ("", "")
        for k in ("deals_announced", "deals_signed"):
            row[k] = found[k].iloc[0] if k in found and len(found[k]) else None
        counts = [mine[mine.indicator == k] for k in ("agreements_signed", "documents_signed")]
        papers = next((c for c in counts if len(c)), counts[0])
        papers = papers.drop_duplicates(["value", "qualifier"]).sort_values("value", kind="stable")
        row["papers"] = Join([amount(r) for r in papers.itertuples()]) if len(papers) else None
        out.append(row)
    return out


def deals(sel: Selection) -> Indicator:
    """Value of deals announced and signed, by occasion."""
    rows = [r for r in _deal_rows(sel) if r["deals_announced"] is not None or r["deals_signed"] is not None]
    points, findings = [], Findings()
    labels: dict[str, Value] = {}
    for r in rows:
        labels[r["period"]] = Period(r["period"])
        for series in ("deals_announced", "deals_signed"):
            o = r[series]
            cells = (None, "", "") if o is None else (o.value, o.statistics_owner, o.source)
            points.append((r["period"], series, *cells))
    frame = frame_of(points, "category series value statistics_owner source")
    both = [r for r in rows if r["deals_announced"] is not None and r["deals_signed"] is not None]
    for r in both:
        said, done = r["deals_announced"], r["deals_signed"]
        findings.add(
            f"deals_{r['period'].replace('-', '_')}",
            _(
                "{period}: {announced} announced, {signed} signed, {percent} of what was announced.",
                period=Period(r["period"]),
                announced=amount(said),
                signed=amount(done),
                percent=Percent(100 * done.value / said.value, 0),
            ),
            said,
            done,
        )
    if rows:
        amounts = [o for r in rows for o in (r["deals_announced"], r["deals_signed"]) if o is not None]
        top = max(amounts, key=lambda o: o.value)
        findings.add(
            "deals_both",
            ngettext(
                "Of {n} occasions with an amount, {k} has both an announced and a signed amount; the largest "
                "amount is {top} ({period}).",
                "Of {n} occasions with an amount, {k} have both an announced and a signed amount; the "
                "largest amount is {top} ({period}).",
                len(both),
                n=Number(len(rows)),
                k=Number(len(both)),
                top=amount(top),
                period=Period(top.period),
            ),
            *(r["source"] for r in rows),
        )
    labels |= {"deals_announced": _("announced"), "deals_signed": _("signed")}
    return Indicator(
        "deals",
        THEME,
        _("Deals announced and deals signed, by occasion"),
        frame,
        chart=Chart("pairs", unit="USD", labels=labels),
        findings=tuple(findings),
        note=_(
            "Amounts are as the sides stated them; no source found says how much of a package was paid or "
            "delivered."
        ),
    )


def deals_table(sel: Selection) -> Indicator:
    """Occasions with the amounts and the number of documents that sources give."""
    out = [
        (
            r["period"],
            r["event_id"],
            r["title"],
            *(
                amount(r[k]) if r[k] is not None else word("status", "not_found")
                for k in ("deals_announced", "deals_signed")
            ),
            r["papers"] or word("status", "not_found"),
            Number(r["releases"]),
            r["owners"],
            r["source"],
        )
        for r in _deal_rows(sel)
    ]
    columns = "period event_id title announced signed papers releases statistics_owner source"
    return Indicator(
        "deals_table",
        THEME,
        _("Visits, forums and commissions: amounts and documents"),
        frame_of(out, columns),
        table=Table(
            (
                Column("period", _("Month"), "period"),
                Column("title", _("Act"), "title"),
                Column("announced", _("Announced"), "value"),
                Column("signed", _("Signed"), "value"),
                Column("papers", _("Documents or agreements"), "value"),
                RELEASES,
                SOURCE,
            )
        ),
    )


def portfolio(sel: Selection) -> Indicator:
    """The value of the joint industrial projects, as stated at each date."""
    rows = between(sel, "joint_projects_value")
    counts = between(sel, "joint_projects")
    picked = pick(sel, rows, "period")
    frame = frame_of([point(r, r.period, "value") for r in picked.itertuples()], POINTS).assign(mark="")
    findings = Findings()
    if len(picked) > 1:
        first, last = picked.iloc[0], picked.iloc[-1]
        findings.add(
            "portfolio_change",
            _(
                "The portfolio of joint projects was put at {old} in {first} and at {new} in {last}, {times} "
                "times as much; a portfolio holds plans, not finished work.",
                old=amount(first),
                new=amount(last),
                first=Period(first.period),
                last=Period(last.period),
                times=Number(last.value / first.value, 1),
            ),
            first.source,
            last.source,
        )
    done = pick(sel, between(sel, "joint_projects_completed"), "period")
    held = pick(sel, counts, "period")
    if len(done):
        d = done.iloc[-1]
        same = held[held.period == d.period]
        if len(same):
            findings.add(
                "portfolio_completed",
                _(
                    "{period}: {done} of {all} joint projects were called completed.",
                    period=Period(d.period),
                    done=Number(d.value),
                    all=Number(same.value.iloc[0]),
                ),
                d.source,
                same,
            )
    return Indicator(
        "portfolio",
        THEME,
        _("Stated value of the portfolio of joint projects"),
        frame,
        chart=Chart(
            "lines", unit="USD", labels={"value": _("stated value of the portfolio")}, join_gaps=True
        ),
        findings=tuple(findings),
    )
