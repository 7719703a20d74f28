"""Facts of the tourism and religion chapter, checked by hand against the rows they come from."""

from __future__ import annotations

from tests.facts import Fact

PAGE = "notebooks/tourism_religion"

FACTS = [
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-feast-fitr",
        expected={
            "en": "Years before the memorandum (March 2018): 5, on different days in 4. Years after it: "
            "9, on different days in 0.",
            "uz": "Memorandumdan (2018-yil mart) oldingi yillar: 5 ta, shundan turli kunlarda: 4 ta. Undan "
            "keyingi yillar: 9 ta, shundan turli kunlarda: 0 ta.",
        },
        source_row="eid_dates 40-41 (9 and 10 September 2010), 45-47 (8 and 9 August 2013), 48 and 125 "
        "(28 July 2014 in both), 50-51 (17 and 18 July 2015), 53-54 (25 and 26 June 2017); 56-84 (2018 to "
        "2026, the same day each year)",
        reasoning="2008 has an Uzbek date from the holidays package alone and is told apart; 2009, 2011, "
        "2012 and 2016 have the date of one country only. Counting those as equal would give 1 of 9.",
        trap="a year with one country's date is no coincidence",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-tourism-religion-feast-table",
        expected={
            "en": "Eid al-Adha 2024 16 June 2024 16 June 2024 0 on the same day",
            "uz": "Qurbon hayiti 2024 2024-yil 16-iyun 2024-yil 16-iyun 0 bir kunda",
        },
        source_row="eid_dates 31: 'FINAL date (announced 7 June by URL stamp)'; 32: '2024-06-17 ... "
        "CONFLICT: earlier calendar date, superseded by 16 June'; 33: 16 June in Uzbekistan",
        reasoning="Two Kazakh pages give 17 June: the calendar of December 2023. The board moved the "
        "feast on 7 June 2024, so the day kept is 16 June, as in Uzbekistan.",
        trap="superseded date",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-tourism-religion-feast-table",
        expected={
            "en": "Eid al-Fitr 2016 6 July 2016 not found by us not found by us dates of both countries not "
            "found by us",
            "uz": "Ramazon hayiti 2016 2016-yil 6-iyul biz topmadik biz topmadik ikkala mamlakat sanasini "
            "biz topmadik",
        },
        source_row="eid_dates 52: UZB, Eid al-Fitr 2016, 2016-07-06; no Kazakh row for that year",
        reasoning="A Kazakh page with 5 July was seen without an address, so no row was made of it; the year "
        "stays open and is neither same nor different.",
        trap="one country's date only",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-tourism-religion-feast-table",
        expected={
            "en": "Eid al-Fitr 2017 26 June 2017 25 June 2017 1 on different days",
            "uz": "Ramazon hayiti 2017 2017-yil 26-iyun 2017-yil 25-iyun 1 turli kunlarda",
        },
        source_row="eid_dates 54: government portal of Uzbekistan, 26 June 2017; 53: 24.kg, 'Kazakhstan, "
        "Turkey and Russia celebrate on June 25'",
        reasoning="One day apart in the last year before the memorandum.",
        trap="",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-feast-adha-package",
        expected={
            "en": "Years before the memorandum (March 2018): 6, on different days in 1.",
            "uz": "Memorandumdan (2018-yil mart) oldingi yillar: 6 ta, shundan turli kunlarda: 1 ta.",
        },
        source_row="eid_dates 111-114 and 116-121: 'Public-holiday date of the holidays package'; 2007: 19 "
        "December in Uzbekistan, 20 December in Kazakhstan",
        reasoning="2007 to 2012 rest on the package for one date or both (2014 has pages as well), so "
        "they do not stand among the years read on pages and are not checked against the package again.",
        trap="a source that is the cross-check itself",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-visitors-other-way-change",
        expected={
            "en": "1,551,100 in 2022, about 2,700,000 in 2025 (change 74.1%)",
            "uz": "2022-yilda 1\u00a0551\u00a0100, 2025-yilda taxminan 2\u00a0700\u00a0000 (oʻzgarish 74,1%)",
        },
        source_row="arrivals_series 9-10: 2022, year, 1551100, statistics committee of Uzbekistan; 43-44: "
        "2025, year, 2700000; 64: 2018, customs committee; 20: 2023, foreign ministry",
        reasoning="2.7 / 1.5511 = 1.741. The figures of 2018, 2019 and 2023 have other owners and must not "
        "enter the series.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-mirror-2",
        expected={
            "en": "January–June 2025: Uzbekistan counted 664,600 (departures for tourism, counted by the "
            "country of origin), Kazakhstan about 2,800,000 (entries over the border); the second figure is "
            "4.2 times",
            "uz": "Ikkinchi raqam birinchisidan 4,2 baravar katta",
        },
        source_row="arrivals_series 54: 664600, outbound count of Uzbekistan, Jan-Jun 2025; 63: 2800000 "
        "border entries, interior ministry of Kazakhstan, 'different measures'",
        reasoning="2.8 / 0.6646 = 4.21. One counts trips for tourism, the other every entry: a gap, no "
        "error.",
        trap="unit: entries are not tourists",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-purpose-leisure",
        expected={
            "en": "143,898 of 1,986,268 visits, or 7.2%",
            "uz": "1\u00a0986\u00a0268 ta tashrifdan 143\u00a0898 tasi, yaʼni 7,2%",
        },
        source_row="arrivals_series 34-39: relatives 1685849, business 149912, leisure 143898, study 91, "
        "commerce 455, treatment 6063",
        reasoning="The six parts add up to 1,986,268; 143,898 of them is 7.24 per cent. Headlines call "
        "all of them tourists.",
        trap="visits to relatives are counted as tourism",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-tourism-religion-same-months",
        expected={
            "en": "visitors.UZB.1-7.UZB-STAT,2024,845800,exact,2024-01/2024-07,UZB-STAT",
            "uz": "visitors.UZB.1-7.UZB-STAT,2024,845800,exact,2024-01/2024-07,UZB-STAT",
        },
        source_row="arrivals_series 25: 845800 for Jan-Jul 2024; 26: 'CONFLICT: more than 900 thousand "
        "for the same months of 2024'",
        reasoning="Seven months stand beside seven months of other years and never beside a year; of the two "
        "figures the exact one is drawn, and a sentence names the disagreement.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-tourism-religion-visitors-one-way",
        expected={
            "en": "2019,departures.UZB-MIIT,departures,UZB-MIIT,5400000",
            "uz": "2019,departures.UZB-MIIT,departures,UZB-MIIT,5400000",
        },
        source_row="arrivals_series 75 (economy eco-visitors-2019): 5.4 mln citizens of Uzbekistan "
        "travelled to Kazakhstan in 2019, 42.4% of departures",
        reasoning="A count of departures by the country of origin, so it is a series apart from visits and "
        "entries; 2022 has entries to late 2022 only and stays without a point.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-flights-ceiling",
        expected={
            "en": "238 flights a week; the last figure of flights flown is more than 40 (November 2025), "
            "or 16.8%",
            "uz": "haftasiga 238 ta reys; bajarilgan reyslarning oxirgi soni: 40dan ortiq (2025-yil noyabr), "
            "yaʼni chegaraning 16,8% qismi",
        },
        source_row="tourism_religion 52: 238, 'Permitted ceiling, not flights flown'; economy "
        "eco-flights-2025-40: over 40 flights a week in November 2025",
        reasoning="40 / 238 = 16.8 per cent: what is permitted is not what is flown.",
        trap="ceiling, not flights",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-tourism-religion-promises",
        expected={
            "en": "25 March 2022 Almaty–Tashkent train announced to resume on 2 May 2022 2 May 2022 "
            "reached late 16 May 2022",
            "uz": "2022-yil 25-mart Olmaota–Toshkent poyezdi 2022-yil 2-maydan tiklanishi eʼlon qilindi "
            "2022-yil 2-may kechikib erishilgan 2022-yil 16-may",
        },
        source_row="tourism_religion 37: 'would resume on 2 May 2022'; 39: 'left on 16 May with 24 cars "
        "... two weeks later than planned'",
        reasoning="An announcement worded as a fact: the train left two weeks later.",
        trap="announced is not done",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-tourism-religion-purposes",
        expected={
            "en": "Largest: Visits to relatives, 1,685,849; smallest: Study, 91.",
            "uz": "Eng kattasi: Qarindoshlarni yoʻqlash, 1\u00a0685\u00a0849; eng kichigi: Oʻqish, 91.",
        },
        source_row="arrivals_series 34: visitors to relatives 1685849; 37: visitors for study 91",
        reasoning="Largest and smallest of the six purposes of January-September 2025.",
        trap="",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-tourism-religion-feasts",
        expected={
            "en": "Grid of 3 rows and 20 columns, from 2007 to 2026.",
            "uz": "qatorlar soni: 3, ustunlar soni: 20, birinchi ustun: 2007, oxirgisi: 2026",
        },
        source_row="eid_dates 107: first row of the two countries, 2007; 39 and 81: last rows, 2026",
        reasoning="Three feasts, each year from 2007 to 2026: 20 years.",
        trap="",
    ),
]
