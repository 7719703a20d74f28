"""For maintainers: keep the translation catalogues in step with what they translate.

    python -m bilateral.catalogues update    # extract every message, merge it into locale/*/LC_MESSAGES/*.po
    python -m bilateral.catalogues check     # say what is missing or wrong; exit 1 if anything is

Five domains: `app` (messages in our code), `data` (titles, places and organisations of the data package, by
row), `book` (the Markdown of pages and of notebooks without outputs), `sphinx` and `booktheme` (the theme's
own words). A catalogue holds no dates, line numbers or leftovers: the same sources give the same bytes.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
import string
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages import Catalog, Message, pofile
from babel.messages.extract import extract_from_file

from bilateral.messages import LANGUAGES, LOCALE

ROOT = LOCALE.parent
DOMAINS = ("app", "data", "book", "sphinx", "booktheme")

# (tables, key, column, context); `{key}` in the context is the row's key, of several columns joined by "-"
_DATA = (
    ("curated/*/events.csv", "event_id", "title", "events/{key}/title"),
    ("curated/*/events.csv", "event_id", "place", "place"),
    ("curated/*/commitments.csv", "commitment_id", "deed", "commitments/{key}/title"),
    ("curated/*/memberships.csv", "membership_id", "organisation", "organisation"),
    ("documents/*/claims.csv", "document claim_id", "statement", "claims/{key}/statement"),
    ("documents/*/claims.csv", "document claim_id", "searched", "claims/{key}/searched"),
    ("documents/*/evidence.csv", "document claim_id table row_id", "note", "evidence/{key}/note"),
)

# Files of Sphinx whose `_` reaches a reader of our pages (not those of its console, LaTeX and API pages).
_SPHINX_CODE = (
    "locale/__init__.py",
    "builders/html/__init__.py",
    "domains/std/__init__.py",
    "environment/adapters/indexentries.py",
    "environment/adapters/toctree.py",
    "environment/collectors/toctree.py",
    "writers/html5.py",
    "directives/other.py",
)


# --- extraction -------------------------------------------------------------------------------------------


def extract(domain: str) -> Catalog:
    """Every message of a domain as it stands in the sources today, without translations."""
    catalogue = Catalog()
    for context, ids, comments in _EXTRACT[domain]():
        catalogue.add(ids, context=context, auto_comments=comments)
    return catalogue


Found = Iterator[tuple[str | None, str | tuple[str, ...], list[str]]]


def _app() -> Found:
    for path in sorted((ROOT / "src" / "bilateral").rglob("*.py")):
        yield from messages_in(path.read_text(encoding="utf-8"), path.name)


def messages_in(code: str, name: str) -> Found:
    """The messages of Python code: `_(…)`, `ngettext(…)` and `pgettext(…)`, nested ones too.

    Babel's own extractor passes over a call inside a call. Raises ValueError where a text is no literal and
    so could not be translated.
    """
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Name)
            or node.func.id not in _TEXTS
        ):
            continue
        wanted = _TEXTS[node.func.id]
        texts = [
            a.value for a in node.args[:wanted] if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if len(texts) < wanted:
            raise ValueError(
                f"{name}:{node.lineno}: the text of {node.func.id}() is not written out as a literal"
            )
        above = lines[node.lineno - 2].strip() if node.lineno > 1 else ""
        comments = [above.removeprefix("# ")] if above.startswith("# Translators:") else []
        if node.func.id == "pgettext":
            yield texts[0], texts[1], comments
        else:
            yield None, texts[0] if wanted == 1 else (texts[0], texts[1]), comments


_TEXTS = {"_": 1, "ngettext": 2, "pgettext": 2}  # how many arguments are texts, or context and text


def _data() -> Found:
    for tables, key, column, context in _DATA:
        for table in sorted((ROOT / "data").glob(tables)):
            with table.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    if _is_text(row[column], column):
                        named = "-".join(row[name] for name in key.split())
                        yield context.format(key=named), row[column], []


def _is_text(text: str, column: str) -> bool:
    """False for nothing, and for a deed that is a code (its theme has the words for it)."""
    return bool(text) and (column != "deed" or " " in text)


def _book() -> Found:
    with tempfile.TemporaryDirectory() as folder:
        template = _gettext_template(Path(folder))
    for message in pofile.read_po(BytesIO(template)):
        if message.id:
            yield None, _key(message), []
    for text in _toc_texts(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))):
        yield None, text, []


def _toc_texts(toc: object) -> Iterator[str]:
    """Captions and titles of `_toc.yml`, which the staging of a language translates."""
    if isinstance(toc, dict):
        yield from (toc[name] for name in ("caption", "title") if name in toc)
        toc = list(toc.values())
    if isinstance(toc, list):
        for part in toc:
            yield from _toc_texts(part)


def _gettext_template(folder: Path) -> bytes:
    """The pages and notebooks through Sphinx's gettext builder, with nothing executed or computed in them."""
    from sphinx.application import Sphinx  # slow to import, and only maintainers need it
    from sphinx.util.docutils import docutils_namespace

    source = folder / "source"
    for pattern in ("book/*.md", "notebooks/*.ipynb"):
        for page in sorted(ROOT.glob(pattern)):
            copy = source / page.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, copy)
            for part in re.findall(r"\{include\}\s+(\S+)", page.read_text(encoding="utf-8")):
                _include(page.parent / part, copy.parent / part)
    settings = {
        "extensions": ["myst_nb"],
        "nb_execution_mode": "off",
        "myst_enable_extensions": ["colon_fence", "deflist"],
        "gettext_compact": "book",
        "gettext_location": False,
        "gettext_uuid": False,
        "root_doc": "book/index",
        "exclude_patterns": ["CHANGELOG.md", "book/generated"],
    }
    with docutils_namespace():
        Sphinx(
            str(source), None, str(folder / "out"), str(folder / "trees"), "gettext",
            confoverrides=settings, status=None, warning=None, freshenv=True,
        ).build()  # fmt: skip
    return (folder / "out" / "book.pot").read_bytes()


