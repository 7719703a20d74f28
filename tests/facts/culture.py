"""Facts of the culture chapter, checked by hand against the rows they come from."""

from __future__ import annotations

from tests.facts import Fact

PAGE = "notebooks/culture"

FACTS = [
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-plan-done",
        expected={
            "en": "7 items of its plan are known to us; 2 done, 2 partly done, 3 not found by us.",
            "uz": "rejasining bizga maʼlum bandlari 7 ta; bajarilgani 2 ta, qisman bajarilgani 2 ta, "
            "biz topmaganimiz 3 ta.",
        },
        source_row="CUL-002 (two items), CUL-003, CUL-004, CUL-005 (two items) of Anhor.uz and the literary "
        "evenings of Qazaq TV; done: UzA, 10 August 2018, presentation of both books",
        reasoning="Both books were presented on 10 August 2018. Flowers: three years of eight. Literary "
        "evenings: one "
        "evening of July 2018 found. Exposition, essay contest and media series: only announced in the rows.",
        trap="a plan is no outcome",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-culture-plan-items",
        expected={
            "en": "Set up a permanent exposition on Abai at the Nizami university 13 March 2018 not found "
            "by us — —",
            "uz": "Nizomiy universitetida Abay haqida doimiy ekspozitsiya ochish 2018-yil 13-mart biz "
            "topmadik — —",
        },
        source_row="CUL-003, Qazaq TV: 'the Nizami university would host an exhibition', note 'Future tense'",
        reasoning="Two pages name the exposition, both before it could exist. No page says that it was "
        "opened.",
        trap="future tense",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-plan-yearly",
        expected={
            "en": "of 8 years we found the act in 3 (2018, 2023 and 2025)",
            "uz": "8 yildan 3 tasida tadbir topildi (2018, 2023 va 2025)",
        },
        source_row="CUL-010 (10 August 2018), Kazinform 10 August 2023 (found later), CUL-018 (report of 9 "
        "August 2025)",
        reasoning="Due on 10 August of 2018 to 2025, eight times, since the record ends in December 2025. "
        "In 2021 a book "
        "exhibition for Abai Day is reported, no flowers at the monument.",
        trap="another act on the same day",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-year-counts-uzb",
        expected={
            "en": "Uzbekistan, 2019: events said to be held: more than 80; no count of planned events was "
            "found",
            "uz": "Oʻzbekiston, 2019-yil: oʻtkazilgani aytilgan tadbirlar soni: 80dan ortiq; "
            "rejalashtirilgan tadbirlar soni topilmadi",
        },
        source_row="CUL-048: 'over 80 events were held within the Year of Kazakhstan in Uzbekistan'; "
        "CUL-033: 'over 200' "
        "planned for the Year of Uzbekistan in Kazakhstan",
        reasoning="200 planned belong to 2018 in Kazakhstan, 80 held to 2019 in Uzbekistan: no share can "
        "be made of them.",
        trap="planned and held of different years",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-culture-programme",
        expected={
            "en": "planned: 15. not found by us: 10. done: 3. partly done: 2.",
            "uz": "rejalashtirilgan: 15. biz topmadik: 10. bajarilgan: 3. qisman bajarilgan: 2.",
        },
        source_row="CUL-032 (eight items), CUL-037 (one), and six that the article alone names; done: "
        "CUL-034, CUL-107, "
        "CUL-108; in part: CUL-110, CUL-109",
        reasoning="CUL-109: the children's writers met, but the page does not name Uzbekistan, so the item "
        "is done in part.",
        trap="held without the partner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-students-directions",
        expected={
            "en": "Kazakhstan had 9,641 students from Uzbekistan, Uzbekistan had 136 from Kazakhstan; that "
            "is 71 to 1.",
            "uz": "Qozogʻiston: Oʻzbekiston fuqarosi boʻlgan 9\u00a0641 nafar talaba; Oʻzbekiston: "
            "Qozogʻiston fuqarosi "
            "boʻlgan 136 nafar talaba; nisbat 71 ga 1.",
        },
        source_row="CUL-140: 9,641 in Kazakhstan in 2019; CUL-155: 136 in Uzbekistan in 2019",
        reasoning="2019 is the last year in which the series has both directions; 9641 / 136 = 70.9.",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-culture-students",
        expected={
            "en": "2020,KAZ:UIS,26130,KAZ,UZB,UIS,unesco-uis-via-github-36-2023-26156",
            "uz": "2020,KAZ:UIS,26130,KAZ,UZB,UIS,unesco-uis-via-github-36-2023-26156",
        },
        source_row="CUL-141: 'UNESCO's statistics count 26,130 students from Uzbekistan ... in Kazakhstan "
        "in 2020'",
        reasoning="Host Kazakhstan, origin Uzbekistan: the row's role 'origin' is that of Uzbekistan.",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-culture-students-table",
        expected={
            "en": "Kazakhstan Uzbekistan December 2023 6,721",
            "uz": "Qozogʻiston Oʻzbekiston 2023-yil dekabr 6\u00a0721",
        },
        source_row="CUL-075: '6,721 citizens of Uzbekistan studied in Kazakh universities as of December "
        "2023'",
        reasoning="A count at one month without an owner: it stands in the table and is no point of the "
        "yearly figure.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-diaspora-share-kaz",
        expected={"en": "2% (1989), 3.2% (April 2023).", "uz": "2% (1989-yil), 3,2% (2023-yil aprel)."},
        source_row="CUL-069: '3.2 percent of Kazakhstan's population' at 30 April 2023; census share of "
        "1989: 2.0",
        reasoning="A register of one day in April is told with its month. The 378 thousand of the same "
        "page are one region.",
        trap="part-year",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-culture-diaspora-counts",
        expected={
            "en": ""
            ""
            ""
            "diaspora.UZB.KAZ.2021.2,doubtful,808200,UZB,KAZ,2021,exact,low,UZB-STAT,newstaraz-kz-nd-2835f",
            "uz": ""
            ""
            ""
            "diaspora.UZB.KAZ.2021.2,doubtful,808200,UZB,KAZ,2021,exact,low,UZB-STAT,newstaraz-kz-nd-2835f",
        },
        source_row="CUL-067: '808.2 thousand Kazakhs in 2021 against 821.2 thousand in 1989', note: looks "
        "swapped",
        reasoning="Another page quotes the same office with 821.2 thousand for 2021. Both stay; this one "
        "is marked doubtful.",
        trap="owner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-inscriptions-joint",
        expected={
            "en": "5 inscriptions or extensions have both countries on the file: 2 on the World Heritage "
            "List, 3 on the "
            "lists of intangible heritage.",
            "uz": "Ikkala mamlakat ishtirokidagi roʻyxatga kiritish yoki kengaytirishlar 5 ta: "
            "Butunjahon merosi roʻyxatida 2 ta, "
            "nomoddiy madaniy meros roʻyxatlarida 3 ta.",
        },
        source_row="CUL-086, CUL-087, CUL-088 (intangible); CUL-090, CUL-091 (World Heritage)",
        reasoning="Left out: the Tianshan corridor of 2014 (China, Kazakhstan, Kyrgyzstan), Navruz of 2009 "
        "(Uzbekistan, "
        "not yet Kazakhstan) and the kobyz, which one article alone calls joint.",
        trap="a file of one country",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-pledge-wait",
        expected={"en": "6.4 years later.", "uz": "oradan 6,4 yil oʻtgan."},
        source_row="CUL-038: announced 15 March 2018; CUL-040: unveiled 8 August 2024",
        reasoning="2,338 days, divided by 365.25, are 6.40 years. The decision made public in 2021 does "
        "not start the count.",
        trap="a second announcement",
    ),
]
