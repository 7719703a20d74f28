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
            "en": "different days in 4 of 5 documented years before the memorandum (March 2018), and in "
            "none of "
            "9 documented years after it.",
            "uz": "memorandumdan (2018-yil mart) oldin – hujjatlangan 5 yildan 4 tasida; undan keyin – "
            "hujjatlangan 9 yilning hech birida.",
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
        anchor="find-tourism-religion-feast-package",
        expected={
            "en": "Eid al-Adha in 1 of 6 documented years before the memorandum",
            "uz": "Qurbon hayiti memorandumdan oldin hujjatlangan 6 yildan 1 tasida",
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
            "en": "1,551,100 in 2022, about 2,700,000 (preliminary) in 2025, a rise of about 74%",
            "uz": "2022-yilda 1\u00a0551\u00a0100, 2025-yilda taxminan 2\u00a0700\u00a0000 (dastlabki), "
            "oʻsish "
            "taxminan 74%",
        },
        source_row="arrivals_series 9-10: 2022, year, 1551100, statistics committee of Uzbekistan; 43-44: "
        "2025, year, 2700000, 'Preliminary'; 64: 2018, customs committee; 20: 2023, foreign ministry",
        reasoning="2.7 / 1.5511 = 1.741, and 2.7 mln is rounded. The figures of 2018, 2019 and 2023 have "
        "other "
        "owners and count all arrivals, so they must not enter the series.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-mirror-1",
        expected={
            "en": "the second is about 4.2 times as large, and the two do not count the same",
            "uz": "ikkinchi raqam birinchisidan taxminan 4,2 baravar katta",
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
            "en": "143,898 of the 1,986,268 visits that the listed purposes add up to, or 7.2%",
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
            "en": "2019,departures_all.unknown,departures_all,unknown,5400000",
            "uz": "2019,departures_all.unknown,departures_all,unknown,5400000",
        },
        source_row="arrivals_series 75 (economy eco-visitors-2019): 5.4 mln citizens of Uzbekistan "
        "travelled to Kazakhstan in 2019, 42.4% of departures",
        reasoning="All departures, purpose and owner not stated, so it is a series apart from departures for "
        "tourism (1.3 mln in 2025); 2022 has entries to late 2022 only and stays without a point.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-flights-ceiling",
        expected={
            "en": "agreed in August 2025 is 238 flights a week; the last figure of flights flown is more "
            "than "
            "40 (November 2025), about 17% of it",
            "uz": "haftasiga 238 ta reys; bajarilgan reyslarning oxirgi soni: 40dan ortiq (2025-yil noyabr), "
            "yaʼni chegaraning taxminan 17% qismi",
        },
        source_row="tourism_religion 52: 238, 'Permitted ceiling, not flights flown'; economy "
        "eco-flights-2025-40: over 40 flights a week in November 2025",
        reasoning="40 / 238 = 16.8 per cent, of a figure that is 'over 40': what is permitted is not "
        "what is flown.",
        trap="ceiling, not flights",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-tourism-religion-promises",
        expected={
            "en": "25 March 2022 Almaty–Tashkent train announced to resume on 2 May 2022 2 May 2022 "
            "carried out late 16 May 2022",
            "uz": "2022-yil 25-mart Olmaota–Toshkent poyezdi 2022-yil 2-maydan tiklanishi eʼlon qilindi "
            "2022-yil 2-may kechikib bajarilgan 2022-yil 16-may",
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
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-offset-tur",
        expected={
            "en": "in 6 of 6 documented years before the memorandum and in 8 of 9 after it; Uzbekistan "
            "in 2 of "
            "7 and in 8 of 9.",
            "uz": "Oʻzbekiston: 7 yildan 2 tasi va 9 yildan 8 tasi.",
        },
        source_row="eid_dates of Kazakhstan: 30 September 2008, 9 September 2010, 8 August 2013, 28 July "
        "2014, "
        "17 July 2015, 25 June 2017; the package gives the same six days for Turkey, and 4 June 2019",
        reasoning="Uzbekistan kept the Turkish day in 2012 and 2014 only, of 2010 and 2012-2017; in 2019 "
        "both "
        "kept 5 June.",
        trap="a calendar as yardstick: Umm al-Qura alone would show 4 of 6 and 4 of 7",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-tourism-religion-base-rate-kgz-uzb",
        expected={
            "en": "on one day in 2 of 8 years before it and in 9 of 9 after it",
            "uz": "memorandumdan oldin 8 yildan 2 tasida, undan keyin 9 yildan 9 tasida",
        },
        source_row="TR-090: Kyrgyzstan kept 25 June 2017; TR-085: 2 May 2022 agreed by three boards; the "
        "package has 26 June 2017 and 3 May 2022",
        reasoning="Dates of pages come before dates of the package; Kyrgyzstan is named in TR-083 and "
        "TR-085, "
        "so it takes part in the arrangement and is no base rate.",
        trap="a treated pair taken for a base rate",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-tourism-religion-promises",
        expected={
            "en": "Daily Talgo train Almaty–Tashkent announced for 14 December 2025 14 December 2025 not "
            "found "
            "by us",
            "uz": "2025-yil 14-dekabr biz topmadik",
        },
        source_row="economy 323: 'A daily Talgo train ... was to start on 14 December 2025'",
        reasoning="A plan: no train a week is counted from it.",
        trap="planned is not done",
    ),
]
