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
            "en": "Reporter Uzbekistan: USD 4.2 bn. Reporter Kazakhstan: more than USD 4 bn.",
            "uz": "Oʻzbekiston maʼlumoti: 4,2 mlrd AQSH dollari. "
            "Qozogʻiston maʼlumoti: 4 mlrd AQSH dollaridan ortiq.",
        },
        source_row="eco-trade-2024: By Uzbek statistics trade with Kazakhstan in 2024 was 4.2 bn USD "
        "(Trend); "
        "Kazakh media reported that 2024 turnover exceeded 4 bn USD (BAQ.kz)",
        reasoning="2025 has a figure of one side only (4.97 bn, Uzbek ministry), so 2024 is the latest "
        "year with "
        "both; of the Uzbek figures 4.2 is of the statistics office, 4.3 of an unnamed owner.",
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
            "en": "Reporter Uzbekistan: USD 3 bn in that year, not met since. Reporter Kazakhstan: USD "
            "3.23 bn "
            "(implied by the next year's growth) in that year, first met in 2022.",
            "uz": "Oʻzbekiston maʼlumoti: oʻsha yili 3 mlrd AQSH dollari, keyin ham yetilmagan. Qozogʻiston "
            "maʼlumoti: oʻsha yili 3,23 mlrd AQSH dollari (keyingi yil oʻsishidan hisoblab topilgan), "
            "birinchi marta yetilgan yil: 2022.",
        },
        source_row="eco-trade-2020: 3 bn USD by Uzbek statistics; eco-trade-2021: trade grew 33% to 4.3 "
        "bn USD in 2021; "
        "eco-trade-2022: by Kazakh data turnover in 2022 reached 5.0 bn USD",
        reasoning="4.3 / 1.33 = 3.233. Whether 5 bn were ever reached depends on the reporter: Kazakh "
        "figures say so "
        "for 2022, Uzbek figures (4.6 in 2022, 4.97 in 2025) do not.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-economy-pledge-table",
        expected={
            "en": "14 March 2018 USD 5 bn 2020 missed not met reached late 2022 8",
            "uz": "2018-yil 14-mart 5 mlrd AQSH dollari 2020-yil muddatida bajarilmagan "
            "erishilmagan kechikib erishilgan 2022 8",
        },
        source_row="eco-target-5bn-2020: The two governments agreed to bring turnover to 3 bn USD in "
        "2018 and 5 bn USD "
        "by 2020 (14 March 2018, Sputnik)",
        reasoning="Nine addresses state it, two of them (BNews, Kazinform of 15 March 2018) carry one "
        "release of the "
        "presidency: eight independent releases.",
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
            "en": "1.28 bn cubic metres in October–December 2023, a part-year and not drawn; 5.6 bn in "
            "the full year 2024.",
            "uz": "2023-yil oktabr–dekabr — 1,28 mlrd kub metr, bu yilning bir qismi va chizilmagan; "
            "toʻliq 2024-yilda — 5,6 mlrd.",
        },
        source_row="eco-gas-2023: Transit began in October 2023 and reached 1.28 bcm by year-end; "
        "eco-gas-2024: 5.6 bcm "
        "in 2024",
        reasoning="1.28 bcm are three months; drawn as 2023 they would show a fourfold rise that did not "
        "happen.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-economy-oil-transit",
        expected={
            "en": "2020,oil_transit,0,exact,zero,,KAZ-KTO,menafn-2024-5170f",
            "uz": "2020,oil_transit,0,exact,zero,,KAZ-KTO,menafn-2024-5170f",
        },
        source_row="eco-oil-transit: KazTransOil carried 67,900 t of Russian oil to Uzbekistan in 2017, "
        "35,800 t in "
        "2018, none in 2019-2022 and 154,300 t in 2023",
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
        anchor="find-economy-share-uzb",
        expected={
            "en": "is 8% in 2019 and 6.1% in 2025, highest at 9.3% in 2021.",
            "uz": "2019-yilda 8%, 2025-yilda 6,1%, eng yuqorisi 2021-yilda 9,3%.",
        },
        source_row="eco-share-kaz-2019 8, eco-share-kaz-2021 9.3 (Gazeta.uz); eco-share-kaz-2025 6.1 "
        "(Karavan Info)",
        reasoning="January-April 2021 gives 11.8%, a part-year, which is not the highest year.",
        trap="part-year",
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
        reasoning="32.3 / 1.16 = 27.84. The two figures are set against each other; neither is drawn as "
        "2024.",
        trap="scope",
    ),
]
