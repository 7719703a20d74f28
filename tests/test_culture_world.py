"""Culture from the tables of the world: figures read by eye from the tables, mutated tables, every pair."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bilateral import figures, tables
from bilateral.datapackage import Package, Selection, load
from bilateral.messages import Value
from bilateral.themes import Indicator, culture
from bilateral.themes import culture_world as w
from tests.any_pair import ENOUGH, size

PAIRS = load().borders


@cache
def package() -> Package:
    return load()


@cache
def selection(a: str = "UZB", b: str = "KAZ", **given: Any) -> Selection:
    return package().select(a, b, **given)


def changed(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Selection:
    """The selection of the default pair with one table of the world changed."""
    return package().having(**{table: change(package().tables[table])}).select("UZB", "KAZ")


def said(indicator: Indicator, language: str = "en") -> dict[str, str]:
    return {f.name: f.text.render(language) for f in indicator.findings}


def rows(indicator: Indicator, *columns: str, **where: str) -> list[tuple[Any, ...]]:
    frame = indicator.frame
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return list(frame[list(columns)].itertuples(index=False, name=None))


# --- migrants ---


def test_migrants_of_the_pair() -> None:
    # migrants.csv: KAZ,UZB,1990,164039,329223,3289058,1449406 ... KAZ,UZB,2024,744161,104104,2089797,2114480;
    # UZB,KAZ,1990,30344,75567,1653000,3178221 ... UZB,KAZ,2024,13013,75829,1154963,2796572
    ind = w.migrants(selection())
    years = ["1990", "1995", "2000", "2005", "2010", "2015", "2020", "2024"]
    assert [r[0] for r in rows(ind, "period", series="UZB:KAZ")] == years
    assert rows(ind, "value", series="KAZ:UZB")[-1] == (13013,)
    text = said(ind)
    assert text["migrants_uzb_kaz"] == (
        "Uzbekistan → Kazakhstan: 164,039 migrants in 1990 and 744,161 in 2024, which is 5.0% and 35.6% of "
        "all migrants in the country of destination."
    )
    assert "75,829 of 1,154,963 migrants" in text["migrants_unallocated_kaz_uzb"]
    assert "(6.6%)" in text["migrants_unallocated_kaz_uzb"]
    assert "57.2 times" in text["migrants_compared"]  # 744161 / 13013 = 57.19
    assert set(ind.frame.statistics_owner) == {"UNDESA"}
    assert ind.chart is not None
    assert ind.chart.log


def test_migrants_stand_beside_the_count_by_nationality_nearest_in_time() -> None:
    # observations: 614,000 by the census of 2021, and 2020 is nearer to it than 2024; KAZ,UZB,2020,689957
    text = said(w.migrants(selection()))["migrants_nationality_kaz"]
    assert "Population census of Kazakhstan, as quoted, counts 614,000 (2021)" in text
    assert "the estimate of migrants is 689,957 (2020)" in text
    # of Uzbekistan 821,200 (the first row of 2021 is sure, the second not), and UZB,KAZ,2020,13092
    text = said(w.migrants(selection()))["migrants_nationality_uzb"]
    assert "821,200 (2021)" in text
    assert "13,092 (2020)" in text
    assert "migrants_nationality_fra" not in said(w.migrants(selection("FRA", "DEU")))


def test_a_direction_without_estimate_is_told_and_a_published_zero_is_kept() -> None:
    # LBN,SYR,1990,0,27511,424488 and 0 in 1995, 2000 and 2005; no row SYR,LBN
    ind = w.migrants(selection("LBN", "SYR"))
    assert set(ind.frame.series) == {"SYR:LBN"}
    text = said(ind)
    assert text["migrants_none_lbn_syr"].endswith("no estimate for these years, which is not zero.")
    assert "estimated at 0 in 4 of the 8 years" in text["migrants_zero_syr_lbn"]
    assert "In 1990, one of them, 27,511 of all 424,488 migrants" in text["migrants_zero_syr_lbn"]
    assert "migrants_compared" not in text
    assert ind.chart is not None
    assert not ind.chart.log


def test_migrants_of_two_other_pairs() -> None:
    # DEU,FRA,2024,155932,3137259,16750084; FRA,DEU,2024,189761,899415,9186757
    text = said(w.migrants(selection("FRA", "DEU")))
    assert "155,932 in 2024, which is 1.2% and 0.93%" in text["migrants_fra_deu"]  # 155932 / 16750084
    assert "Germany → France was 1.2 times" in text["migrants_compared"]
    # ALB,MKD,1990,678 ... 2024,474 of 46377; MKD,ALB,1990,45001 of 95142 ... 2024,68356 of 150902
    text = said(w.migrants(selection("MKD", "ALB")))
    assert "678 migrants in 1990 and 474 in 2024, which is 1.0% and 1.0%" in text["migrants_mkd_alb"]
    assert "which is 47.3% and 45.3%" in text["migrants_alb_mkd"]


def test_a_changed_estimate_changes_figure_and_sentence() -> None:
    def double(frame: pd.DataFrame) -> pd.DataFrame:
        mine = (frame.destination == "UZB") & (frame.origin == "KAZ")
        return frame.assign(migrants=frame.migrants.where(~mine, 2 * frame.migrants))

    ind = w.migrants(changed("migrants", double))
    assert rows(ind, "value", series="KAZ:UZB")[-1] == (26026,)
    assert "28.6 times" in said(ind)["migrants_compared"]


# --- students ---


def test_students_as_a_share_of_all_from_abroad() -> None:
    # students.csv: UZB,KAZ,2020,26130,,both,43174,40738; KAZ,UZB,2019,136,,origins,86615,553
    ind = w.student_shares(selection())
    last = {s: rows(ind, "period", "value", series=s)[-1] for s in ("UZB:KAZ", "KAZ:UZB")}
    assert last["UZB:KAZ"] == ("2020", pytest.approx(0.64142, abs=1e-5))
    assert last["KAZ:UZB"] == ("2019", pytest.approx(0.24593, abs=1e-5))
    text = said(ind)
    assert "2020: 26,130 students. They are 64.1%" in text["students_last_uzb_kaz"]
    assert "and 60.5% of the students" in text["students_last_uzb_kaz"]  # 26130 / 43174
    assert "24.6%" in text["students_last_kaz_uzb"]
    assert "0.16%" in text["students_last_kaz_uzb"]
    # 2002 has no row
    assert (
        "listed in 21 of the years 1999–2020; most students in 2020: 26,130" in text["students_years_uzb_kaz"]
    )
    assert "2002" not in {r[0] for r in rows(ind, "period", series="UZB:KAZ")}


def test_the_counts_that_the_record_has_too_are_compared() -> None:
    sel = selection()
    assert "has 35 of the 35 counts" in said(w.student_shares(sel))["students_record"]
    assert "35 of them are equal" in said(w.student_shares(sel))["students_record"]
    other = changed("students", lambda f: f.assign(students=f.students + (f.year == 2019)))
    assert "33 of them are equal" in said(w.student_shares(other))["students_record"]
    assert "students_record" not in said(w.student_shares(selection("FRA", "DEU")))


def test_students_of_two_other_pairs() -> None:
    # DEU,FRA,2012,7661,,both,107964,256261 is the highest; DEU,FRA,2019,3998,,destinations,115022,238821
    text = said(w.student_shares(selection("FRA", "DEU")))
    assert "3,998 students. They are 1.7%" in text["students_last_deu_fra"]
    assert "most students in 2012: 7,661" in text["students_years_deu_fra"]
    # GTM has no row as an origin of students in MEX before 2019 ... only MEX,GTM,2019,54,,origins,18954,886
    text = said(w.student_shares(selection("GTM", "MEX")))
    assert "Mexico → Guatemala, 2019: 54 students. They are 6.1%" in text["students_last_mex_gtm"]
    assert "which is not zero" in text["students_unlisted_gtm_mex"]
    assert "students_years_mex_gtm" not in text


def test_the_figure_of_students_takes_from_the_world_what_the_record_lacks() -> None:
    # all counts of the pair are in the record, whose page is cited, and no year is drawn twice
    frame = culture.students(selection()).frame
    assert "unesco-uis-mobile-students" not in set(frame.source)
    assert not frame.duplicated(["period", "series"]).any()
    frame = culture.students(selection("FRA", "DEU")).frame
    mine = frame[(frame.host == "DEU") & (frame.origin == "FRA")]
    assert list(zip(mine.period, mine.value, strict=True))[-1] == ("2019", 8720)
    assert set(mine.statistics_owner) == {"UIS"}
    assert set(mine.source) == {"unesco-uis-mobile-students"}
    text = said(culture.students(selection("FRA", "DEU")))["students_directions"]
    assert "8,605 and 8,720" in text
    assert "4,052 and 3,998" in text
    assert "2.1 and 2.2 to 1" in text  # 8605 / 4052, 8720 / 3998: whole numbers would say 2 and 2


# --- languages ---


def listed(indicator: Indicator) -> list[tuple[str, ...]]:
    frame = indicator.frame
    cells = [
        [c.render("en") if isinstance(c, Value) else c for c in frame[n]] for n in ("name", "part", "status")
    ]
    return list(zip(cells[0], frame.country, *cells[1:], strict=True))


def test_languages_of_the_pair() -> None:
    # languages.csv: KAZ kaa 0.018, kk 64 official, ru 72 official; UZB kaa 2.1, ru 14, uz 85, uz_Cyrl 15
    ind = w.languages(selection())
    assert listed(ind) == [
        ("Russian", "UZB", "14%", "none given"),
        ("Russian", "KAZ", "72%", "official"),
        ("Kara-Kalpak", "UZB", "2.1%", "none given"),
        ("Kara-Kalpak", "KAZ", "0.018%", "none given"),
        ("Kazakh", "KAZ", "64%", "official"),
        ("Uzbek", "UZB", "85%", "official"),
        ("Uzbek (Cyrillic)", "UZB", "15%", "official"),
    ]
    text = said(ind)
    assert text["languages_official"] == "The lists give no language an official status in both countries."
    assert "2 languages are listed for both" in text["languages_listed"]
    assert "Russian comes first, known to 14% (Uzbekistan) and 72% (Kazakhstan)" in text["languages_listed"]
    # KAZ,UZB,27,17,7,Dungan; ...: the sides are not exchanged where the reader's order is not the table's
    assert "places 17 languages (Uzbekistan) and 27 (Kazakhstan); 7 of them" in text["languages_placed"]
    assert (
        "Dungan, Kara-Kalpak, Kazakh, Kirghiz, Northern Uzbek, Russian and Uighur" in text["languages_placed"]
    )


def test_two_scripts_of_one_language_are_one_language_in_two_rows() -> None:
    # PAK pa_Arab 70, sd 15; IND pa 2.8 official_regional, sd 0.26, sd_Deva 0.14
    found = listed(w.languages(selection("PAK", "IND")))
    assert ("Punjabi (Arabic)", "PAK", "70%", "none given") in found
    assert ("Punjabi", "IND", "2.8%", "official in a part of the country") in found
    assert [r[:3] for r in found if r[0].startswith("Sindhi")] == [
        ("Sindhi", "PAK", "15%"), ("Sindhi", "IND", "0.26%"), ("Sindhi (Devanagari)", "IND", "0.14%"),
    ]  # fmt: skip
    text = said(w.languages(selection("PAK", "IND")))
    assert text["languages_official"].endswith("in both countries to: English and Urdu.")
    assert text["languages_placed"].endswith("34 of them in both.")  # too many to be named


def test_a_share_of_zero_is_a_number_that_is_not_known() -> None:
    # ARM az 0, AZE az 89 official; ARM ku 3.3, AZE ku 0.24
    ind = w.languages(selection("ARM", "AZE"))
    assert ("Azerbaijani", "ARM", "", "none given") in listed(ind)
    assert "2 languages are listed" in said(ind)["languages_listed"]
    assert (
        "Kurdish comes first, known to 3.3% (Armenia) and 0.24% (Azerbaijan)" in said(ind)["languages_listed"]
    )
    assert "| Azerbaijani | Armenia | not stated |" in tables.to_markdown(
        ind, "en", tables.Citations(package().sources)
    )


def test_languages_without_a_number_on_one_side_are_listed_and_not_ranked() -> None:
    # GIN ff 26, ff_Adlm 0; SLE ff 0, ff_Adlm 0; the other codes of the one are not those of the other
    assert said(w.languages(selection("GIN", "SLE")))["languages_listed"] == (
        "1 language is listed for both countries, without a number for one of them."
    )


def test_a_language_is_named_in_the_language_of_the_page_else_in_english_else_by_its_code() -> None:
    assert w.LanguageName("ru").render("uz") == "ruscha"
    assert w.LanguageName("kaa").render("uz") == "qoraqalpoqcha"  # CLDR has no name, the book has
    assert w.LanguageName("bej").render("uz") == "Beja"
    assert w.LanguageName("haz").render("en") == "language with the code haz"
    assert w.LanguageName("uz").render("uz") == "o\u02bbzbek"  # as the book spells it


# --- World Heritage ---


def test_world_heritage_of_the_pair() -> None:
    # KAZ,UZB,1490,2016,natural,KAZ;KGZ;UZB and 1693,2023,natural,KAZ;TKM;UZB; six sites of KAZ, seven of UZB
    ind = w.world_heritage(selection())
    assert rows(ind, "date", "site", lane="both") == [("2016", "1490"), ("2023", "1693")]
    assert [r[0] for r in rows(ind, "date", lane="UZB")] == [
        "1990", "1993", "2000", "2001", "2016", "2023", "2023",
    ]  # fmt: skip
    assert len(rows(ind, "date", lane="KAZ")) == 6
    text = said(ind)
    assert "inscribed in 1978–2023" in text["heritage_counts"]
    assert text["heritage_counts"].endswith("Uzbekistan 7, Kazakhstan 6; with both: 2.")
    assert (
        "“Cold Winter Deserts of Turan” (natural site), first inscribed in 2023" in text["heritage_shared_2"]
    )
    assert "Of these 2, our own record of inscriptions, above, has 2" in text["heritage_record"]


def test_world_heritage_of_two_other_pairs() -> None:
    # ALB,MKD,99,1979,mixed,ALB;MKD; 1133,2007 of eighteen states. IND 42 sites, PAK 6, none of both
    text = said(w.world_heritage(selection("ALB", "MKD")))
    assert (
        "(cultural and natural site), first inscribed in 1979; states that share it: 2."
        in text["heritage_shared"]
    )
    assert text["heritage_shared_2"].endswith("first inscribed in 2007; states that share it: 18.")
    assert "heritage_record" not in text
    text = said(w.world_heritage(selection("IND", "PAK")))
    assert set(text) == {"heritage_counts"}
    assert text["heritage_counts"].endswith("India 42, Pakistan 6; with both: 0.")


def test_no_row_means_no_site_only_for_neighbours() -> None:
    far = selection("UZB", "DEU")
    assert len(w.world_heritage(far).frame) == 0
    assert w.world_heritage(far).findings == ()


def test_a_site_of_another_year_is_not_in_our_record() -> None:
    sel = changed("world_heritage", lambda f: f.assign(year=f.year.replace(2016, 2015)))
    text = said(w.world_heritage(sel))
    assert "Of these 2" in text["heritage_record"]
    assert "has 1 with" in text["heritage_record"]


def test_a_window_of_years_is_said() -> None:
    text = said(w.world_heritage(selection(since=2010, until=2016)))
    assert "inscribed in 2010–2016" in text["heritage_counts"]
    assert text["heritage_counts"].endswith("Uzbekistan 1, Kazakhstan 2; with both: 1.")
    assert {r[0] for r in rows(w.migrants(selection(since=2010, until=2016)), "period")} == {"2010", "2015"}


# --- limits ---


def test_limits_name_the_last_years_and_what_is_in_no_table() -> None:
    text = said(culture.limits(selection()))["limits_world"]
    assert text.startswith("Last year of these two in the tables of the world: migrants 2024, students 2020.")
    text = said(culture.limits(selection("PAK", "IND")))["limits_world"]
    assert "students not found by us" in text
    assert "limits_world" not in said(culture.limits(selection("ISL", "MLT")))


# --- every pair ---


def figures_of(sel: Selection) -> tuple[dict[str, int], list[Indicator]]:
    """For each indicator: periods, or dated facts of both, or rows; and the indicators."""
    made = [indicator(sel) for indicator in w.INDICATORS.values()]
    return {ind.name: size(ind) for ind in made}, made


def counted(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame([figures_of(selection(a, b))[0] for a, b in pairs])


def test_every_tenth_pair_has_the_figures_that_the_tables_hold() -> None:
    pairs = PAIRS[::10]
    found = counted(pairs)
    for table, name in (("migrants", "migrants"), ("students", "student_shares")):
        years: dict[frozenset[str], set[int]] = {}
        for row in package().tables[table].itertuples():
            years.setdefault(frozenset((row.origin, row.destination)), set()).add(row.year)
        assert list(found[name]) == [len(years.get(frozenset(pair), ())) for pair in pairs]
    sites = package().tables["world_heritage"].groupby(["a", "b"]).size()
    assert list(found.world_heritage) == [sites.get(pair, 0) for pair in pairs]
    assert (found.languages >= 1).all()


@pytest.mark.soak
def test_how_many_pairs_have_figures_of_the_pair_itself() -> None:
    # enough years of migrants, or of students, or a shared site with the year of its inscription
    found = counted(PAIRS)
    migrants, students = (found[name] >= ENOUGH for name in ("migrants", "student_shares"))
    sites = found.world_heritage >= 1
    assert len(found) == 317
    assert (migrants.sum(), students.sum(), sites.sum()) == (305, 225, 89)
    assert (found.languages >= 1).sum() == 317
    assert (migrants | students | sites).sum() == 309


@pytest.mark.soak
@pytest.mark.parametrize("language", ["en", "uz"])
def test_sentences_titles_and_alt_text_can_be_written_for_many_pairs(language: str) -> None:
    sources = tables.Citations(package().sources)
    for a, b in PAIRS[5::20]:
        sel = selection(a, b)
        for ind in [*figures_of(sel)[1], culture.students(sel)]:
            texts = list(said(ind, language).values())
            if ind.chart and len(ind.frame):
                texts.append(figures.describe(ind, language, sel.turning_point))
            if ind.table:
                texts.append(tables.to_markdown(ind, language, sources))
            tables.to_csv(ind.frame, language)
            assert not [t for t in texts if re.search(r"\bnan\b|None|[{}]", t.replace("{cite:p}", ""))], (
                ind.id
            )
            assert {s for f in ind.findings for s in f.sources} <= set(sources)
            assert all(f.sources for f in ind.findings)


@pytest.mark.parametrize(("a", "b"), [("UZB", "KAZ"), ("FRA", "DEU"), ("LBN", "SYR"), ("SSD", "SDN")])
def test_the_order_of_the_pair_exchanges_labels_and_changes_no_number(a: str, b: str) -> None:
    one, other = figures_of(selection(a, b))[1], figures_of(selection(b, a))[1]
    for x, y in zip(one, other, strict=True):
        assert numbers(x) == numbers(y)
        for column in ("value", "share"):
            if column in x.frame:
                assert sorted(x.frame[column]) == sorted(y.frame[column])


def numbers(ind: Indicator) -> dict[str, list[str]]:
    return {name: sorted(re.findall(r"\d+(?:[.,]\d+)*", text)) for name, text in said(ind).items()}
