"""The summary of the book: three findings to take away, computed from verdicts and tests of change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bilateral import claims
from bilateral.claims import Judged
from bilateral.datapackage import Selection
from bilateral.messages import Join, Message, Number, Value, _, ngettext
from bilateral.themes import synthesis
from bilateral.vocabulary import word


@dataclass(frozen=True)
class Takeaway:
    """One finding of the summary: its heading, its sentences, and the page that shows why."""

    heading: Message
    sentences: tuple[Value, ...]
    page: str


def takeaways(sel: Selection, judged: Sequence[Judged]) -> list[Takeaway]:
    """Three findings: how the claims stand, what became of plans and pledges, whether there was a new stage.

    A pair without a document has the last alone.
    """
    found = []
    if judged:
        found.append(Takeaway(_("The claims"), tuple(stand(judged)), "claims.md"))
        found.append(Takeaway(_("The plans and pledges"), tuple(became(judged)), "claims.md"))
    found.append(Takeaway(_("A new stage?"), tuple(stage(sel, judged)), "../notebooks/synthesis.ipynb"))
    return found


def stand(judged: Sequence[Judged]) -> list[Value]:
    """How many claims stand, fall and hang."""
    counts = Counter(j.verdict for j in judged)
    testable = len(judged) - counts["not testable"]
    sentences: list[Value] = [
        ngettext(
            "{n} claim was read in the document; {testable} of them can be tested.",
            "{n} claims were read in the document; {testable} of them can be tested.",
            len(judged),
            n=Number(len(judged)),
            testable=Number(testable),
        ),
        _(
            "Supported: {supported}; partly supported: {partly}; contradicted: {contradicted}; no "
            "independent source found: {missing}.",
            supported=Number(counts["supported"]),
            partly=Number(counts["partly supported"]),
            contradicted=Number(counts["contradicted"]),
            missing=Number(counts["not found"]),
        ),
    ]
    one = sum(j.releases == 1 for j in judged if j.verdict == "supported")
    if one:
        sentences.append(
            ngettext(
                "{n} of those supported rests on a single release.",
                "{n} of those supported rest on a single release each.",
                one,
                n=Number(one),
            )
        )
    return sentences


def became(judged: Sequence[Judged]) -> list[Value]:
    """What became of the plans, pledges and changes that the document tells of."""
    planned = [j for j in judged if j.outcome]
    if not planned:
        return [_("The document tells of no plan or pledge that could be followed.")]
    counts = Counter(j.outcome for j in planned)
    sentences: list[Value] = [
        ngettext(
            "{n} plan or pledge was followed to its end: {outcomes}.",
            "{n} plans and pledges were followed to their end: {outcomes}.",
            len(planned),
            n=Number(len(planned)),
            outcomes=Join(
                [
                    _("{outcome} {n}", outcome=word("outcome", o), n=Number(counts[o]))
                    for o in claims.OUTCOMES
                    if counts[o]
                ]
            ),
        )
    ]
    amounts = [j for j in planned if j.outcome_test == "commitment_met"]
    if amounts:
        sentences.append(
            ngettext(
                "{n} of them is a pledge of an amount of trade; met on time by the figures of both sides: "
                "{met}.",
                "{n} of them are pledges of an amount of trade; met on time by the figures of both sides: "
                "{met}.",
                len(amounts),
                n=Number(len(amounts)),
                met=Number(sum(j.outcome == "reached" for j in amounts)),
            )
        )
    sentences.append(_("“Not found by us” is no statement that a thing was not done."))
    return sentences


def stage(sel: Selection, judged: Sequence[Judged]) -> list[Value]:
    """What the tests of change say, and the verdict on the thesis where a document has one."""
    answer = synthesis.INDICATORS["answer"](sel)
    said = {f.name: f.text for f in answer.findings}
    sentences: list[Value] = [said[name] for name in ("answer_overall", "answer_breaks") if name in said]
    for j in judged:
        if j.test == "change_at":
            sentences.append(
                _(
                    "Verdict on “{statement}”: {verdict}.",
                    statement=j.statement,
                    verdict=word("verdict", j.verdict),
                )
            )
            sentences.append(j.why)
    return sentences
