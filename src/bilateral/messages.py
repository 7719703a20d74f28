"""Everything a reader sees in words: catalogues, numbers, dates and sentences per language.

A `Message` is a sentence that is not yet in any language: an English template (its gettext msgid) and typed
values. `Message.render(language)` looks the template up and formats each value as the language writes it.
Templates keep names in the nominative so that any country fits (see `locale/README.md`).

A language is a folder `locale/<language>/LC_MESSAGES` with catalogues (.po); English needs none. Date and
money patterns are messages as well, so a new language needs no code. A message without a translation falls
back to English and is remembered in `untranslated(language)`, which tests hold empty.
"""

from __future__ import annotations

import gettext
import io
import math
import numbers
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import babel
from babel.dates import format_date
from babel.lists import format_list
from babel.messages import mofile, pofile
from babel.numbers import format_decimal

from bilateral import dependencies, reads

LOCALE = Path(os.environ.get("BILATERAL_LOCALE") or Path(__file__).resolve().parents[2] / "locale")
LANGUAGES = ("en", *sorted(p.parent.name for p in LOCALE.glob("*/LC_MESSAGES")))


class MessageError(ValueError):
    """A message that cannot be written: a slot without a value, a missing value, an unknown language."""


# --- catalogues -------------------------------------------------------------------------------------------


class _English(gettext.NullTranslations):
    """What a catalogue falls back to: the English text, remembered as untranslated."""

    def __init__(self, language: str, domain: str) -> None:
        super().__init__()
        self.key = (language, domain)

    def gettext(self, message: str) -> str:
        _untranslated.add((*self.key, "", message))
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        _untranslated.add((*self.key, "", msgid1))
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context: str, message: str) -> str:
        _untranslated.add((*self.key, context, message))
        return message


_untranslated: set[tuple[str, str, str, str]] = set()
_catalogues: dict[Path, tuple[int, gettext.NullTranslations]] = {}


def untranslated(language: str) -> set[tuple[str, str, str]]:
    """(domain, context, msgid) of every message rendered in English so far for want of a translation."""
    return {key[1:] for key in _untranslated if key[0] == language}


def compile_catalogue(po: Path) -> Path | None:
    """Compile a .po beside itself as .mo, when it is missing or older or newer than the .po; return the .mo.

    The .mo takes the time of its .po, so that a .po put back to an earlier state is compiled again, too. It
    is written to one side and moved in: a reader never sees half a file. None where the folder is read-only.
    """
    mo = po.with_suffix(".mo")
    stamp = po.stat().st_mtime_ns
    if mo.exists() and mo.stat().st_mtime_ns == stamp:
        return mo
    try:
        handle, name = tempfile.mkstemp(dir=po.parent, prefix=f".{po.stem}.", suffix=".mo")
        with os.fdopen(handle, "wb") as file:
            file.write(_compiled(po))
        written = Path(name)
        written.chmod(0o644)
        os.utime(written, ns=(stamp, stamp))
        written.replace(mo)
    except OSError:
        return None
    return mo


def _compiled(po: Path) -> bytes:
    with po.open("rb") as file:
        catalogue = pofile.read_po(file)
    out = io.BytesIO()
    mofile.write_mo(out, catalogue)
    return out.getvalue()


def catalogue(language: str, domain: str) -> gettext.NullTranslations:
    """The translations of one domain; those of English are the msgids themselves."""
    if language == "en":
        return gettext.NullTranslations()
    _known(language)
    po = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    stamp = po.stat().st_mtime_ns if po.exists() else 0
    held = _catalogues.get(po)
    if held is None or held[0] != stamp:
        translations: gettext.NullTranslations = _English(language, domain)
        if stamp:
            mo = compile_catalogue(po)
            translations = gettext.GNUTranslations(io.BytesIO(mo.read_bytes() if mo else _compiled(po)))
            translations.add_fallback(_English(language, domain))
        held = _catalogues[po] = (stamp, translations)
    return held[1]


def catalogues_digest(language: str) -> str:
    """One digest of all translations of a language; of English, which needs none, that of nothing."""
    files = (LOCALE / language / "LC_MESSAGES").glob("*.po")
    return dependencies.together(dependencies.of_files(LOCALE, files))


def translation(
    language: str,
    domain: str,
    msgid: str,
    context: str | None = None,
    plural: str | None = None,
    n: int | None = None,
) -> str:
    """The text that stands for a msgid in a language; `n` chooses between it and its `plural`.

    English needs no catalogue. What is taken from one is noted in `reads`.
    """
    translations = catalogue(language, domain)
    counted = () if plural is None or n is None else (plural, str(int(n)))
    if language != "en":
        reads.note("message", language, domain, msgid, context or "", *counted)
    if plural is not None and n is not None:
        return translations.ngettext(msgid, plural, int(n))
    return translations.gettext(msgid) if context is None else translations.pgettext(context, msgid)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise MessageError(f"unknown language {language!r}; known are {', '.join(LANGUAGES)}")
    return language