def _include(part: Path, copy: Path) -> None:
    """A file that a page includes; empty if it is computed, since that is in the page's language already."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and "generated" not in part.parts:
        shutil.copyfile(part, copy)
    else:
        copy.touch()


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _from_files(method: str, files: Iterable[Path], keywords: dict[str, object]) -> Found:
    options = {"encoding": "utf-8"} if method.startswith("jinja2") else {}
    for path in sorted(files):
        found = extract_from_file(method, path, keywords=keywords, options=options)  # type: ignore[arg-type]
        for _line, ids, _comments, context in found:
            yield context, ids, []


_JINJA = "jinja2.ext:babel_extract"
_JAVASCRIPT: dict[str, object] = {"_": None, "Documentation.gettext": None, "Documentation.ngettext": (1, 2)}
_USUAL: dict[str, object] = {"_": None, "gettext": None, "ngettext": (1, 2)}


def _sphinx() -> Found:
    sphinx, pydata = _package("sphinx"), _package("pydata_sphinx_theme")
    yield from _from_files("python", [sphinx / name for name in _SPHINX_CODE], {"_": None})
    yield from _from_files(_JINJA, (sphinx / "themes" / "basic").rglob("*.html"), _USUAL)
    yield from _javascript()
    yield from _from_files(_JINJA, (pydata / "theme").rglob("*.html"), _USUAL)
    yield from _from_files("python", pydata.glob("*.py"), {"_": None})


def _javascript() -> Found:
    scripts = (_package("sphinx") / "themes" / "basic" / "static").glob("*.js")
    yield from _from_files("javascript", scripts, _JAVASCRIPT)


def _booktheme() -> Found:
    theme = _package("sphinx_book_theme")
    keywords: dict[str, object] = {"translation": None, "translate": None}
    yield from _from_files("python", theme.rglob("*.py"), keywords)
    yield from _from_files(_JINJA, theme.rglob("*.html"), keywords)
    for options in theme.rglob("theme.conf"):  # the head of the page's contents is an option of the theme
        for title in re.findall(r"^toc_title\s*=\s*(.+)$", options.read_text(encoding="utf-8"), flags=re.M):
            yield None, title.strip(), []


_EXTRACT = {"app": _app, "data": _data, "book": _book, "sphinx": _sphinx, "booktheme": _booktheme}


# --- files ------------------------------------------------------------------------------------------------


def path_of(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str) -> Catalog:
    """A catalogue as it stands on disk; an empty one if there is none."""
    path = path_of(language, domain)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def merge(template: Catalog, translated: Catalog, language: str) -> Catalog:
    """The messages of `template` with the translations that `translated` has of them, word for word."""
    merged = Catalog(locale=language)
    merged.mime_headers = [("Plural-Forms", translated.plural_forms)]
    for message in template:
        if not message.id:
            continue
        old = translated.get(_key(message), message.context)
        text = old.string if old is not None and bool(message.pluralizable) == bool(old.pluralizable) else ""
        merged.add(message.id, text, context=message.context, auto_comments=message.auto_comments,
                   user_comments=old.user_comments if old is not None else ())  # fmt: skip
    return merged


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def to_bytes(catalogue: Catalog) -> bytes:
    """A .po file without anything that changes by itself: sorted, unwrapped, no dates, no line numbers."""
    body = BytesIO()
    pofile.write_po(
        body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
    )
    return header.encode() + b"\n" + body.getvalue()


def javascript(language: str) -> str:
    """The strings of the theme's scripts, as Sphinx hands them to a page (`translations.js`)."""
    translated = read(language, "sphinx")
    strings = {}
    for _context, ids, _comments in _javascript():
        message = translated.get(ids if isinstance(ids, str) else ids[0])
        if message is not None and message.string:
            strings[_key(message)] = list(message.string) if message.pluralizable else message.string
    content = {
        "locale": language,
        "messages": dict(sorted(strings.items())),
        "plural_expr": translated.plural_expr.removeprefix("(").removesuffix(")"),
    }
    text = json.dumps(content, ensure_ascii=False, indent=4, sort_keys=True)
    return f"Documentation.addTranslations({text});\n"


