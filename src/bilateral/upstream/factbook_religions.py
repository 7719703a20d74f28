"""Religions of each country with a land neighbour -> data/world/religions.csv.

Upstream: CIA World Factbook, "People and Society / Religions" (public domain; the collection in JSON is
CC0), a sentence such as "Muslim 93%, Eastern Orthodox 4%, other 3% (2020 est.)". Columns: country, religion
(its words), percent, status, year (of the estimate, as printed; two years joined by "/"), text (the words it
was read from).

- `status` is `given` (a percentage), `below` ("less than 1%", "<1%": `percent` is empty, never zero),
  `named` (without a percentage) or `unparsed` (a range, a misprint, two estimates in one text: read `text`).
  Nothing is guessed; `religion` of an unparsed part is the beginning of its words.
- What stands in parentheses (denominations, "predominantly Sunni") is not taken apart; it is in `text`.
- The words are the Factbook's and differ from country to country: "Christian" here, "Roman Catholic" and
  "Protestant" there, "none" beside "unaffiliated", "animist" beside "folk religion". Two countries are to be
  compared after reading both texts, not by matching words. Estimates are of different years (2005 to 2024)
  and of different makers, and a sum need not be 100.
- The file of an entity is named by its GEC code, as in `factbook_area`. The Palestinian territories have two
  pages, West Bank and Gaza Strip, whose percentages cannot be joined without their populations: no row.

    python -m bilateral.upstream.factbook_religions FOLDER
"""

from __future__ import annotations

import html
import json
import re
import sys
import tarfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from bilateral.upstream import WorldTable, main
from bilateral.upstream.factbook_area import CODES, FACTBOOK, read_codes

