"""The record of a build: when, where, with what, and what came of it, beside the book and never inside it.

It is an RO-Crate 1.1 (`ro-crate-metadata.json`): the book as the root dataset, each executed page as a
CreateAction with its notebook as instrument, the data as object and the page as result. What a build cannot
repeat (times, versions, the machine) stands here, so that the book itself is the same bytes every time.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from bilateral import __version__, datapackage, dependencies, runner
from bilateral.errors import BadInput
from bilateral.runner import Result
from bilateral.tasks import ROOT
from bilateral.vocabulary import book_title

NAME = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
# The context of RO-Crate 1.1 has no word for a digest.
CONTEXT = [f"{SPECIFICATION}/context", {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}]
LICENCE = {
    "@id": "https://creativecommons.org/licenses/by/4.0/",
    "@type": "CreativeWork",
    "name": "CC BY 4.0",
    "description": "Creative Commons Attribution 4.0 International. Tables of the world keep the licence of "
    "their publisher, which the book's list of data names.",
}
_PAGE = "Page "


def write(
    html: Path,
    country_a: str,
    country_b: str,
    languages: Sequence[str],
    results: Sequence[Result],
    began: datetime,
    data: Path | None = None,
    root: Path = ROOT,
) -> None:
    """Write the record of a build beside the folder of its book."""
    graph = [
        *_about(country_a, country_b, languages, html, results, data),
        *_environment(root, data),
        *_runs(html, results),
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "Build of the book",
            "startTime": began.isoformat(timespec="milliseconds"),
            "endTime": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "instrument": _ids(["#bilateral", "#machine"]),
            "object": _ids(["#data"]),
            "result": _ids(["html/"]),
        },
    ]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1, allow_nan=False)
    html.with_name(NAME).write_text(text + "\n", encoding="utf-8")


def executed(book: Path) -> dict[tuple[str, str], str]:
    """(Language, chapter) of every page that a book was made from -> SHA-256 of the executed notebook.

    Raises BadInput where no book stands, or none with a record.
    """
    found = {}
    for entity in _read(book):
        kind, _, rest = entity["@id"].partition("-")
        language, _, name = rest.partition("-")
        if kind == "#executed":
            found[language, name] = entity["sha256"]
    return found


def pages(book: Path) -> Iterator[tuple[str, str, str]]:
    """Of every page made from a notebook: its title, its file beside the record, the file's SHA-256."""
    for entity in _read(book):
        if entity["@type"] == "File":
            yield entity["name"].removeprefix(_PAGE), entity["@id"], entity["sha256"]


def _read(book: Path) -> list[dict[str, Any]]:
    try:
        graph = json.loads(book.with_name(NAME).read_text(encoding="utf-8"))["@graph"]
    except (OSError, ValueError, TypeError, KeyError):
        graph = None
    if graph is None or not (book / "index.html").is_file():
        raise BadInput(
            f"no book of {book.parent.name} with the record of its build has been built; "
            f"run: bilateral build {book.parent.name.replace('-', ' ')}"
        )
    return list(graph)