def update(language: str, log: bool = True) -> None:
    """Rewrite the catalogues of a language from the sources, keeping translations; say what fell out."""
    for domain in DOMAINS:
        old = read(language, domain)
        new = merge(extract(domain), old, language)
        path_of(language, domain).parent.mkdir(parents=True, exist_ok=True)
        path_of(language, domain).write_bytes(to_bytes(new))
        gone = [m for m in old if m.id and m.string and new.get(_key(m), m.context) is None]
        if log:
            missing = sum(1 for m in new if m.id and not _is_translated(m))
            print(f"{language}/{domain}: {len(new)} messages, {missing} not translated, {len(gone)} gone")
            for message in gone:
                print(f"    gone: {_key(message)!r}, was {message.string!r}")
    path_of(language, "sphinx").with_suffix(".js").write_text(javascript(language), encoding="utf-8")


# --- faults -----------------------------------------------------------------------------------------------


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _slots(text: str) -> set[str]:
    """The `{name}` slots and `%(name)s` or `${name}` places of a message."""
    try:
        named = {
            name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None
        }
    except ValueError:
        named = set()
    return named | set(re.findall(r"%\(\w+\)[sd]|%[sd]|\$\{[^}]*\}|%\d+", text))


def allowed_same(language: str) -> dict[str, str]:
    """Messages that a language writes as English does, each with its reason (`same-as-english.txt`)."""
    path = LOCALE / language / "same-as-english.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {parts[0]: parts[1].strip() if len(parts) > 1 else "" for parts in pairs}


def _has_words(message: Message) -> bool:
    """False for a text of slots and marks alone ("{a} – {b}"), which may be the same in two languages."""
    return bool(re.search(r"[^\W\d_]", re.sub(r"\{\w+\}|%\(\w+\)s|&#?\w+;", "", _key(message))))


_REMEDY = "run `python -m bilateral.catalogues update`"


def faults(language: str) -> list[str]:
    """What is wrong with the catalogues of a language, one line each; an empty list when all is well."""
    allowed, same = allowed_same(language), set()
    listed = f"{language}/same-as-english.txt"
    found = [f"{listed}: {text!r} has no reason" for text, why in allowed.items() if not why]
    for domain in DOMAINS:
        held = read(language, domain)
        path = path_of(language, domain)
        if not path.exists() or path.read_bytes() != to_bytes(merge(extract(domain), held, language)):
            found.append(f"{language}/{domain}: not what extraction gives; {_REMEDY}")
        for message in held:
            if not message.id:
                continue
            where = f"{language}/{domain}: {_key(message)!r}" + (
                f" ({message.context})" if message.context else ""
            )
            if message.fuzzy:
                found.append(f"{where}: is fuzzy")
            if not _is_translated(message):
                found.append(f"{where}: has no translation")
                continue
            found += [f"{where}: {fault}" for fault in faults_of(message, language, domain)]
            if message.string == message.id and _has_words(message):
                same.add(message.id)
                if message.id not in allowed:
                    found.append(f"{where}: is as in English and not in same-as-english.txt")
    found += [f"{listed}: {text!r} is not needed" for text in sorted(set(allowed) - same)]
    script = path_of(language, "sphinx").with_suffix(".js")
    if not script.exists() or script.read_text(encoding="utf-8") != javascript(language):
        found.append(f"{language}/sphinx.js: not what sphinx.po gives; {_REMEDY}")
    return found


def faults_of(message: Message, language: str, domain: str) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wanted = [_slots(text) for text in ids]  # singular and plural need not have the same
    for text in texts:
        if domain != "book" and _slots(text) not in wanted:
            expected = " or ".join(str(sorted(slots)) for slots in wanted)
            yield f"has the slots {sorted(_slots(text))}; expected {expected}"
        if language == "uz" and (wrong := re.search(r"[‘’`´]|(?<=\w)'(?=\w)", _prose(text))):
            yield f"holds {wrong[0]!r}; Uzbek has U+02BB and U+02BC"
        if language == "uz" and re.search(r"(?<![oOgG])\u02bb|(?<=[oOgG])\u02bc", text):
            yield "has U+02BB after a letter other than o and g, or U+02BC after one of them"
        if (text[:1] == " ", text[-1:] == " ") != (ids[0][:1] == " ", ids[0][-1:] == " "):
            yield "begins or ends with a space where the English does not, or without one where it does"
    if domain == "book":
        links = [sorted(re.findall(r"\]\(([^)]+)\)|(\{[^}]+\}`[^`]*`)", text)) for text in (ids[0], texts[0])]
        if len(links[0]) != len(links[1]):
            yield "has other links than the English"


def _prose(text: str) -> str:
    """A text without what is code or markup, where an apostrophe is no letter."""
    return re.sub(r"`[^`]*`|<[^>]*>|y-'\w+'", " ", text)


def main(arguments: list[str] | None = None) -> int:
    """`update` or `check` for every language but English; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments not in (["update"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    found = []
    for language in LANGUAGES[1:]:
        if arguments == ["update"]:
            update(language)
        found += faults(language)
    for fault in found:
        print(fault)
    return 1 if found and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main())
