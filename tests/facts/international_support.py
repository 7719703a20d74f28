"""Facts of the chapter on international support, checked by hand against the rows they come from."""

from __future__ import annotations

from tests.facts import Fact

PAGE = "notebooks/international_support"

FACTS = [
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-agreement-latest",
        expected={
            "en": "In the session that opened in 2023, Uzbekistan and Kazakhstan voted alike in 92% of "
            "the 75 roll calls where both voted.",
            "uz": "2023-yilda ochilgan sessiyada Oʻzbekiston va Qozogʻiston bir xil ovoz bergan: "
            "ikkalasi ham qatnashgan 75 ta ovoz berishning 92% qismida.",
        },
        source_row="unga_agreement: KAZ,UZB,2023,0.920000,75",
        reasoning="Session 78 (resid 78001 to 78087) opens in 1945 + 78 = 2023; 69 of 75 common votes "
        "are identical, 69/75 = 0.92. Its last roll call is of 4 June 2024, so the date of a vote would "
        "give 2024 for some.",
        trap="session year",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-baseline-trap",
        expected={
            "en": "Measured against the sessions of 2010–2015 the change is 5.7 percentage points, "
            "against those of 2005–2015 it is 1.4: in 2005–2009 agreement had been 93.7%, in 2010–2015 "
            "it was 84.3%.",
            "uz": "2010–2015-yillar sessiyalariga nisbatan oʻzgarish 5,7 foiz punkti, "
            "2005–2015-yillarnikiga nisbatan 1,4: koʻrsatkich 2005–2009-yillarda 93,7%, "
            "2010–2015-yillarda 84,3% boʻlgan.",
        },
        source_row="unga_agreement KAZ,UZB: 2005-09 .953125 .957143 .883333 .926471 .966667; 2010-15 "
        ".866667 .830508 .843750 .836066 .845070 .833333; 2017-23 .860465 .900000 .916667 .931818 "
        ".901408 .864865 .920000",
        reasoning="Means 0.937348, 0.842566 and 0.899318; 0.899318 - 0.842566 = 0.0568; the mean of all "
        "eleven sessions 2005-15 is 0.885648, and 0.899318 - 0.885648 = 0.0137. A chapter that showed "
        "only the first number would call a partial return a new high.",
        trap="baseline",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-election-uzb-2020",
        expected={
            "en": "sources differ on the votes won, 169 and 164",
            "uz": "olingan ovozlar soni boʻyicha manbalar farq qiladi: 169 va 164",
        },
        source_row="INT-HRC-UZB-2020: 169 (The Baltic Course, IA Dunyo); 164, and 169 for Pakistan (The "
        "AsiaN)",
        reasoning="Two sources, two numbers; neither is a document of the United Nations, so both stay.",
        trap="sources disagree",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-election-kaz-2016",
        expected={
            "en": "28 June 2016, round 2: 138 votes won, 129 needed, 55 for Thailand; 3 releases give "
            "the same number of votes won",
            "uz": "138 ta ovoz olingan, 129 ta kerak edi, raqib (Tailand) 55 ta ovoz olgan",
        },
        source_row="INT-UNSC-ELECTED: 138 votes (TASS, Xinhua, Interfax); 129 needed (Xinhua); "
        "INT-UNSC-COMPETITOR: Thailand 55 (TASS, Xinhua)",
        reasoning="Three agencies, no shared release, one announcement of the United Nations behind "
        "them, so releases and not independent reports; Xinhua alone names the two-thirds majority and "
        "the second round.",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-exercises",
        expected={
            "en": "The record holds 3 exercises or series of them in which both took part: 1 before "
            "2016, 2 after it; other states took part in 2 of them.",
            "uz": "2016-yildan oldin 1 ta, undan keyin 2 ta; ulardan 2 tasida boshqa davlatlar ham "
            "qatnashgan.",
        },
        source_row="INT-EX-CENTRASBAT97, INT-EX-2021, INT-EX-KANZHAR-2023, INT-EX-BIRLESTIK-2024",
        reasoning="INT-EXP-EXERCISE-2006 announces an exercise for October 2006 and nothing shows that "
        "it was held: it stands as a plan and is not counted. Kanzhar-2023 is a stage of the series of "
        "INT-EX-2021 (Khanjar) and no fourth exercise; Centrasbat-97 and Birlestik-2024 had more states.",
        trap="plan against act",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-international-support-membership-table",
        expected={
            "en": "Eurasian Economic Union (EAEU) Observer (2020) Founding member (2015) no",
            "uz": "Kuzatuvchi (2020-yil) Asoschi aʼzo (2015-yil)",
        },
        source_row="INT-EAEU-UZB: observer status on 11 December 2020; INT-EAEU-KAZ: treaty of 29 May "
        "2014, in force 1 January 2015",
        reasoning="An observer is no member, and the union took effect in 2015, not in the year of the "
        "signature.",
        trap="observer is no member",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-international-support-membership-table",
        expected={
            "en": "Collective Security Treaty Organization (CSTO) Member (2006) and membership suspended "
            "(2012)",
            "uz": "Aʼzo (2006-yil) va aʼzolik toʻxtatilgan (2012-yil)",
        },
        source_row="INT-CST-1992, INT-CST-1999-UZB, INT-CSTO-UZB-JOIN06, INT-CSTO-UZB-SUSP",
        reasoning="The rows of 1992 and 1999 are about the Collective Security Treaty, which Uzbekistan "
        "signed and left; the organisation it joined on 23 June 2006 and left by the decision of 19 "
        "December 2012. One line from 1992 would make it a founder of an organisation that it did not "
        "found.",
        trap="treaty and organisation",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-international-support-candidacy-table",
        expected={
            "en": "Kazakhstan UN Security Council 2017–2018 June 2010 not found by us 2015 and April "
            "2016 (without naming the other side) 28 June 2016 138",
            "uz": "2010-yil iyun biz topmadik 2015-yil va 2016-yil aprel (ikkinchi tomon nomlanmagan) "
            "2016-yil 28-iyun 138",
        },
        source_row="INT-UNSC-BID-2010; INT-UNSC-OIC-2015 and -2016 (Uzbekistan not named); "
        "INT-UNSC-ELECTED; INT-UNSC-SUP-2017 of 23 March 2017",
        reasoning="The support of March 2017 was declared nine months after the vote and is no support "
        "of the candidacy; the organisation's calls name no state. A declaration by Uzbekistan before "
        "the vote was not found.",
        trap="support after the vote",
    ),
    Fact(
        page=PAGE,
        where="table",
        anchor="tab-international-support-resolution-table",
        expected={
            "en": "12 December 2018 UN General Assembly resolution on enlightenment and religious "
            "tolerance Uzbekistan by name more than 50",
            "uz": "2018-yil 12-dekabr",
        },
        source_row="INT-UNGA-2018-TOL-CO: more than 50 countries including Kazakhstan co-authored the "
        "resolution",
        reasoning="The source says more than fifty, so the cell must not read 50.",
        trap="qualifier",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-international-support-agreement",
        expected={
            "en": "Uzbekistan–Kazakhstan: lowest 62.9% (1997), highest 96.7% (2009), last 92% (2023).",
            "uz": "eng past 62,9% (1997-yil",
        },
        source_row="unga_agreement KAZ,UZB: 1997 0.628571 (22 of 35), 2009 0.966667 (58 of 60), 2023 "
        "0.920000",
        reasoning="The extremes over the 29 sessions with a common roll call.",
    ),
    Fact(
        page=PAGE,
        where="alt",
        anchor="fig-international-support-roll-calls",
        expected={"en": "lowest 23 (1995), highest 88 (2020), last 75 (2023)", "uz": "eng past 23 (1995-yil"},
        source_row="unga_agreement KAZ,UZB: n = 23 in 1995, 88 in 2020, 75 in 2023",
        reasoning="Counted per session; session 56 (2001) has none and is no minimum of zero.",
        trap="gap is not zero",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-international-support-roll-calls",
        expected={
            "en": "2001,both,,not_reported,UNGA,harvard-dataverse-unga-votes",
            "uz": "2001,both,,not_reported,UNGA,harvard-dataverse-unga-votes",
        },
        source_row="unga_agreement has no row KAZ,UZB,2001",
        reasoning="In session 56 one of the two cast no vote in any roll call: an empty cell, never 0.",
        trap="gap is not zero",
    ),
    Fact(
        page=PAGE,
        where="csv",
        anchor="fig-international-support-agreement",
        expected={
            "en": "1995,pair,0.652174,UNGA,harvard-dataverse-unga-votes",
            "uz": "1995,pair,0.652174,UNGA,harvard-dataverse-unga-votes",
        },
        source_row="unga_agreement: KAZ,UZB,1995,0.652174,23",
        reasoning="Session 50: 15 of 23 common votes are identical; 15/23 = 0.652174.",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-resolutions-lead",
        expected={
            "en": "Uzbekistan for 5, Kazakhstan for 1 and another state for 2; for 2 they name none.",
            "uz": "Oʻzbekiston – 5 ta, Qozogʻiston – 1 ta, boshqa davlat – 2 ta; 2 tasida tashabbuskor "
            "aytilmagan.",
        },
        source_row="INT-UNGA-2018-CA-CO: The draft listed Kazakhstan, Kyrgyzstan, Tajikistan, "
        "Turkmenistan and Uzbekistan as submitting states; INT-UNGA-2018-CA: drafted by Uzbekistan with "
        "its neighbours",
        reasoning="Initiator and submitting states are two things: the text of June 2018 was tabled by "
        "five and started by one, so the sentence counts initiators and another one counts what was "
        "tabled together.",
        trap="initiator is not sponsor",
    ),
    Fact(
        page=PAGE,
        where="sentence",
        anchor="find-international-support-support-aid",
        expected={
            "en": "Aid, given or promised, makes up 4 of them: 2 by Uzbekistan, 2 by Kazakhstan.",
            "uz": "Ulardan 4 tasi berilgan yoki vaʼda qilingan yordam: Oʻzbekiston – 2 ta, Qozogʻiston – "
            "2 ta.",
        },
        source_row="INT-AID-SARDOBA-KAZ: Tokayev told Mirziyoyev on 24 July 2020 that Kazakhstan would "
        "send food; INT-AID-SARDOBA-UZB: Tokayev thanked Mirziyoyev for assistance to the Turkistan "
        "region; INT-AID-COVID-KAZ-UZB; INT-AID-FLOOD-2024",
        reasoning="The call of 24 July 2020 tells of aid in both directions: two acts beside one call. "
        "Three outlets on the 15 trucks of 2024 are one act.",
        trap="told in a call",
    ),
]