@cache
def locale(language: str) -> babel.Locale:
    """The CLDR locale of a language; English is British, for its order of day and month."""
    return babel.Locale.parse("en_GB" if _known(language) == "en" else language)


def normalise(text: str, language: str) -> str:
    """Uzbek letters as the book spells them: U+02BB in oʻ gʻ, U+02BC elsewhere. No change in other languages.

    For words that come from outside, CLDR above all; not for quotations or for text in other languages.
    """
    if language != "uz":
        return text
    text = re.sub("(?<=[OoGg])['‘’`ʼʻ]", "\u02bb", text)
    return re.sub("['‘’`´]", "\u02bc", text)


# --- messages ---------------------------------------------------------------------------------------------


class Value:
    """A typed value inside a message; `render` writes it as the language does."""

    def render(self, language: str) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Message(Value):
    """A translatable sentence: `msgid` is the English template with `{name}` slots, filled from `values`.

    Rendering raises MessageError, naming the msgid, where a slot has no value or a value is missing (None,
    NaN, the empty string).
    """

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None
    domain: str = "app"
    context: str | None = None

    def render(self, language: str) -> str:
        if not self.msgid:
            raise MessageError("a message without text")
        template = translation(language, self.domain, self.msgid, self.context, self.plural, self.n)
        written = {}
        for name, value in self.values.items():
            try:
                written[name] = render(value, language)
            except MessageError as error:
                raise MessageError(f"{self.msgid!r}: {{{name}}}: {error}") from error
        try:
            return template.format_map(written)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise MessageError(f"{self.msgid!r} ({language}): no value for the slot {error}") from error


def _(msgid: str, /, **values: Any) -> Message:
    """A message of the `app` domain (the name gettext tools look for)."""
    return Message(msgid, values)


def ngettext(singular: str, plural: str, number: int, /, **values: Any) -> Message:
    """A message whose form depends on `number`; give the number itself as a value too."""
    return Message(singular, values, plural, number)


def pgettext(context: str, msgid: str, /, **values: Any) -> Message:
    """A message of the `app` domain whose English means more than one thing; `context` says which."""
    return Message(msgid, values, context=context)


def render(value: Any, language: str) -> str:
    """Write any value: a `Value` by itself, an int or float as a number, a string as it is (a name, a code).

    Raises MessageError for a missing value: None, NaN, NA or the empty string.
    """
    if isinstance(value, Value):
        text = value.render(language)
    elif isinstance(value, str):
        text = value
    elif isinstance(value, numbers.Real):
        text = Number(int(value) if isinstance(value, numbers.Integral) else float(value)).render(language)
    elif value is None or str(value) in ("<NA>", "NaT"):
        raise MessageError("the value is missing")
    else:
        raise MessageError(f"{value!r} is neither a message, a number nor a string")
    if not text:
        raise MessageError("the value is empty")
    return text


@dataclass(frozen=True)
class Capital(Value):
    """A value at the head of a sentence, an axis or a cell: its first letter is made a capital, no other."""

    value: Any

    def render(self, language: str) -> str:
        text = render(self.value, language)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Sentences(Value):
    """Sentences one after the other."""

    items: tuple[Value, ...]

    @property
    def values(self) -> dict[str, Any]:
        """The values of all its messages, by slot; of a slot that several have, the last."""
        return {k: v for item in self.items if isinstance(item, Message) for k, v in item.values.items()}

    def render(self, language: str) -> str:
        if not self.items:
            raise MessageError("there is no sentence")
        return " ".join(render(item, language) for item in self.items)


# --- numbers ----------------------------------------------------------------------------------------------


