"""Facts of the claims page and of the synthesis, checked by hand against the rows they come from."""

from __future__ import annotations

from tests.facts import Fact

CLAIMS, SYNTHESIS = "book/claims", "notebooks/synthesis"

FACTS = [
    Fact(
        page=CLAIMS,
        where="sentence",
        anchor="claim-C06",
        expected={
            "en": "3 independent releases bear on it: 3 in agreement, 0 differing",
            "uz": "1992-yil 23-noyabr",
        },
        source_row="DIP-REL-1992: kazinform-2012-b9671, yangi-o-zbekiston-2025-bd151, "
        "zona-kz-2012-38ef8, all with "
        "says_date 1992-11-23 and no common release",
        reasoning="Three sources give the day that the sentence gives; none of them reprints another.",
    ),
    Fact(
        page=CLAIMS,
        where="sentence",
        anchor="claim-C40",
        expected={"en": "31.2% and 8.6%", "uz": "31,2% va 8,6%"},
        source_row="turnover_growth of 2017: Kazakh government press service +31.2 % "
        "(sputnik-uzbekistan-2018-2d7c4); "
        "turkystan-kz-2018-c9816 and kknews-uz-nd-7e503 say +8.6 % on 2016",
        reasoning="One release agrees with 31.2 within 0.05, two differ: partly supported, and both "
        "are shown.",
        trap="two growth rates of one year",
    ),
    Fact(
        page=CLAIMS,
        where="sentence",
        anchor="claim-C43",
        expected={
            "en": "Uzbekistan: USD 3 bn; no later figure meets it.",
            "uz": "Oʻzbekiston: 3 mlrd AQSH dollari; keyingi hech bir koʻrsatkich vaʼdaga yetmagan.",
        },
        source_row="turnover.UZB.KAZ of 2020: 3.0 bn; of 2025: 4.97 bn; eco-target-5bn-2020: 5 bn due 2020",
        reasoning="4.97 bn is below 5 bn, so the Uzbek figures never reach the pledge; the Kazakh "
        "ones first do for "
        "2022. The agreement itself is told by eight releases: supported, outcome missed.",
        trap="a missed target does not make the agreement false",
    ),
    Fact(
        page=CLAIMS,
        where="sentence",
        anchor="claim-C12",
        expected={"en": "more than 120 firms", "uz": "120 korxonadan ortiq"},
        source_row="the only row before 2016: Tengrinews 2014, more than 120 firms with Uzbek "
        "capital in Kazakhstan",
        reasoning="More than 120 neither shows nor excludes more than 130: less exact than the "
        "claim, so partly "
        "supported and not contradicted.",
        trap="more than",
    ),
    Fact(
        page=SYNTHESIS,
        where="sentence",
        anchor="find-synthesis-answer-diplomacy",
        expected={
            "en": "on average 0.63 in 2008–2015 and 1.25 in 2017–2024: 2.0 times, interval 0.6 to 7.5",
            "uz": "2008–2015-yillarda 0,63; 2017–2024-yillarda 1,25",
        },
        source_row="visits of the two heads of state: 5 from 2008 to 2015, 10 from 2017 to 2024 "
        "(see the facts of "
        "diplomacy for the ids)",
        reasoning="5/8 = 0.625 and 10/8 = 1.25, ratio 2. Exact limits of 10 of 15: 0.384 and 0.882, "
        "as ratios "
        "0.62 and 7.46; the interval holds 1, so the doubling may be chance.",
        trap="a doubling that is not beyond chance",
    ),
    Fact(
        page=SYNTHESIS,
        where="sentence",
        anchor="find-synthesis-contrast-international-support",
        expected={
            "en": "this pair 3.1 percentage points; on average Uzbekistan with its other neighbours 3.3 "
            "percentage points (4 pairs)",
            "uz": "Oʻzbekiston boshqa qoʻshnilari bilan — 3,3 foiz punkti (4 ta juftlik)",
        },
        source_row="world/unga_agreement.csv, sessions 2008-2015 and 2017-2023: KAZ-UZB 0.8686 and "
        "0.8993; means of "
        "the differences of AFG-UZB, KGZ-UZB, TJK-UZB and TKM-UZB: 0.0325",
        reasoning="0.8993 - 0.8686 = 0.0307. Uzbekistan moved as much with its other neighbours, so "
        "the rise is not "
        "particular to Kazakhstan.",
        trap="a change shared by all neighbours",
    ),
    Fact(
        page=SYNTHESIS,
        where="sentence",
        anchor="find-synthesis-record-culture",
        expected={"en": "22 early acts missing from the record", "uz": "22 ta voqea"},
        source_row="joint acts of culture on record: 1 from 2008 to 2015, 45 from 2017 to 2024",
        reasoning="Yearly counts spread 1.69 times as widely as Poisson counts, so both are divided by it. "
        "With 23 early acts the lower limit of 45/23 falls to 1 (Beta(45/1.69, 23/1.69 + 1) has its 2.5 % "
        "point at 0.4957, below one half), with 22 it does not (0.5044); one is on record, so 22 more.",
        trap="a record that grows with the web",
    ),
    Fact(
        page=SYNTHESIS,
        where="alt",
        anchor="fig-synthesis-effects",
        expected={
            "en": "International support, this pair: 3.08, without an interval.",
            "uz": "Xalqaro qoʻllab-quvvatlash, bu juftlik: 3,08",
        },
        source_row="votes end with the session opened in 2023: seven late sessions",
        reasoning="Fewer than eight sessions on a side: a difference and its place, no interval.",
        trap="session year",
    ),
]
