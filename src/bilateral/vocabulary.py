"""The words for every code of the data package: kinds, levels, statuses, units, owners of statistics.

`word("kind", "visit")` is a Message. The words stand in lower case, as within a sentence, but for names and
what heads a line (`theme`, `text`); `messages.Capital` makes the capital at the head of a cell or an axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bilateral.messages import Country, Message, MessageError, _, pgettext

FINDING = "application/vnd.bilateral.finding+json"  # what a program reads of a figure, table or finding
NOTHING = "nothing"  # kind of the record of a figure or table for which the pair has no row

# What an act is. The codes are the closed list of `events.kind`.
_KIND = {
    "agreement": pgettext("kind of act", "agreement"),
    "anniversary": _("anniversary"),
    "announcement": _("announcement"),
    "award": _("award"),
    "border_step": _("step on the border"),
    "call": _("telephone call"),
    "candidacy": _("candidacy"),
    "candidacy_support": _("support of a candidacy"),
    "closure": _("closure"),
    "commission_meeting": _("meeting of a commission"),
    "consultative_meeting": _("consultative meeting of heads of state"),
    "council_meeting": _("meeting of a council"),
    "cultural_event": _("cultural event"),
    "deal": _("deal"),
    "decision": _("decision"),
    "declaration": _("declaration"),
    "diplomatic_relations": _("diplomatic relations"),
    "education_step": _("step in education"),
    "election": _("election"),
    "energy_step": _("step in energy"),
    "entry_into_force": _("entry into force"),
    "exercise": _("military exercise"),
    "feast_day": _("feast day"),
    "film": _("film or cinema"),
    "forum": _("forum"),
    "humanitarian_aid": _("humanitarian aid"),
    "inscription": _("inscription on a heritage list"),
    "media": _("media"),
    "memorandum": _("memorandum"),
    "ministerial_meeting": _("meeting of ministers"),
    "mission": _("diplomatic mission"),
    "monument": _("monument"),
    "mutual_support": _("declared support"),
    "nuclear_free_zone": _("nuclear-weapon-free zone"),
    "parliamentary": _("contact of parliaments"),
    "plan": _("plan"),
    "project_step": _("step in a project"),
    "proposal": _("proposal"),
    "publication": _("publication"),
    "ratification": _("ratification"),
    "religious_meeting": _("meeting on religion"),
    "reopening": _("reopening"),
    "resolution": _("resolution"),
    "rule": _("rule"),
    "security_step": _("step in security"),
    "sidelines_meeting": _("meeting on the sidelines"),
    "statement": _("statement"),
    "summit": _("summit"),
    "transport_step": _("step in transport"),
    "treaty": _("treaty"),
    "visa_step": _("step on visas"),
    "visit": _("visit"),
    "water_cooperation": _("water cooperation"),
}

# At what level: the rank of a visit, or who acted. The codes are the closed list of `events.level`.
_LEVEL = {
    "state": pgettext("rank of a visit", "state"),
    "official": pgettext("rank of a visit", "official"),
    "working": pgettext("rank of a visit", "working"),
    "informal": pgettext("rank of a visit", "informal"),
    "unspecified": pgettext("rank of a visit", "no label, or sources differ"),
    "head_of_state": _("head of state"),
    "former_head_of_state": _("former head of state"),
    "prime_minister": _("prime minister"),
    "minister": _("minister"),
    "parliament": _("parliament"),
    "government": _("government"),
    "agency": _("agency"),
    "regional": _("region or city"),
    "organisation": _("organisation"),
    "religious_board": _("religious board"),
    "company": _("company"),
    "academic": _("university or academy"),
    "media": _("media"),
    "military": _("armed forces"),
    "public": _("public organisation"),
}

# A visit as it is called in full, by its rank.
_VISIT = {
    "state": _("state visit"),
    "official": _("official visit"),
    "working": _("working visit"),
    "informal": _("informal visit"),
    "unspecified": _("visit of unstated rank"),
}

# What is known of a cell. The first four are never confused: see `data/README.md`.
_STATUS = {
    "reported": _("reported"),
    "not_reported": _("not reported"),
    "zero": _("zero"),
    "other_owner": _("not from the statistics or customs of the reporter"),
    "not_found": _("not found by us"),
    "unknown": _("unknown"),
    "planned": _("planned"),
    "done": _("done"),
    "partly_done": _("partly done"),
    "announced": _("announced"),
    "signed": _("signed"),
    "held": _("held"),
    "reached": _("reached"),
    "reached_late": _("reached late"),
    "missed": _("missed"),
    "not_due": _("not due yet"),
    "same_day": _("on the same day"),
    "different_day": _("on different days"),
    "open": _("open"),
    "closed": _("closed"),
}

_QUALIFIER = {
    "exact": _("{n}"),
    "about": _("about {n}"),
    "more_than": _("more than {n}"),
    "less_than": _("less than {n}"),
    "nearly": _("nearly {n}"),
}

_CONFIDENCE = {
    "high": pgettext("confidence", "high"),
    "medium": pgettext("confidence", "medium"),
    "low": pgettext("confidence", "low"),
}

_MEMBERSHIP = {
    "member": _("member"),
    "founder": _("founding member"),
    "observer": _("observer"),
    "associate": _("associate member"),
    "candidate": _("candidate for membership"),
    "partner": _("dialogue partner"),
    "party": _("party to the treaty"),
    "signatory": _("signatory"),
    "suspended": _("membership suspended"),
    "withdrawn": _("withdrawn"),
    "non_member": _("not a member"),
    "none": _("not a member"),
}

THEMES = (
    "diplomacy",
    "economy",
    "culture",
    "tourism_religion",
    "international_support",
)  # in the order of the book
_THEME = {
    "diplomacy": _("Diplomacy"),
    "economy": _("Economy"),
    "culture": _("Culture"),
    "tourism_religion": _("Tourism and religion"),
    "international_support": _("International support"),
    "general": _("General"),
    "synthesis": _("Was there a new stage?"),
}

# Units, as an axis or a head of a column names them.
_UNIT = {
    "USD": _("US dollars"),
    "USD_bn": _("USD bn"),
    "USD_mln": _("USD mn"),
    "KZT": _("tenge"),
    "UZS": _("soum"),
    "percent": _("per cent"),
    "percentage_points": _("percentage points"),
    "share": _("share"),
    "count": _("number"),
    "rank": pgettext("unit", "rank"),
    "persons": _("persons"),
    "students": _("students"),
    "visitors": _("visitors"),
    "passengers": _("passengers"),
    "firms": _("firms"),
    "documents": _("documents"),
    "contracts": _("contracts"),
    "events": _("events"),
    "visits": _("visits"),
    "votes": _("votes"),
    "states": _("states"),
    "days": _("days"),
    "hours": _("hours"),
    "months": _("months"),
    "years": _("years"),
    "year": pgettext("unit", "year"),
    "tonnes": _("tonnes"),
    "km": _("km"),
    "km2": _("km²"),
    "ha": _("hectares"),
    "kWh": _("kWh"),
    "MW": _("MW"),
    "m3": _("cubic metres"),
    "flights_per_week": _("flights a week"),
    "trains_per_week": _("trains a week"),
    "trains_per_day": _("trains a day"),
    "cars": _("cars"),
    "cars_per_year": _("cars a year"),
    "trucks": _("trucks"),
    "wagons": _("wagons"),
    "schools": _("schools"),
    "pupils": _("pupils"),
    "institutions": _("institutions"),
    "universities": _("universities"),
    "volumes": _("volumes"),
    "per_week": _("a week"),
}

# Who owns a statistic: the full name by the code of `data/owners.csv`.
_OWNER = {
    "ADB": _("Asian Development Bank"),
    "AIIB": _("Asian Infrastructure Investment Bank"),
    "CHN-CUSTOMS": _("General Administration of Customs of China"),
    "CHN-MOFCOM": _("Ministry of Commerce of China"),
    "CIA": _("CIA World Factbook"),
    "CICA": _("Secretariat of CICA"),
    "COMTRADE": _("United Nations Comtrade"),
    "COW": _("Correlates of War, Trade 4.0"),
    "EDB": _("Eurasian Development Bank"),
    "EIU": _("Economist Intelligence Unit"),
    "FAOSTAT": _("FAOSTAT (Food and Agriculture Organization)"),
    "KAZ-BORDER": _("Border Service of Kazakhstan"),
    "KAZ-CENSUS": _("Population census of Kazakhstan"),
    "KAZ-CUSTOMS": _("Customs service of Kazakhstan"),
    "KAZ-EDU": _("Ministry of Science and Higher Education of Kazakhstan"),
    "KAZ-ENERGY": _("Ministry of Energy of Kazakhstan"),
    "KAZ-GOV": _("state bodies of Kazakhstan (statistics office not named)"),
    "KAZ-KTO": _("KazTransOil"),
    "KAZ-KTZ": _("National railway company of Kazakhstan"),
    "KAZ-MFA": _("Ministry of Foreign Affairs of Kazakhstan"),
    "KAZ-MIA": _("Ministry of Internal Affairs of Kazakhstan"),
    "KAZ-MII": _("Ministry of Industry of Kazakhstan"),
    "KAZ-PRES": _("Presidency of Kazakhstan"),
    "KAZ-STAT": _("Bureau of National Statistics of Kazakhstan"),
    "KAZ-TOURISM": _("Tourism authority of Kazakhstan"),
    "KAZ-TRADE": _("Trade ministry of Kazakhstan"),
    "KAZ-TRANSPORT": _("Ministry of Transport of Kazakhstan"),
    "KGZ-STAT": _("National Statistical Committee of Kyrgyzstan"),
    "OIC": _("Organisation of Islamic Cooperation"),
    "RUS-CUSTOMS": _("Federal Customs Service of Russia"),
    "TJK-STAT": _("Agency on Statistics of Tajikistan"),
    "TKM-STAT": _("State Committee of Turkmenistan for Statistics"),
    "UIS": _("UNESCO Institute for Statistics"),
    "UN-MPTF": _("United Nations Multi-Partner Trust Fund Office"),
    "UNDESA": _("United Nations, Department of Economic and Social Affairs"),
    "UNGA": _("UN General Assembly"),
    "USSR-CENSUS": _("All-Union census of 1989"),
    "UZB-CBU": _("Central Bank of Uzbekistan"),
    "UZB-CENSUS": _("Population census of Uzbekistan"),
    "UZB-CHAMBER": _("Chamber of Commerce and Industry of Uzbekistan"),
    "UZB-CULT": _("Ministry of Culture of Uzbekistan"),
    "UZB-CUSTOMS": _("Customs committee of Uzbekistan"),
    "UZB-EDU": _("Ministry of Higher Education of Uzbekistan"),
    "UZB-GOV": _("state bodies of Uzbekistan (statistics office not named)"),
    "UZB-MFA": _("Ministry of Foreign Affairs of Uzbekistan"),
    "UZB-MIIT": _("Ministry of Investment, Industry and Trade of Uzbekistan"),
    "UZB-PRES": _("Presidency of Uzbekistan"),
    "UZB-STAT": _("National Statistics Committee of Uzbekistan"),
    "UZB-TOURISM": _("Tourism authority of Uzbekistan"),
    "UZB-TRANSPORT": _("Ministry of Transport of Uzbekistan"),
    "WB": _("World Bank"),
    "WITS": _("World Bank WITS"),
    "WTO": _("World Trade Organization"),
    "unknown": _("owner not stated"),
}

# The people that a country is named after, as censuses name them. A country without a word needs none.
_PEOPLE = {
    "KAZ": _("Kazakhs"),
    "KGZ": _("Kyrgyz"),
    "TJK": _("Tajiks"),
    "TKM": _("Turkmens"),
    "UZB": _("Uzbeks"),
}

_TITLE_KIND = {
    "printed": _("title as printed"),
    "described": _("our description of the page"),
}

# Words of the page's own furniture.
_TEXT = {
    "figure": _("Figure"),
    "table": _("Table"),
    "data": _("Data"),
    "source": _("Source"),
    "sources": _("Sources"),
    "statistics_owner": _("Statistics owner"),
    "download_csv": _("Download CSV"),
    "how_to_cite": _("How to cite"),
    "report_error": _("Report an error"),
    "print_view": _("Print view"),
    "date": _("Date"),
    "dates": _("Dates"),
    "period": _("Period"),
    "year": _("Year"),
    "country": _("Country"),
    "countries": _("Countries"),
    "host": _("Host"),
    "guest": _("Guest"),
    "place": _("Place"),
    "event": _("Event"),
    "kind": _("Kind"),
    "level": _("Level"),
    "label": _("Label"),
    "organisation": _("Organisation"),
    "status": _("Status"),
    "since": _("Since"),
    "until": _("Until"),
    "indicator": _("Indicator"),
    "value": _("Value"),
    "unit": _("Unit"),
    "reporter": _("Reporter"),
    "partner": _("Partner"),
    "confidence": _("Confidence"),
    "publisher": _("Publisher"),
    "published": _("Published"),
    "title": _("Title"),
    "theme": _("Theme"),
    "language": _("Language"),
    "note": _("Note"),
    "total": _("Total"),
    "share": _("Share"),
    "rank": _("Rank"),
    "gap": _("Gap"),
    "target": _("Target"),
    "due": _("Due"),
    "outcome": _("Outcome"),
    "page_not_translated": _("This page is not translated"),
}

# What evidence makes of a claim, and what became of what it announced. The codes are words of the ledger.
_VERDICT = {
    "supported": _("supported"),
    "partly supported": _("partly supported"),
    "contradicted": _("contradicted"),
    "not found": _("not found"),
    "not testable": _("not testable"),
}

_OUTCOME = {
    "reached": pgettext("outcome", "reached"),
    "reached late": pgettext("outcome", "reached late"),
    "missed": pgettext("outcome", "missed"),
    "done": pgettext("outcome", "done"),
    "partly done": pgettext("outcome", "partly done"),
    "not found by us": pgettext("outcome", "not found by us"),
    "not due": pgettext("outcome", "not due yet"),
}

# How a row stands to a claim.
_STANCE = {
    "for": pgettext("stance", "agrees"),
    "against": pgettext("stance", "differs"),
    "vague": pgettext("stance", "less exact, or open"),
    "around": pgettext("stance", "context, does not decide"),
}

# What each test of a claim asks.
_CLAIM_TEST = {
    "event_exists": _("Do sources tell of the act, at this date and with this label?"),
    "count_at_least": _("Are there at least so many acts, each told by a source?"),
    "value_within": _("Do sources give this number, within half a unit of its last digit?"),
    "growth_within": _("Do sources state this growth, and do the levels of one owner give it?"),
    "ranks_first": _("Is the country first among the others, by each measure, in each year?"),
    "trade_over_size": _("Does the neighbour weigh more in trade than its size alone gives?"),
    "member_of": _("Is each country a member of each organisation?"),
    "commitment_made": _("Do sources tell of the pledge, with this amount and this term?"),
    "plan_made": _("Do sources other than the document tell of each part of the plan?"),
    "agrees_more_than": _("Did the two vote alike more often than the others, session by session?"),
    "declared_support": _("Do sources tell that one side declared its support of the other?"),
    "change_at": _("Did the primary indicator of each theme change at this year?"),
    "argument": _("Nothing: an argument is discussed, not scored."),
    "commitment_met": _("Was the amount reached, first when, by whose figures?"),
    "plan_item_done": _("Does the record hold an act that did what was planned?"),
    "dates_coincide": _("Did the dates fall together after the act?"),
}

# What the test of the turning point says of a theme.
_ANSWER = {
    "particular": _("changed, and more than with the other neighbours"),
    "shared": _("changed, as with the other neighbours"),
    "alone": _("changed; whether only here cannot be known"),
    "record": _("more acts on record, which a fuller record may explain"),
    "depends": _("changed or not, depending on the years compared"),
    "other_way": _("changed the other way"),
    "no_change": _("no change beyond chance"),
    "unknown": _("cannot be known"),
}

# Why a series cannot be tested.
_REFUSAL = {
    "change_of_source": _("the series changes its source inside the years compared"),
    "change_of_owner": _("the series changes its statistics owner inside the years compared"),
    "change_of_definition": _("the series changes its definition inside the years compared"),
    "change_of_reporters": _("the set of reporters changes inside the years compared"),
    "too_few_points": _("too few years with a value"),
    "zero_counts": _("no act on record in either window"),
    "no_series": _("no set of countries reports it in every year compared, or no record was kept"),
}

_METHOD = {
    "rate_ratio": _("ratio of rates, exact interval"),
    "overdispersed": _("ratio of rates, interval widened for overdispersion"),
    "level_shift": _("shift of level, errors with autocorrelation"),
    "slope_change": _("change of slope, errors with autocorrelation"),
    "difference": _("difference of means, simulated series"),
}

_MEASURE = {
    "area": _("area"),
    "gdp": _("gross domestic product"),
    "gdp_per_head": _("gross domestic product per head"),
}

VOCABULARIES: dict[str, dict[str, Message]] = {
    "verdict": _VERDICT,
    "outcome": _OUTCOME,
    "stance": _STANCE,
    "claim_test": _CLAIM_TEST,
    "measure": _MEASURE,
    "answer": _ANSWER,
    "refusal": _REFUSAL,
    "method": _METHOD,
    "kind": _KIND,
    "level": _LEVEL,
    "visit": _VISIT,
    "status": _STATUS,
    "qualifier": _QUALIFIER,
    "confidence": _CONFIDENCE,
    "membership": _MEMBERSHIP,
    "theme": _THEME,
    "unit": _UNIT,
    "owner": _OWNER,
    "people": _PEOPLE,
    "title_kind": _TITLE_KIND,
    "text": _TEXT,
}


# Names of owners that stand in the data alone: whoever adds a collection adds no word here.
_named_owners: dict[str, Message] = {}


def name_owners(names: Mapping[str, str]) -> None:
    """Take the names that the data have (owner -> name in English) for owners without a word of ours."""
    for code, name in names.items():
        if code not in _OWNER:
            text = name.replace("{", "{{").replace("}", "}}")
            _named_owners[code] = Message(text, domain="data", context=f"owners/{code}/name")


def book_title(country_a: str, country_b: str) -> Message:
    """The title of the book of a pair, in the order of its parameters."""
    return _("A New Stage? {a}–{b} relations, claim by claim", a=Country(country_a), b=Country(country_b))


def word(vocabulary: str, code: str) -> Message:
    """The word for a code; those of `qualifier` have a slot `{n}`: see `qualified`.

    Raises MessageError for a vocabulary or a code that does not exist.
    """
    if vocabulary not in VOCABULARIES:
        raise MessageError(f"no vocabulary {vocabulary!r}; there are {', '.join(VOCABULARIES)}")
    words = VOCABULARIES[vocabulary]
    if vocabulary == "owner" and code in _named_owners:
        return _named_owners[code]
    if code not in words:
        raise MessageError(f"the vocabulary {vocabulary!r} has no word for {code!r}")
    return words[code]


def qualified(qualifier: str, number: object) -> Message:
    """A number with its qualifier: "about 3", "more than 3"; "exact" or none adds no word."""
    return replace(word("qualifier", qualifier or "exact"), values={"n": number})
