"""Search in Uzbek for Sphinx: any apostrophe, common endings and old spellings find the same pages.

The index is made in Python, the query is read in JavaScript in the reader's browser; both follow the rules
of this module, and a test holds them equal. A stem is a key, not a word of the language: it only has to be
the same for all forms. "Oʻzbekiston", "O'zbekistonning" and "Ozbekistonda" share the key "ozbekiston".
"""

from __future__ import annotations

import json
import re

from sphinx.search import SearchLanguage, languages

# U+02BB and U+02BC, as we write them, and what keyboards and older pages put in their place.
_APOSTROPHES = "ʻʼ'‘’`´"

# Case, plural and possession. Stripped again and again, longest first, while three letters remain.
_ENDINGS = ("gacha", "dagi", "ning", "dan", "lar", "da", "ga", "ka", "qa", "ni", "si", "i")
_SHORTEST = 3

# Old spellings and those of today: Mirziyoev for Mirziyoyev, Toqaev for Toqayev, sentyabr for sentabr.
_SPELLINGS = (("oye", "oe"), ("aye", "ae"), ("tyabr", "tabr"))

_STOPWORDS = (
    "agar ammo asosan balki bilan bir bor boʻlgan boʻlib boʻlsa boʻyicha bu bunda bundan buni buning chunki "
    "deb edi ekan emas eng esa ham hamda har haqida hech keyin koʻra kabi lekin mazkur orqali oʻz oʻzi qadar "
    "shu shuningdek shunday singari soʻng tomonidan u uchun ularning undan uning va yana yoki"
)


def fold(word: str) -> str:
    """A word in small letters, without apostrophes, in the shorter of its spellings."""
    word = re.sub(f"[{_APOSTROPHES}]", "", word.lower())
    for spelling, short in _SPELLINGS:
        word = word.replace(spelling, short)
    return word


def stem(word: str) -> str:
    """The key under which a word is found.

    A final g or q counts as k, since q and k turn into gʻ and g before an ending (vazirlik, vazirligi).
    """
    word = fold(word)
    while ending := next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST), ""):
        word = word.removesuffix(ending)
    return re.sub("[gq]$", "k", word)


def split(text: str) -> list[str]:
    """The words of a text but for stop words; an apostrophe inside a word belongs to it."""
    words = re.findall(rf"\w+(?:[{_APOSTROPHES}]\w+)*", text)
    return [word for word in words if fold(word) not in _STOP]


_STOP = {fold(word) for word in _STOPWORDS.split()}

_RULES = {
    "apostrophes": _APOSTROPHES,
    "endings": _ENDINGS,
    "shortest": _SHORTEST,
    "spellings": _SPELLINGS,
    "stop": sorted(_STOP),
}

JAVASCRIPT = (
    f"var uzbek = {json.dumps(_RULES)};"
    + r"""
uzbek.apostrophe = new RegExp("[" + uzbek.apostrophes + "]", "g");
uzbek.word = new RegExp("[\\p{L}\\p{N}_]+(?:[" + uzbek.apostrophes + "][\\p{L}\\p{N}_]+)*", "gu");
uzbek.fold = function (word) {
  word = word.toLowerCase().replace(uzbek.apostrophe, "");
  uzbek.spellings.forEach(function (pair) { word = word.replaceAll(pair[0], pair[1]); });
  return word;
};
var Stemmer = function () {
  this.stemWord = function (word) {
    word = uzbek.fold(word);
    for (;;) {
      var ending = uzbek.endings.find(function (e) {
        return word.endsWith(e) && word.length - e.length >= uzbek.shortest;
      });
      if (!ending) return word.replace(/[gq]$/, "k");
      word = word.slice(0, -ending.length);
    }
  };
};
var splitQuery = function (query) {
  return (query.match(uzbek.word) || []).filter(function (word) {
    return !uzbek.stop.includes(uzbek.fold(word));
  });
};
"""
)


class SearchUzbek(SearchLanguage):
    """What Sphinx asks of a language: how to split and stem, in Python and in JavaScript.

    Stop words fall out in `split`, which folds them first; Sphinx's own list would compare them with stems.
    """

    lang = "uz"
    language_name = "Uzbek"
    js_stemmer_code = JAVASCRIPT  # the splitter comes with it, since the two share their rules

    def split(self, input: str) -> list[str]:
        return split(input)

    def stem(self, word: str) -> str:
        return stem(word)


def register() -> None:
    """Make Uzbek known to Sphinx's search; call it in the `setup` of an extension."""
    languages["uz"] = SearchUzbek
