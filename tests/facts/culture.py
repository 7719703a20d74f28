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
            "en": "of 6 items of its plan that are known to us, we found 2 done and 2 partly done; for 2 no "
            "report was found by us.",
            "uz": "rejasining bizga maʼlum bandlari 6 ta; bajarilgani 2 ta, qisman bajarilgani 2 ta, "
            "biz xabar topmaganimiz 2 ta.",
        },
        source_row="CUL-002 (two items), CUL-003, CUL-004, CUL-005 (two items) of Anhor.uz; done: UzA, 10 "
        "August 2018, presentation of both books; in part: CUL-216, 24.kz: 'A car was given among students "
        "of Uzbekistan who had written essays on Abai'",
        reasoning="Both books were presented on 10 August 2018. Flowers: three years of eight. The essay "
        "contest was planned for pupils and students; one among students is reported for 2021, and no page "
        "names pupils or the resolution: in part. Exposition and media series: only announced in the rows. "
        "The literary evenings are named by Qazaq TV alone, not in the resolution as read, and are told "
        "apart.",
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
            "en": "fell due 8 times. We found it 3 times: 10 August 2018, 10 August 2023 (by Kazakhstan) and"
            " August 2025.",
            "uz": "muddati 8 marta kelgan. Biz 3 martasini topdik: 2018-yil 10-avgust, 2023-yil 10-avgust "
            "(oʻtkazgan tomon: Qozogʻiston) va 2025-yil avgust.",
        },
        source_row="CUL-010 (10 August 2018), Kazinform 10 August 2023 (found later), CUL-018 (reports of 9 "
        "and 11 August 2025)",
        reasoning="Due on 10 August of 2018 to 2025, eight times, since the record ends in December 2025. In"
        " 2021 a book exhibition for Abai Day is reported, no flowers at the monument. The flowers"
        " of 2023 were laid by staff of the Kazakh embassy; a report of 2025 is dated a day "
        "before the due day, so only the month is sure.",
        trap="another act on the same day",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-year-counts-uzb",
        expected={
            "en": "Uzbekistan, 2019: sources speak of more than 80 events held; no count of events planned "
            "was found by us. We could date 4 acts of that Year in the country.",
            "uz": "Oʻzbekiston, 2019-yil. Manbalarga koʻra oʻtkazilgan tadbirlar soni: 80dan ortiq; "
            "rejalashtirilgan tadbirlar sonini biz topmadik.",
        },
        source_row="CUL-048: 'over 80 events were held within the Year of Kazakhstan in Uzbekistan'; "
        "CUL-033: 'over 200' "
        "planned for the Year of Uzbekistan in Kazakhstan",
        reasoning="Held in Uzbekistan with a report: the opening, the exhibition, the tour of the Astana "
        "Opera, the final concert. 200 planned belong to 2018 in Kazakhstan, 80 held to 2019 in "
        "Uzbekistan: no share can be made of them.",
        trap="planned and held of different years",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-culture-programme",
        expected={
            "en": "planned: 11. named by the tested document alone: 6. not found by us: 11. done: 3. partly "
            "done: 3.",
            "uz": "rejalashtirilgan: 11. faqat tekshirilayotgan hujjatda aytilgan: 6. biz topmadik: 11. "
            "bajarilgan: 3. qisman bajarilgan: 3.",
        },
        source_row="CUL-032 (eight items), CUL-037 (one), two of 2019 (Kazinform, 1 July 2019; xs.uz), and "
        "six that the article alone names; done: CUL-034, CUL-203, CUL-108; in part: CUL-110, "
        "CUL-107, CUL-214",
        reasoning="CUL-107: a memorandum with a festival, no film-makers named; CUL-214: Uzbek books in a "
        "pavilion of the fair in Astana, of which no page speaks as the exhibition planned: both in part. "
        "CUL-108: one of three pages names writers of Uzbekistan. CUL-109: the children's writers met, but "
        "its only page does not name Uzbekistan and proves nothing: not found.",
        trap="held without the partner",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-culture-students-directions",
        expected={
            "en": "Kazakhstan had 3,768 and 9,641 students from Uzbekistan in 2018 and 2019, and Uzbekistan "
            "had 108 and 136 from Kazakhstan: 35 and 71 to 1.",
            "uz": "Oʻqish mamlakati Qozogʻiston, kelgan mamlakati Oʻzbekiston: 3\u00a0768 va 9\u00a0641 "
            "nafar talaba; oʻqish mamlakati Oʻzbekiston, kelgan mamlakati Qozogʻiston: 108 va 136 "
            "nafar; nisbat 35 va 71 ga 1.",
        },
        source_row="CUL-140: 9,641 in Kazakhstan in 2019; CUL-155: 136 in Uzbekistan in 2019",
        reasoning="2018 and 2019 are the last years in which the series has both directions; 3768 / 108 = "
        "34.9 and 9641 / 136 = 70.9. The count of 2019 precedes an unexplained jump, so it does "
        "not stand alone.",
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
        expected={
            "en": "the share of Uzbeks among residents was 2% (1989) and 3.2% (April 2023).",
            "uz": "aholi tarkibida oʻzbeklar ulushi 2% (1989-yil) va 3,2% (2023-yil aprel).",
        },
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