def _rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Rounded half away from zero, as readers round, to `decimals` places.

    What is exact in fewer places keeps none of the empty ones: 3.0 is "3", yet 3.02 to one place is "3.0", so
    that a reader sees that something was cut.
    """
    if value is None or not math.isfinite(value):
        raise MessageError("the number is missing")
    exact = Decimal(str(value))
    number = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if number == exact:
        number = _shortest(number)
    return abs(number) if number == 0 else number


def _shortest(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _decimal(number: Decimal, language: str) -> str:
    """A rounded number with the separators of the language, all its decimals, and a true minus sign."""
    places = max(0, -int(number.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(number, format=pattern, locale=locale(language)).replace("-", "\u2212")


@dataclass(frozen=True)
class Number(Value):
    """A plain number, rounded half away from zero to at most `decimals` places (None: 2, and no empty ones).

    "1,234.5" in English, "1 234,5" with a no-break space in Uzbek. For years use `Year`.
    """

    value: float
    decimals: int | None = None

    def render(self, language: str) -> str:
        number = _rounded(self.value, 2 if self.decimals is None else self.decimals)
        return _decimal(_shortest(number) if self.decimals is None else number, language)


@dataclass(frozen=True)
class Compact(Value):
    """A large number in words: `Compact(2.7e6)` is "2.7 mn" and "2,7 mln"; below a million a plain number.

    The unit is chosen after rounding, so that 999.96 mn is 1.0 bn and never 1,000 mn. Below a million there
    are no decimals but under 100.
    """

    value: float
    decimals: int = 1

    def render(self, language: str) -> str:
        if self.value is None or not math.isfinite(self.value):
            raise MessageError("the number is missing")
        exact = Decimal(str(self.value))
        # Translators: thousands of billions, billions (10^9) and millions, as short forms
        scales = ((12, _("{amount} trn")), (9, _("{amount} bn")), (6, _("{amount} mn")))
        for power, template in scales:
            if abs(exact.quantize(Decimal(1).scaleb(power - self.decimals), ROUND_HALF_UP)) >= 10**power:
                amount = _decimal(_rounded(exact.scaleb(-power), self.decimals), language)
                return replace(template, values={"amount": amount}).render(language)
        return Number(self.value, self.decimals if abs(exact) < 100 else 0).render(language)


@dataclass(frozen=True)
class Money(Value):
    """An amount of money, units as in `Compact`: `Money(2.1e9)` is "USD 2.1 bn", "2,1 mlrd AQSH dollari"."""

    usd: float
    decimals: int = 1
    currency: str = "USD"

    def render(self, language: str) -> str:
        # Translators: currencies as they stand beside an amount
        words = {"USD": _("USD"), "EUR": _("EUR"), "KZT": _("KZT"), "UZS": _("UZS"), "RUB": _("RUB")}
        if self.currency not in words:
            raise MessageError(f"no word for the currency {self.currency!r}")
        # Translators: money; the amount may hold a short form ("2.1 bn"); Uzbek writes the currency last
        amount = Compact(self.usd, self.decimals)
        return _("{currency} {amount}", currency=words[self.currency], amount=amount).render(language)


@dataclass(frozen=True)
class Percent(Value):
    """A percentage given as a percent number, at most `decimals` places: `Percent(31.2)` is "31.2%"."""

    percent: float
    decimals: int = 1

    def render(self, language: str) -> str:
        number = _decimal(_rounded(self.percent, self.decimals), language)
        return str(locale(language).percent_formats[None].pattern).replace("#,##0", number)


# --- time -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Year(Value):
    """A year: never grouped, and the templates write what their language puts behind it ("{year}-yil")."""

    year: int

    def render(self, language: str) -> str:
        if self.year is None or not math.isfinite(float(self.year)):
            raise MessageError("the year is missing")
        return str(int(self.year))


@dataclass(frozen=True)
class Period(Value):
    """A day, month, quarter, half-year, year or interval of them, as the language writes it.

    "2018-03-15" is "15 March 2018" and "2018-yil 15-mart"; "2018-Q1" is "Q1 2018" and "2018-yil I chorak";
    "2018-01/2018-08" is "January–August 2018" and "2018-yil yanvar–avgust". In Uzbek a suffix may follow any
    of them ("{period}da"). Raises MessageError for any other text.
    """

    sdmx: str

    def render(self, language: str) -> str:
        if not isinstance(self.sdmx, str) or not self.sdmx:
            raise MessageError("the date or period is missing")
        first, slash, last = self.sdmx.partition("/")
        if not slash or first == last:
            return _moment(first, language)
        return _interval(first, last, language)


@dataclass(frozen=True)
class Day(Value):
    """An ISO date of any precision ("2018", "2018-03", "2018-03-15") as the language writes it."""

    iso: str

    def render(self, language: str) -> str:
        return Period(self.iso).render(language)


_MOMENT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?|-(?P<part>[QS]\d))?")


def _parts(text: str) -> tuple[date, str]:
    """The first day of a period and its kind: "day", "month", "year", or the part itself ("Q1")."""
    match = _MOMENT.fullmatch(text)
    if not match:
        raise MessageError(f"{text!r} is no date or period")
    try:
        start = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError as error:
        raise MessageError(f"{text!r} is no date: {error}") from None
    return start, "day" if match["day"] else "month" if match["month"] else match["part"] or "year"


def _dated(start: date, pattern: Message, language: str) -> str:
    """A date by a CLDR pattern that the catalogue holds."""
    return normalise(format_date(start, pattern.render(language), locale=locale(language)), language)


def _moment(text: str, language: str) -> str:
    start, kind = _parts(text)
    if kind in ("day", "month", "year"):
        # Translators: CLDR date patterns of a day, a month and a year (Uzbek: y-'yil' d-MMMM and so on)
        patterns = {"day": _("d MMMM y"), "month": _("MMMM y"), "year": _("y")}
        return _dated(start, patterns[kind], language)
    year = Year(start.year)
    parts = {
        "Q1": _("Q1 {year}", year=year),
        "Q2": _("Q2 {year}", year=year),
        "Q3": _("Q3 {year}", year=year),
        "Q4": _("Q4 {year}", year=year),
        "S1": _("first half of {year}", year=year),
        "S2": _("second half of {year}", year=year),
    }
    if kind not in parts:
        raise MessageError(f"{text!r} is no period: quarters are Q1 to Q4, half-years S1 and S2")
    return parts[kind].render(language)


def _interval(first: str, last: str, language: str) -> str:
    (start, kind), (end, end_kind) = _parts(first), _parts(last)
    if end < start:
        raise MessageError(f"the period {first}/{last} ends before it begins")
    if kind == end_kind == "year":
        message = _("{first_year}–{last_year}", first_year=Year(start.year), last_year=Year(end.year))
    elif kind == end_kind == "month" and start.year == end.year:
        # Translators: CLDR pattern of a month beside another month; in Uzbek MMMM, in Russian LLLL
        month = _("LLLL")
        message = _(
            "{first_month}–{last_month} {year}",
            first_month=_dated(start, month, language),
            last_month=_dated(end, month, language),
            year=Year(start.year),
        )
    elif kind == end_kind == "day" and (start.year, start.month) == (end.year, end.month):
        message = _(
            "{first_day}–{last_day} {month} {year}",
            first_day=str(start.day),
            last_day=str(end.day),
            # Translators: CLDR pattern of a month beside a day, without the day
            month=_dated(start, _("MMMM"), language),
            year=Year(start.year),
        )
    else:
        message = _("{start} – {end}", start=_moment(first, language), end=_moment(last, language))
    return message.render(language)


# --- names and lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Country(Value):
    """A country by ISO alpha-3 code, by its short name in the nominative (`WLD` is the world).

    `date` (ISO, any precision) picks the name that was valid then; None is today's.
    """

    code: str
    date: str | None = None

    def render(self, language: str) -> str:
        if not isinstance(self.code, str) or not self.code:
            raise MessageError("the country is missing")
        if self.code == "WLD":
            return _("World").render(language)
        countries = import_module("bilateral.countries")  # late: it asks this module for the languages
        try:
            return normalise(str(countries.name(self.code, language, self.date)), language)
        except (countries.CountryError, ValueError) as error:
            raise MessageError(f"no name for the country {self.code!r} in {language}: {error}") from error


@dataclass(frozen=True)
class Label(Value):
    """A text of the data (title, place, organisation), translated in the `data` domain under `context`.

    `context` is the row, as `events/DIP-BRD-2002/title`, or the vocabulary, as `place`.
    """

    context: str
    english: str

    def render(self, language: str) -> str:
        if not isinstance(self.english, str) or not self.english:
            raise MessageError(f"the text of {self.context} is missing")
        return translation(language, "data", self.english, self.context)


@dataclass(frozen=True)
class Join(Value):
    """Values joined as the language joins a list ("a, b and c"); an empty list is a missing value."""

    items: Sequence[Any]

    def render(self, language: str) -> str:
        if not len(self.items):
            raise MessageError("the list is empty")
        words = [render(item, language) for item in self.items]
        return format_list(words, locale=locale(language))


def language_name(language: str) -> str:
    """The name of a language in itself, for the language switch: "English", "Oʻzbekcha"."""
    # Translators: the name of your language in itself, for the language switch
    return pgettext("language switch", "English").render(language)


def sort_key(text: str, language: str) -> tuple[int, ...]:
    """A key that sorts words by the alphabet of the language (in Uzbek oʻ, gʻ, sh and ch come at its end)."""
    # Translators: the letters of your alphabet in their order, parted by spaces
    alphabet = pgettext("alphabet", "a b c d e f g h i j k l m n o p q r s t u v w x y z")
    letters = alphabet.render(language).split()
    places = {letter: place for place, letter in enumerate(letters, start=1)}
    widest = max(map(len, letters))
    folded, key, at = text.casefold(), [], 0
    while at < len(folded):
        for width in range(widest, 0, -1):
            if folded[at : at + width] in places:
                key.append(places[folded[at : at + width]])
                break
        else:
            width = 1
            letter = folded[at]
            key.append(0 if letter.isspace() else 1000 + ord(letter) if letter.isalpha() else -1)
        at += width
    return tuple(key)