def sha256(text: str) -> str:
    """The SHA-256 of a text, as everybody else computes it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _about(
    country_a: str,
    country_b: str,
    languages: Sequence[str],
    html: Path,
    results: Sequence[Result],
    data: Path | None,
) -> list[dict[str, Any]]:
    """The record itself, the book, its authors and its licence."""
    runs = [f"#run-{_key(result)}" for result in results]
    return [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "name": "Record of the build",
            "conformsTo": {"@id": SPECIFICATION},
            "about": {"@id": "./"},
        },
        {"@id": SPECIFICATION, "@type": "CreativeWork", "name": "RO-Crate Metadata Specification 1.1"},
        {
            "@id": "./",
            "@type": "Dataset",
            "name": book_title(country_a, country_b).render("en"),
            "description": f"A book on how {country_a} and {country_b} get on, executed from notebooks and "
            f"sourced data ({', '.join(languages)}).",
            "datePublished": datapackage.data_date(str(data) if data else None),
            "version": __version__,
            "license": {"@id": LICENCE["@id"]},
            "author": {"@id": "#authors"},
            "inLanguage": list(languages) if len(languages) > 1 else languages[0],
            "hasPart": {"@id": "html/"},
            "mentions": _ids(["#build", *runs]),
        },
        LICENCE,
        {"@id": "#authors", "@type": "Organization", "name": "The bilateral authors"},
        {
            "@id": "html/",
            "@type": "Dataset",
            "name": "The pages of the book",
            **({"hasPart": _ids([_page(result) for result in results])} if results else {}),
        },
    ]


def _environment(root: Path, data: Path | None) -> list[dict[str, Any]]:
    """The data, the software and the machine."""
    package = datapackage.load(data)
    descriptor = json.loads((package.root / "datapackage.json").read_text(encoding="utf-8"))
    lock = root / "requirements.lock"
    libraries = {name: f"#software-{name}" for name in dependencies.LIBRARIES}
    needed = ["#python", *libraries.values(), *(["#lock"] if lock.exists() else [])]
    return [
        {
            "@id": "#data",
            "@type": "CreativeWork",
            "name": descriptor.get("title") or descriptor.get("name") or "The data",
            "description": "The data root; its identifier is a digest of the names and bytes of all files.",
            "identifier": dependencies.together(dependencies.of_data(data)),
        },
        {
            "@id": "#bilateral",
            "@type": "SoftwareApplication",
            "name": "bilateral",
            "version": __version__,
            "softwareRequirements": _ids(needed),
        },
        {
            "@id": "#python",
            "@type": "SoftwareApplication",
            "name": platform.python_implementation(),
            "version": platform.python_version(),
        },
        *(
            {"@id": place, "@type": "SoftwareApplication", "name": name, "version": version(name)}
            for name, place in libraries.items()
        ),
        *(
            {
                "@id": "#lock",
                "@type": "CreativeWork",
                "name": path.name,
                "description": "Every package of the environment with its version and digest.",
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path in [lock]
            if path.exists()
        ),
        {
            "@id": "#machine",
            "@type": "IndividualProduct",
            "name": platform.platform(),
            "description": f"{platform.machine()}, {os.cpu_count()} cores, {runner.KERNELS} pages at a time",
        },
    ]


def _runs(html: Path, results: Sequence[Result]) -> list[dict[str, Any]]:
    """The notebooks, each execution, and what came of it."""
    notebooks = {f"#notebook-{result.task.name}": result.task.notebook for result in results}
    found: list[dict[str, Any]] = [
        {
            "@id": place,
            "@type": "SoftwareSourceCode",
            "name": f"notebooks/{path.name}",
            "encodingFormat": "application/x-ipynb+json",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for place, path in notebooks.items()
    ]
    for result in results:
        found += [_run(result), _executed(result), _file(html, result)]
    return found


def _run(result: Result) -> dict[str, Any]:
    if result.why:
        told = f"Executed by this build: {', '.join(result.why)}"
    else:
        told = "Taken from the store of an earlier execution: nothing it depends on had changed"
    times = dict(zip(("startTime", "endTime"), result.ran, strict=False))
    return {
        "@id": f"#run-{_key(result)}",
        "@type": "CreateAction",
        "name": f"Execution of {result.task.title}",
        "description": told,
        **times,
        "instrument": {"@id": f"#notebook-{result.task.name}"},
        "object": {"@id": "#data"},
        "result": _ids([f"#executed-{_key(result)}", _page(result)]),
    }


def _executed(result: Result) -> dict[str, Any]:
    return {
        "@id": f"#executed-{_key(result)}",
        "@type": "CreativeWork",
        "name": f"Executed notebook {result.task.title}",
        "encodingFormat": "application/x-ipynb+json",
        "sha256": sha256(nbformat.writes(result.notebook)),
    }


def _file(html: Path, result: Result) -> dict[str, Any]:
    content = html.parent.joinpath(_page(result)).read_bytes()
    return {
        "@id": _page(result),
        "@type": "File",
        "name": f"{_PAGE}{result.task.title}",
        "encodingFormat": "text/html",
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _key(result: Result) -> str:
    return f"{result.task.parameters['language']}-{result.task.name}"


def _page(result: Result) -> str:
    return f"html/{result.task.parameters['language']}/notebooks/{result.task.name}.html"


def _ids(places: Sequence[str]) -> dict[str, str] | list[dict[str, str]]:
    """References to entities: one alone, or a list of several, as JSON-LD in compact form has them."""
    listed = [{"@id": place} for place in places]
    return listed[0] if len(listed) == 1 else listed