TWO_PAGES = ("PSE",)
YEAR = re.compile(r"\s*\(((?:19|20)\d\d)(?:-(\d\d))?(?: est\.?)?\)\s*$")
LESS = re.compile(r"[;,] less than 1 ?(?:%|percent):", re.IGNORECASE)
NUMBER = r"(\d+(?:\.\d+)?|\.\d+)"
ASIDE = r"\s*(?:\((?:[^()]|\([^()]*\))*\)\s*)*"  # parentheses, which may hold parentheses
GIVEN = re.compile(rf"([^\d%<>()]+?){ASIDE}{NUMBER}%{ASIDE}")
BELOW = re.compile(rf"([^\d%<>()]+?){ASIDE}<\s*{NUMBER}%{ASIDE}")
NAMED = re.compile(rf"([^\d%<>()]+?){ASIDE}")
NOT_EXACT = re.compile(r"\b(?:more than|less than|about|over|under|nearly)$", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without entities and hidden characters, on one line with single spaces."""
    plain = html.unescape(text).replace("\u00a0", " ")
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def year(text: str) -> tuple[str, str]:
    """The text without the year of its estimate, and that year: "2012", "2016/2017" or ""."""
    match = YEAR.search(text)
    if match is None:
        return text, ""
    first, last = match[1], match[2]
    return text[: match.start()], f"{first}/{first[:2]}{last}" if last else first


def parts(text: str) -> list[str]:
    """The text cut at commas and semicolons outside parentheses, and where one is lacking after a percentage.

    A part without a percentage is joined to the next one where that begins with "or" or "and" ("ancestral,
    tribal, or other beliefs 5.4%"), and to a bare percentage that follows ("Muslim, 1.3%").
    """
    cut, depth, start = [], 0, 0
    for i, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        lacking = (
            letter == " "
            and "%" in text[start:i]
            and text[i - 1] in "%)"
            and re.match(r" [A-Za-z' /]+ ?[\d.]+%", text[i:])
        )
        if depth == 0 and (letter in ",;" or lacking):
            cut.append(text[start:i].strip())
            start = i + 1
    joined: list[str] = []
    for part in [*cut, text[start:].strip()]:
        if re.match(r"(?:or|and) ", part):
            while len(joined) > 1 and "%" not in joined[-1] and "%" not in joined[-2]:
                joined[-2:] = [f"{joined[-2]}, {joined[-1]}"]
        if (
            joined
            and "%" not in joined[-1]
            and (re.match(r"(?:or|and) ", part) or re.fullmatch(NUMBER + "%", part))
        ):
            joined[-1] += f", {part}"
        elif part:
            joined.append(part.rstrip("."))
    return joined


def _read(part: str) -> tuple[str, str, str]:
    """(religion, percent, status) of one part of a text."""
    for pattern, status in ((GIVEN, "given"), (BELOW, "below"), (NAMED, "named")):
        match = pattern.fullmatch(part)
        if match and not NOT_EXACT.search(match[1]):
            percent = f"{float(match[2]):g}" if status == "given" else ""
            return match[1].rstrip(", "), percent, status
    return re.split(r"[\d(<]", part)[0].strip() or part, "", "unparsed"


def parse(text: str) -> list[tuple[str, str, str, str, str]]:
    """Rows (religion, percent, status, year, text) of a text as the Factbook prints it."""
    if re.search(r"<br", html.unescape(text)):  # two estimates one below the other
        words = clean(re.sub(r"(?:<br\s*/?>)+", " ", html.unescape(text)))
        return [(*_read(words)[:2], "unparsed", "", words)]
    words, when = year(clean(text))
    words = re.split(r"[;,] note\b", words)[0]
    given, *less = LESS.split(words)
    rows = [(*_read(part), when, part) for part in parts(given)]
    return rows + [
        (part, "", "below", when, f"less than 1%: {part}") for part in parts("".join(less)) if part
    ]


def read_texts(path: Path) -> dict[str, str]:
    """GEC code -> text on religions, of every entity in the archive that has one."""
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            page = json.load(file) if file else None
            said = page.get("People and Society", {}) if isinstance(page, dict) else {}
            text = said.get("Religions", {}).get("text")
            if text:
                found[Path(member.name).stem.upper()] = str(text)
    return found


def derive(texts: Mapping[str, str], codes: Mapping[str, str], states: set[str]) -> pd.DataFrame:
    """Rows country, religion, percent, status, year, text (all text) of the states that have one page."""
    rows = [
        (codes[gec], *row)
        for gec, text in texts.items()
        if codes.get(gec) in states and codes[gec] not in TWO_PAGES
        for row in parse(text)
    ]
    columns = ["country", "religion", "percent", "status", "year", "text"]
    return pd.DataFrame(rows, columns=columns).sort_values(["country", "religion"], ignore_index=True)


def _religions(files: Mapping[str, Path], pairs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    states = {*pairs["a"], *pairs["b"]}
    frame = derive(read_texts(files[FACTBOOK.file]), read_codes(files[CODES.file]), states)
    unparsed = frame[frame["status"] == "unparsed"]
    given = frame[frame["status"] == "given"]
    return frame, {
        "no_row": sorted(states - set(frame["country"])),
        "no_percentage": sorted(states & (set(frame["country"]) - set(given["country"]))),
        "unparsed": sorted(set(unparsed["country"])),
    }


TABLES = (
    WorldTable(
        name="religions",
        key=("country", "religion"),
        originals=(FACTBOOK, CODES),
        record={
            "upstream": "CIA World Factbook, People and Society, Religions",
            "doi": "",
            "address": "https://www.cia.gov/the-world-factbook/",
            "version": "January 2026; factbook/factbook.json, "
            "commit 8662a8b17a784841ab4528631b04090eb2f183eb",
            "licence": "public domain (CC0 for the collection)",
            "licence_code": "CC0-1.0",
            "derived_from": "a copy of all entities in JSON, one file for each GEC code, and a list of codes",
        },
        derive=_religions,
    ),
)

if __name__ == "__main__":
    sys.exit(main(TABLES))
