"""The bibliography, made from the table of sources."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from bilateral.datapackage.reading import CHECKOUT, Package, load

BIB = CHECKOUT / "book" / "references.bib"

# What BibTeX, and the LaTeX decoder of pybtex behind it, would not print as it stands.
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def escape(text: str) -> str:
    """Text with everything escaped that BibTeX or LaTeX would read as markup."""
    return "".join(_ESCAPES.get(char, char) for char in text)


def bibliography(package: Package) -> str:
    """BibTeX of all sources, one `@misc` each, in its order; the same bytes for the same table."""
    return "\n".join(entry(row) for row in package.sources.to_dict("records"))


def entry(row: dict[Hashable, str]) -> str:
    described = row["title_kind"] == "described"
    title = f"[{row['title']}]" if described else row["title"]
    fields = {
        "author": "{" + escape(row["publisher"]) + "}",
        "title": "{" + escape(title) + "}",
        "year": row["published"][:4] or "n.d.",
        "url": row["url"],
        "urldate": row["read"],
    }
    if described:
        fields["note"] = "Title described or translated by us"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{row['source']},", *lines, "}", ""])


def write_bibliography(package: Package | None = None, path: Path = BIB) -> Path:
    """Write the bibliography of the package (None: the default one) and return its path."""
    path.write_text(bibliography(package or load()), encoding="utf-8", newline="\n")
    return path
