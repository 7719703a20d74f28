"""Deals announced and signed, occasion by occasion, and the portfolio of joint projects."""

from __future__ import annotations

from typing import Any

from bilateral.datapackage import Selection
from bilateral.messages import Join, Number, Percent, Period, Value, _, ngettext
from bilateral.themes import Chart, Column, Indicator, Table
from bilateral.themes.columns import OWNER, PERIOD, RELEASES, SOURCE
from bilateral.themes.economy.drawn import THEME, amount, as_stated, pick
from bilateral.themes.rows import Findings, between, frame_of, ids, joined, releases
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
        # the act that the same pages tell of; of several, the one that most of them tell of
        pages = set(ids(mine))
        told = sel.event_sources[sel.event_sources.source.isin(pages)].event_id.value_counts()
        then = then.assign(
            told=[-int(told.get(e, 0)) for e in then.event_id],
            order=then.kind.map({"deal": 0, "visit": 1, "forum": 2, "plan": 3}),
        ).sort_values(["told", "order", "date", "event_id"], kind="stable")
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
                "{period}: {announced} announced, {signed} signed. The two lists are not known to be the "
                "same. The owners of the two figures: {owners}.",
                period=Period(r["period"]),
                announced=amount(said),
                signed=amount(done),
                owners=Join([word("owner", o.statistics_owner) for o in (said, done)]),
            ),
            said,
            done,
        )
    for o in pick(sel, between(sel, "deals_in_preparation"), "period").itertuples():
        findings.add(
            f"deals_prepared_{o.period.replace('-', '_')}",
            _(
                "{period}: beside the signed ones, agreements worth {value} were said to be in preparation.",
                period=Period(o.period),
                value=amount(o),
            ),
            o,
        )
    followed = pick(sel, between(sel, "agreements_under_way"), "period")
    traded = pick(sel, between(sel, "trade_contracts_under_way"), "period")
    for o in followed.itertuples():
        same = traded[traded.period == o.period]
        if len(same):
            findings.add(
                f"deals_followed_{o.period.replace('-', '_')}",
                _(
                    "The only follow-up found is of {period}: {contracts} trade contracts and {agreements} "
                    "investment agreements of an earlier package were said to be under way.",
                    period=Period(o.period),
                    contracts=Number(same.value.iloc[0]),
                    agreements=Number(o.value),
                ),
                o,
                same,
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
    """The portfolio of joint industrial projects as stated at each date, and whose figure it is."""
    words = {
        "joint_projects_value": _("value of all projects"),
        "joint_projects": _("number of projects"),
        "joint_projects_completed": _("number of projects called completed"),
        "joint_projects_completed_value": _("value of projects called completed"),
        "projects_launched": _("number of projects launched"),
        "projects_launched_value": _("value of projects launched"),
    }
    rows = between(sel, *words)
    order = {k: i for i, k in enumerate(words)}
    frame = as_stated(rows, words)
    frame = frame.assign(order=frame.indicator.map(order)).sort_values(["period", "order"], kind="stable")
    picked = pick(sel, rows[rows.indicator == "joint_projects_value"], "period")
    findings = Findings()

    def at(indicator: str, period: str) -> Any:
        mine = pick(sel, rows[(rows.indicator == indicator) & (rows.period == period)], "period")
        return mine.iloc[0] if len(mine) else None

    for o in pick(sel, rows[rows.indicator == "joint_projects_completed"], "period").itertuples():
        count, value, done = (
            at(k, o.period)
            for k in ("joint_projects", "joint_projects_value", "joint_projects_completed_value")
        )
        if any(x is None for x in (count, value, done)):
            continue
        findings.add(
            "portfolio_completed",
            _(
                "{period}: {done} of {all} joint projects were called completed. They are worth {value} of "
                "{total}, or {percent}.",
                period=Period(o.period),
                done=Number(o.value),
                all=Number(count.value),
                value=amount(done),
                total=amount(value),
                percent=Percent(100 * done.value / value.value, 0),
            ),
            o,
            count,
            value,
            done,
        )
    if len(picked) > 1:
        first, last = picked.iloc[0], picked.iloc[-1]
        findings.add(
            "portfolio_change",
            _(
                "The portfolio was put at {old} in {first} and at {new} in {last}. A portfolio holds plans, "
                "not finished work. The owners of the two figures: {owners}.",
                old=amount(first),
                new=amount(last),
                owners=Join([word("owner", o.statistics_owner) for o in (first, last)]),
                first=Period(first.period),
                last=Period(last.period),
            ),
            first,
            last,
        )
    return Indicator(
        "portfolio",
        THEME,
        _("The portfolio of joint projects as stated at each date"),
        frame[["period", "what", "amount", "value", "statistics_owner", "source"]],
        table=Table(
            (
                PERIOD,
                Column("what", _("What"), "value"),
                Column("amount", _("Figure"), "value"),
                OWNER,
                SOURCE,
            )
        ),
        findings=tuple(findings),
    )
