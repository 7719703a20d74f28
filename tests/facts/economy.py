"""Facts of the economy chapter, checked by hand against the rows they come from."""

from __future__ import annotations

from tests.facts import Fact

PAGE = "notebooks/economy"

FACTS = [
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-turnover-latest",
        expected={
            "en": "2022 is the only year for which the statistics offices of both sides are named. "
            "Uzbekistan: USD 4.6 bn. Kazakhstan: USD 5 bn.",
            "uz": "yagona yil — 2022-yil. Oʻzbekiston: 4,6 mlrd AQSH dollari. "
            "Qozogʻiston: 5 mlrd AQSH dollari.",
        },
        source_row="eco-trade-2022: By Uzbek statistics 4.6 bn USD (yuz.uz); by Kazakh data turnover in 2022 "
        "reached 5.0 bn USD (+29.8%), bne IntelliNews",
        reasoning="2023 has 4.39 bn by the Uzbek statistics agency but 4.4 bn by the Kazakh presidency, 2024 "
        "has 4.2 bn beside “exceeded 4 bn” of Kazakh media: one office only.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-turnover-since-uzb",
        expected={
            "en": "the latest USD 4.97 bn (2025)",
            "uz": "eng soʻnggisi — 4,97 mlrd AQSH dollari (2025-yil)",
        },
        source_row="eco-trade-2025: 2025 turnover with Kazakhstan of 4.97 bn USD (+11.4%), trade "
        "ministry, Trend",
        reasoning="With one decimal this would read 5.0 bn and look like the pledge of 5 bn reached; the "
        "4 bn of "
        "January-October 2025 is a part-year and not the latest year.",
        trap="rounding",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-limits-years-kaz",
        expected={
            "en": "was found for 2016, 2019, 2020 and 2025.",
            "uz": "topilmadi: 2016, 2019, 2020 va 2025.",
        },
        source_row="eco-trade-2025-ytd: Kazakh media spoke of 3.4 bn USD so far in 2025, 18% more than a "
        "year before",
        reasoning="The only Kazakh figure for 2025 covers January-September; the one for 2019 (4.5 bn) "
        "is of low "
        "confidence. Taking either for a year would be wrong.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-pledge-5bn-2020",
        expected={
            "en": "Uzbekistan: USD 3 bn; no later figure meets it. Kazakhstan: no figure for that year; the "
            "first figure that meets it is USD 5 bn for 2022, where another source says nearly USD 5 bn.",
            "uz": "Qozogʻiston: oʻsha yil uchun koʻrsatkich yoʻq; vaʼdaga yetgan birinchi koʻrsatkich — "
            "2022-yil uchun 5 mlrd AQSH dollari, boshqa manba esa qariyb 5 mlrd AQSH dollari deydi.",
        },
        source_row="eco-trade-2020: 3 bn USD by Uzbek statistics; eco-trade-2022: by Kazakh data turnover in "
        "2022 reached 5.0 bn USD; turnover.KAZ.UZB.2022 (The Astana Times): nearly 5 bn",
        reasoning="4.3 bn for 2021 (+33%) would imply 3.23 bn for 2020, but the statistics office implies "
        "3.85 bn for 2021 (5.0 / 1.298), so nothing is chained on the 4.3.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-economy-pledge-table",
        expected={
            "en": "16 September 2017 USD 5 bn 2020 missed not met not found by us 2022 or before 8",
            "uz": "2017-yil 16-sentabr 5 mlrd AQSH dollari 2020-yil muddatida bajarilmagan "
            "erishilmagan biz topmadik 2022 yoki undan oldin 8",
        },
        source_row="eco-target-5bn-2020: Nazarbayev named raising trade to 5 bn USD by 2020 as the task (16 "
        "September 2017, Astana Calling); agreed by the two governments on 14 March 2018 (Sputnik)",
        reasoning="Nine addresses state it, two of them (BNews, Kazinform of 15 March 2018) carry one "
        "release of the presidency: eight independent releases. Kazakhstan has no full-year figure for 2020.",
        trap="reprint",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-economy-deals-table",
        expected={
            "en": "March 2017 First business forum of the two states USD 1 bn USD 840 mn 92",
            "uz": "1 mlrd AQSH dollari 840 mln AQSH dollari 92",
        },
        source_row="eco-deal-2017-03: 75 contracts totalling 1 bn USD expected; 92 agreements worth 840 "
        "mln USD were "
        "signed and 10 more worth 94 mln were planned",
        reasoning="Announced and signed are kept apart; adding the planned 94 mln would give 934 mln, "
        "which nobody "
        "signed that day.",
        trap="plan for result",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-economy-turnover-figures",
        expected={
            "en": "2019 turnover Uzbekistan USD 3.32 bn Ministry of Investment, Industry and Trade of "
            "Uzbekistan high",
            "uz": "2019-yil tovar ayirboshlash Oʻzbekiston 3,32 mlrd AQSH dollari "
            "Oʻzbekiston Investitsiyalar, sanoat va savdo vazirligi yuqori",
        },
        source_row="eco-trade-2019: Uzbekistan's investment and trade ministry counted 3.32 bn USD of "
        "trade with "
        "Kazakhstan in 2019, 8% of the country's total (Kursiv, 27 October 2020)",
        reasoning="The same article also says 4.1 bn, which stands in the table as of an unnamed owner "
        "and of low "
        "confidence.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-gas-first",
        expected={
            "en": "1.28 bn cubic metres in October–December 2023, which is a part-year; 5.6 bn in the full "
            "year 2024.",
            "uz": "2023-yil oktabr–dekabr — 1,28 mlrd kub metr, bu yilning bir qismi; toʻliq 2024-yilda — "
            "5,6 mlrd.",
        },
        source_row="eco-gas-2023: Transit began in October 2023 and reached 1.28 bcm by year-end; "
        "eco-gas-2024: 5.6 bcm in 2024",
        reasoning="1.28 bcm are three months; taken as 2023 they would show a fourfold rise that did not "
        "happen.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-oil-zero",
        expected={
            "en": "the carrier states that it carried none in 2019, 2020, 2021 and 2022; the highest year is "
            "2023 with 154,300 tonnes.",
            "uz": "hech narsa tashimaganini aytgan yillar: 2019, 2020, 2021 va 2022; eng yuqorisi — "
            "2023-yil, 154 300 tonna.",
        },
        source_row="eco-oil-transit: KazTransOil carried 67,900 t of Russian oil to Uzbekistan in 2017, "
        "35,800 t in 2018, none in 2019-2022 and 154,300 t in 2023",
        reasoning="The carrier says that it carried none: a zero, and not a year for which nothing was "
        "found.",
        trap="zero",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-economy-turnover",
        expected={
            "en": "2022,KAZ,5000000000,exact,reported,,KAZ-STAT,bne-intellinews-2023-779a2",
            "uz": "2022,KAZ,5000000000,exact,reported,,KAZ-STAT,bne-intellinews-2023-779a2",
        },
        source_row="eco-trade-2022: By Kazakh data turnover in 2022 reached 5.0 bn USD (+29.8%), bne "
        "IntelliNews; "
        "Kazakhstan's prime minister put 2022 bilateral trade at 5 bn USD",
        reasoning="Two owners give one number; the statistics office goes first, so the point is not hollow.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-economy-pledges",
        expected={
            "en": "Target for 2020: USD 5 bn.",
            "uz": "2020-yil uchun maqsadli koʻrsatkich: 5 mlrd AQSH dollari.",
        },
        source_row="eco-target-5bn-2020: 5000 mln USD, period 2020",
        reasoning="5000 mln are 5 bn; the mark stands at the year when the pledge is due.",
        trap="unit",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-answer-share-uzb",
        expected={
            "en": "was 8.7% in January–September 2016 and 6.1% in 2025.",
            "uz": "8,7% (2016-yil yanvar–sentabr) va 6,1% (2025-yil).",
        },
        source_row="eco-trade-2016-9m: Kazakhstan, with 8.7%, ranked third; eco-share-kaz-2025 6.1 (Karavan "
        "Info)",
        reasoning="Counted from 2019 (8%) the fall looks smaller; the share before the turning point is of "
        "nine months and is named with them. January 2026 (7.1%) is a part-year and not the latest year.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-economy-turnover",
        expected={
            "en": "2014,compiled,2402000000,exact,reported,,COW,correlates-of-war-nd-23e3e",
            "uz": "2014,compiled,2402000000,exact,reported,,COW,correlates-of-war-nd-23e3e",
        },
        source_row="trade_series: COW 2014, imports of UZB from KAZ 1530.0 and of KAZ from UZB 872.0 mln USD",
        reasoning="1530 + 872 = 2402. The Uzbek imports are Kazakh exports times 1.10 (2004, 2008, 2012), so "
        "this is no report of Uzbekistan: a line of its own.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-portfolio-completed",
        expected={
            "en": "12 of 69 joint projects were called completed. They are worth USD 217 mn of USD 3.1 bn, "
            "or 7%.",
            "uz": "69 ta qoʻshma loyihadan 12 tasi yakunlangan deb aytilgan. Ularning qiymati — 217 mln AQSH "
            "dollari, jami 3,1 mlrd AQSH dollari, yaʼni 7%.",
        },
        source_row="eco-coop-2024-08: 69 projects worth 3.1 bn USD and 14,700 jobs, with 12 projects worth "
        "217 mln USD completed",
        reasoning="By number 17% are completed, by value 217 / 3100 = 7%.",
        trap="unit",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-economy-freight-conflict",
        expected={
            "en": "imply 27.8 million tonnes for 2024; another source gives 11.5 million tonnes for that "
            "year.",
            "uz": "2024-yilda 27,8 mln tonna boʻlishi kerak; boshqa manba oʻsha yil uchun 11,5 mln tonna "
            "deydi.",
        },
        source_row="eco-rail-2025: 32.3 mln tonnes in 2025, 16% more than in 2024; eco-rail-2024: 11.5 "
        "mln tonnes",
        reasoning="32.3 / 1.16 = 27.84. The two figures are set against each other.",
        trap="scope",
    ),
]
