"""Facts of the diplomacy chapter, checked by hand against the rows they come from."""

from __future__ import annotations

from tests.facts import Fact

PAGE = "notebooks/diplomacy"

FACTS = [
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-visits-windows",
        expected={
            "en": "Visits with a bilateral occasion: 5 in 2008–2015, 10 in 2017–2024.",
            "uz": "Ikki tomonlama munosabatlar yuzasidan qilingan tashriflar: 2008–2015-yillarda 5 ta, "
            "2017–2024-yillarda 10 ta.",
        },
        source_row="DIP-V-20080422, -20100317, -20120906, -20130613, -20141125; then -20170322, -20170916, "
        "-20180315, -20180321, -20190414, -20211205, -20221221, -20230303, -20240405, -20240807",
        reasoning="Five ids stand before 2016 and ten after. The reception of 6 July 2018, at which the "
        "presidents of Kyrgyzstan and Tajikistan were guests too, is a celebration of several "
        "states. Journeys to summits that are "
        "called working visits (15 September 2022, 12-14 October 2022, 2-3 November 2023, 3-4 July 2024) are "
        "left out: journeys to summits before 2016 carry no such label, so counting them would compare "
        "unlike with unlike.",
        trap="working visit to a summit",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-state-visits-windows",
        expected={
            "en": "State visits among them: 0 in 2008–2015, 6 in 2017–2024; visits to which no source gives "
            "a label: 1 and 2.",
            "uz": "Ulardan davlat tashriflari: 2008–2015-yillarda 0 ta, 2017–2024-yillarda 6 ta; hech bir "
            "manba darajasini aytmagan tashriflar: tegishlicha 1 ta va 2 ta.",
        },
        source_row="DIP-V-20170322, DIP-V-20170916, DIP-V-20190414, DIP-V-20211205, DIP-V-20221221, "
        "DIP-V-20240807; without a label DIP-V-20100317, DIP-V-20180315, DIP-V-20180321",
        reasoning="Of September 2017 The Times of Central Asia writes 'working visit', the two governments "
        "and the Kazakh presidency 'state visit'; of December 2021 one agency writes 'official'. The most "
        "official label counts. The state visits of 2006 lie before the window.",
        trap="sources disagree on the level",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-stand-in-kaz",
        expected={
            "en": "no head-of-state contact of the two: 29 November 2019.",
            "uz": "ikki davlat rahbarlarining muloqoti sanalmaydi: 2019-yil 29-noyabr.",
        },
        source_row="DIP-CM-02: '... on 29 November 2019 with Nazarbayev representing Kazakhstan as First "
        "President'",
        reasoning="The consultative meeting is one of heads of state, but the First President had left "
        "office in that year: counted by title it would be a contact of the two heads of state, which it was "
        "not.",
        trap="former head of state",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-ratified-2",
        expected={
            "en": "Uzbekistan had its ratification law after 343 days, Kazakhstan after 515 days.",
            "uz": "Ratifikatsiya qonunigacha oʻtgan vaqt: Oʻzbekiston 343 kun, Qozogʻiston 515 kun.",
        },
        source_row="DIP-TR-2022: 22 December 2022; DIP-TR-2022-RAT-UZB: 30 November 2023; "
        "DIP-TR-2022-RAT-KAZ: Law No. 83-VIII of 20 May 2024; DIP-TR-2022-RAT-KAZ-PARL: 28 February 2024",
        reasoning="From 22 December 2022 to 30 November 2023: 9 + 334 = 343 days. To 20 May 2024: 9 + 365 + "
        "141 = 515 days (20 May is day 141 of a leap year). The report of 28 February 2024 ('parliament "
        "ratifies') is a stage and would give 433 days.",
        trap="stage of ratification",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-border-length",
        expected={
            "en": "4 figures for the length of the border, from 2,330 to 2,357 kilometres; the one with most "
            "decimals is 2,356.666.",
            "uz": "4 ta raqam bor: 2\u00a0330 kilometrdan 2\u00a0357 kilometrgacha; kasr xonasi eng koʻpi "
            "2\u00a0356,666.",
        },
        source_row="DIP-BRD-LEN: 2,356.666 (November 2022), 'exceeds 2,356' (30 June 2023), 2,357 (10 July "
        "2023); Unipath: 2,330",
        reasoning="Three rows of the evidence and one page found later; in Uzbek the decimal sign is a "
        "comma.",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-legal-base-counts",
        expected={
            "en": "more than 90 agreements (March 2006), 103 documents (September 2012) and 114 documents "
            "(November 2012). Up to November 2012 our record holds 8 entries",
            "uz": "90dan ortiq bitim (2006-yil mart), 103 hujjat (2012-yil sentabr) va 114 hujjat (2012-yil "
            "noyabr). 2012-yil noyabr holatiga toʻplamimizda 8 ta yozuv bor",
        },
        source_row="DIP-AG-200603: 'over 90 agreements since 1991'; DIP-REL-BASIS-2012B: 103 documents; "
        "DIP-REL-BASIS-2012: 114 documents",
        reasoning="Two counts of 2012 differ by eleven within two months; both are kept, none is called the "
        "number.",
        trap="two owners of one number",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-diplomacy-visit-table",
        expected={
            "en": "working visit: Yangi Oʻzbekiston (yuz.uz); informal visit: Darakchi.uz and Kazinform",
            "uz": "amaliy tashrif: Yangi Oʻzbekiston (yuz.uz); norasmiy tashrif: Darakchi.uz va Kazinform",
        },
        source_row="DIP-V-20230303: 'held a working meeting in Shymkent on 3 March 2023' (yuz.uz); 'met "
        "informally' (Kazinform, with the foreign ministry)",
        reasoning="Both labels stand in the table under the name of who uses them; the bar counts the "
        "ministry's.",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-diplomacy-treaties",
        expected={
            "en": "24 June 1992 Treaty on friendship, cooperation and mutual assistance treaty head of state",
            "uz": "1992-yil 24-iyun Doʻstlik, hamkorlik va oʻzaro yordam toʻgʻrisidagi shartnoma shartnoma "
            "davlat rahbari",
        },
        source_row="DIP-TR-1992: 'Treaty on friendship, cooperation and mutual assistance signed on 24 June "
        "1992'",
        reasoning="The treaty is five months older than the diplomatic relations of 23 November 1992.",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-diplomacy-border-steps",
        expected={
            "en": "2 December 2022, 21 December 2022 and 22 December 2022",
            "uz": "2022-yil 2-dekabr, 2022-yil 21-dekabr va 2022-yil 22-dekabr",
        },
        source_row="DIP-BRD-2022: Kazinform 2 December; Qalampir.uz and Kazinform 21 December; EADaily of "
        "the day 22 December",
        reasoning="The visit began on 21 December, the treaty was signed on the second day; 2 December is "
        "probably a misprint of 22. The record takes 22 December and shows all three.",
        trap="date",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-diplomacy-hosts",
        expected={
            "en": "Kazakhstan: 12. Uzbekistan: 12.",
            "uz": "Qozogʻiston: 12. Oʻzbekiston: 12.",
        },
        source_row="visits of events.csv by host: 12 with KAZ, 12 with UZB",
        reasoning="24 visits in all, celebrations with guests of several states left out; each is in the "
        "lane of the country that received it.",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-diplomacy-contacts-by-year",
        expected={
            "en": "telephone call: lowest 1 (2016), highest 3 (2018), last 1 (2025).",
            "uz": "telefon orqali muloqot: eng past 1 (2016-yil), eng yuqori 3 (2018-yil), "
            "oxirgi 1 (2025-yil).",
        },
        source_row="DIP-TEL-20161215; DIP-TEL-20180124, DIP-TEL-2018Q2, DIP-TEL-20181119; DIP-TEL-20250318; "
        "DIP-TEL-20260316",
        reasoning="The last call known is of 16 March 2026, but 2026 was not over when the pages were read, "
        "so the last year drawn is 2025.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-diplomacy-consultative",
        expected={"en": "KAZ,2020,not_found,", "uz": "KAZ,2020,not_found,"},
        source_row="DIP-CM-02: 29 November 2019; DIP-CM-03: 6 August 2021; no row of 2020",
        reasoning="A yearly meeting was agreed in 2018. No page of 2020 names one: not found, which is not "
        "zero.",
        trap="not found is not zero",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-diplomacy-ratification",
        expected={
            "en": "DIP-BRD-2017-TRI,KAZ,360,2017-11-10,2018-11-05",
            "uz": "DIP-BRD-2017-TRI,KAZ,360,2017-11-10,2018-11-05",
        },
        source_row="DIP-BRD-2017-TRI: Samarkand, 10 November 2017; DIP-BRD-2017-TRI-RAT: Law No. 190-VI of 5 "
        "November 2018",
        reasoning="A year less five days.",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-diplomacy-council-pledges",
        expected={
            "en": "8 August 2024 council of heads of regions November 2024 not found by us",
            "uz": "2024-yil 8-avgust hududlar rahbarlari kengashi 2024-yil noyabr",
        },
        source_row="DIP-AG-202408-REG-PLAN: 'the first session of a council of regional heads for autumn "
        "2024 in Samarkand'; DIP-AG-202511-REG: first sitting 'fixed for 2026'",
        reasoning="The decision to found it came on 15 November 2025 and its first sitting was then set for "
        "2026: no session of autumn 2024 is in the record.",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-diplomacy-contacts-windows",
        expected={
            "en": "10 contacts of the heads of state in 2008–2015 and 43 in 2017–2024; of these, 1 and"
            " 3 rest "
            "on a presence that is only inferred or announced.",
            "uz": "2008–2015-yillardagi 10 ta, 2017–2024-yillardagi 43 ta muloqoti bor; shulardan "
            "tegishlicha 1 tasi va 3 tasida",
        },
        source_row="INT-IFAS-2009: 'The presidents of the five founder states met in Almaty on 28 April "
        "2009'; "
        "DIP-SIDE-20130913: 'Karimov not named'; DIP-SIDE-20180903: 'were expected'; DIP-CM-04: 'had arrived "
        "on 20 July'; DIP-SUMM-OTS-20221111: 'presence not shown'",
        reasoning="Before: 5 visits, 1 meeting on the sidelines, 4 summits (two of 2009, 2011, 2013). "
        "After: 10 visits, "
        "15 calls, 5 consultative meetings, 1 meeting on the sidelines, 12 summits and celebrations. The "
        "summit of 2009 is told by a row on the Aral Sea fund, not by one on diplomacy.",
        trap="theme of the row",
    ),
]
