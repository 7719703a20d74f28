"""The bibliography, made from the table of sources."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from pathlib import Path

from bilateral.datapackage.reading import CHECKOUT, Package, load

BIB = CHECKOUT / "book" / "references.bib"

# What BibTeX, and the LaTeX decoder of pybtex behind it, would not print as it stands. `$` and `^` are left:
# pybtex would print their backslash. Braces have no form that it prints: `check` keeps them out of the table.
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    **{char: f"\\{char}" for char in "{}&%#_"},
}
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=[`?!])(?=`)")


def escape(text: str) -> str:
    """Text with everything escaped that BibTeX or LaTeX would read as markup; pybtex prints it as it was."""
    return "".join(_ESCAPES.get(char, char) for char in _LIGATURE.sub("\0", text)).replace("\0", "{}")


def entry(row: Mapping[str, str]) -> str:
    """One source as a BibTeX `@misc`, its id the key; the note says if the title is not the printed one."""
    fields = {
        "author": "{" + escape(row["publisher"]) + "}",
        "title": "{" + escape(row["title"]) + "}",
        "year": row["published"][:4] or "n.d.",
        "url": row["url"],
        "urldate": row["read"],
        "language": row["language"],
    }
    if row["title_kind"] == "described":
        fields["note"] = "[description] The title is ours or translated, not the printed one"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{row['source']},", *lines, "}", ""])


def bibliography(package: Package, keys: Container[str] | None = None) -> str:
    """BibTeX of all sources, or of those in `keys`, in the order of their table."""
    records = [row for row in package.sources.to_dict("records") if keys is None or row["source"] in keys]
    return "\n".join(entry({str(name): str(cell) for name, cell in row.items()}) for row in records)


def write_bibliography(package: Package | None = None, path: Path = BIB) -> Path:
    """Write the bibliography of the package (None: the default one) and return its path."""
    path.write_text(bibliography(package or load()), encoding="utf-8", newline="\n")
    return path
