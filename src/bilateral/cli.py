"""The command line: `bilateral list | check | claims | run | build | explain | verify | serve | ...`.

Exit codes: 0 all is well; 1 found wanting (a fault in the data, a cell that fails, a page that does not
build); 2 bad input (unknown country, page, parameter, folder).
"""

from __future__ import annotations

import ast
import functools
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from bilateral import __version__, countries, messages
from bilateral.errors import BadInput

if TYPE_CHECKING:  # pandas takes a while, and `--help` needs none
    from bilateral.datapackage import Package

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
DEFAULT_PAIR = ("UZB", "KAZ")


def _stop(message: str, code: int) -> NoReturn:
    click.echo(f"bilateral: {message}", err=True)
    sys.exit(code)


class Verbs(click.Group):
    """The verbs in the order of work; bad input is one line and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        try:
            super().main(*args, **kwargs)
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            sys.exit(2)
        except click.UsageError as error:
            hint = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
            _stop(f"{error.format_message()}{hint}", 2)
        except click.Abort:
            _stop("stopped", 1)
        except BadInput as error:
            _stop(str(error), 2)
        except BrokenPipeError:  # `bilateral list | head`
            sys.stderr.close()
            sys.exit(0)
        sys.exit(0)


def _take_root(ctx: click.Context, parameter: click.Parameter, data: Path | None) -> None:
    """Let everything from here on read another data root. Who reads it says whether it is one."""
    if data is not None:
        os.environ["BILATERAL_DATA"] = str(data.resolve())


# `bilateral --data DIR check` and `bilateral check --data DIR` are the same.
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_take_root,
    help="Another data root (or set BILATERAL_DATA).",
)
pair_option = click.option(
    "--pair", nargs=2, default=DEFAULT_PAIR, show_default=True, help="The pair of the book."
)
books_option = click.option(
    "--books",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder in which books stand  [default: _build of the project]",
)
border_option = click.option(
    "--no-border", is_flag=True, help="Take two countries that share no land border too."
)


def _neighbours(package: Package, country_a: str, country_b: str, no_border: bool) -> countries.Pair:
    """The pair; BadInput in one line for codes that name none, and for two without a common land border."""
    pair = countries.Pair(country_a, country_b)
    apart = None if no_border else package.apart(pair)
    if apart:
        raise BadInput(f"{apart}; expected two land neighbours, or --no-border to take these two")
    return pair


@click.group(cls=Verbs, context_settings=CONTEXT, no_args_is_help=True)
@click.option(
    "--data",
    envvar="BILATERAL_DATA",
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_take_root,
    help="Another data root: a folder with datapackage.json, whole or with rows of your own on top of the "
    "project's (or set BILATERAL_DATA).",
)
@click.version_option(__version__, prog_name="bilateral")
def main() -> None:
    """Make the book of two neighbouring states from sourced data.

    \b
    A first walk:
      bilateral list             what there is: pages, parameters, tables
      bilateral check            is every row of the data in order?
      bilateral claims           does each claim of the document hold?
      bilateral run economy      execute one chapter
      bilateral build            execute and build the whole book
      bilateral serve            read it at http://127.0.0.1:8000/

    And later: `bilateral verify` executes the chapters of a book again and compares, `bilateral new-pair`
    adds two other neighbours, `bilateral refresh` makes the tables of the world anew from their publishers'
    files.
    """


@main.command("list")
@data_option
def list_() -> None:
    """Show what there is: pages with their parameters, tables with their rows."""
    from bilateral import datapackage, tasks

    package = datapackage.load()
    click.echo("Pages (bilateral run PAGE):")
    for path in tasks.notebooks():
        click.echo(f"  {path.stem}")
    first = tasks.notebooks()[:1]
    if first:
        click.echo("\nParameters of every page (-p NAME VALUE), with defaults:")
        for name, value in tasks.declared_parameters(first[0]).items():
            click.echo(f"  {name:<14} {value!r}")
    click.echo(f"\nTables under {package.root}:")
    for name, frame in package.tables.items():
        click.echo(f"  {name:<20} {len(frame):>7,} rows")
    click.echo(f"\nLanguages: {', '.join(messages.LANGUAGES)}")


@main.command()
@click.argument("folder", metavar="[COLLECTION]", required=False)
@data_option
def check(folder: str | None) -> None:
    """Check every row of the data package, or of one collection or document alone.

    A fault is one line: table:row:column: what was found; what was expected. Exit code 1 if there is one.
    Where a collection or a document is named (its folder under curated/ or documents/), only its tables are
    told of, and the tables of the world are not read again.

    \b
    Examples:
      bilateral check
      bilateral check KGZ-TJK
      bilateral check --data my-data
    """
    from bilateral import datapackage

    faults = datapackage.check(folder=folder)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} fault{'s' * (len(faults) != 1)} found", err=True)
        sys.exit(1)
    click.echo("No fault found.")


def _value(text: str) -> Any:
    """A parameter from the command line: numbers, None and lists as in Python, everything else as text."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


@main.command("claims")
@click.argument("country_a", default=DEFAULT_PAIR[0])
@click.argument("country_b", default=DEFAULT_PAIR[1])
@click.option("--theme", help="Only the claims of this theme, as economy.")
@click.option("--verdict", help="Only the claims with this verdict, as contradicted or 'not found'.")
@click.option("--claim", "name", help="Tell one claim in full, as C39: how do we know?")
@click.option("--language", default="en", show_default=True, help="The language of the words.")
@click.option("--json", "as_json", is_flag=True, help="Print the claims with their evidence as a JSON array.")
@data_option
def claims_(
    country_a: str,
    country_b: str,
    theme: str | None,
    verdict: str | None,
    name: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Judge each claim of the documents about a pair, default UZB KAZ, by the rows that bear on it.

    The verdict judges what the sentence asserts (supported, partly supported, contradicted, not found, not
    testable); the outcome tells what became of a plan or a pledge. Releases are the independent sources that
    decide. Nothing is typed: change a row and the verdict may change.

    \b
    Examples:
      bilateral claims
      bilateral claims --theme economy --verdict contradicted
      bilateral claims --claim C39
      bilateral claims --json > claims.json
    """
    from bilateral import claim_forms, claims, datapackage

    def known(what: str, given: str | None, expected: Sequence[str]) -> str | None:
        """The given word as we write it (`not-found` is "not found"), or bad input."""
        for code in expected:
            if given is not None and given.casefold() in (
                code,
                code.replace(" ", "-"),
                code.replace("_", "-"),
            ):
                return code
        if given is not None:
            raise BadInput(f"{what} {given!r}: unknown; expected one of {', '.join(expected)}")
        return None

    known("language", language, messages.LANGUAGES)
    theme = known("theme", theme, claim_forms.CLAIM_THEMES)
    verdict = known("verdict", verdict, claims.VERDICTS)
    pair = countries.Pair(country_a, country_b)
    ledger = claim_forms.of_pair(datapackage.load(), pair.a, pair.b, language)
    chosen = [j for j in ledger.judged if theme in (None, j.theme) and verdict in (None, j.verdict)]
    if name is not None and ledger.judged:
        ids = list(dict.fromkeys(j.claim_id for j in ledger.judged))
        if name not in ids:
            raise BadInput(f"claim {name!r}: unknown; expected one of {', '.join(ids)}")
        chosen = [j for j in chosen if j.claim_id == name]
    if as_json:
        click.echo(claim_forms.to_json(ledger, chosen), nl=False)
    elif not ledger.judged:
        click.echo(claim_forms.none_yet(pair.a, pair.b).render(language))
    elif not chosen:
        click.echo("No claim fits.")
    elif name is not None:
        click.echo("\n\n".join(claim_forms.full(ledger, j) for j in chosen))
    else:
        click.echo(claim_forms.table(ledger, chosen))


@main.command()
@click.argument("page_name", metavar="PAGE")
@click.option(
    "-p",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="A parameter of the notebook; may be given several times. `bilateral list` shows them all.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the executed notebook  [default: _build/run/PAGE.ipynb]",
)
@data_option
def run(page_name: str, parameters: Sequence[tuple[str, str]], output: Path | None) -> None:
    """Execute one chapter and write the executed notebook.

    \b
    Examples:
      bilateral run economy
      bilateral run economy -p until 2020
      bilateral run diplomacy -p country_a KGZ -p country_b TJK -p language uz
    """
    from bilateral import book_state, datapackage, publish, runner, tasks

    datapackage.data_root()
    given = {name: _value(value) for name, value in parameters}
    task = tasks.make_task(tasks.find_notebook(page_name), given)
    click.echo(f"Executing {task.name} ...")
    try:
        result = runner.run([task])[0]
    except runner.PageFailed as error:
        _stop(str(error), 1)
    target = output or book_state.BUILD / "run" / task.notebook.name
    target.parent.mkdir(parents=True, exist_ok=True)
    publish.write_notebook(result.notebook, target)
    for finding in result.findings:
        click.echo(f"  {finding['text']}")
    click.echo(f"{len(result.findings)} findings; executed notebook: {_short(target)}")


@main.command()
@click.argument("country_a", default=DEFAULT_PAIR[0])
@click.argument("country_b", default=DEFAULT_PAIR[1])
@click.option(
    "--language",
    "languages",
    multiple=True,
    help=f"Build only this language; may be given several times  [default: {', '.join(messages.LANGUAGES)}]",
)
@click.option(
    "--pairs",
    metavar="PAIRS",
    help="Many pairs in place of one: all, a file with one pair a line, or KGZ-TJK,CHL-ARG.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="With --pairs: let the workers of a Dask scheduler build, as tcp://host:8786.",
)
@border_option
@books_option
@data_option
@click.pass_context
def build(
    ctx: click.Context,
    country_a: str,
    country_b: str,
    languages: Sequence[str],
    pairs: str | None,
    scheduler: str | None,
    no_border: bool,
    books: Path | None,
) -> None:
    """Execute every chapter for a pair of land neighbours and build the book, default UZB KAZ.

    Countries are ISO 3166-1 alpha-3 codes. The book takes the place of the last one only when it is whole:
    a cell that fails, or a warning while the pages are built, leaves the last good book as it was.

    With --pairs a book that fails does not stop the others; failures are listed at the end, and the exit
    code is then 1. Books that are current are left as they are, so the same command goes on after a stop.

    With --scheduler each worker needs the project and its packages as they are here, and one thread
    (dask worker ADDRESS --nthreads 1). Books go into one folder (--books), and data come from one (--data),
    that all machines share under the same path; addresses of object stores are not folders.

    \b
    Examples:
      bilateral build
      bilateral build --language en
      bilateral build KGZ TJK
      bilateral build KGZ TJK --data my-data --books my-books
      bilateral build --pairs all --books /shared/books --scheduler tcp://host:8786
    """
    from bilateral import book_state

    for language in languages:
        if language not in messages.LANGUAGES:
            raise BadInput(f"language {language!r}: unknown; expected one of {', '.join(messages.LANGUAGES)}")
    chosen = [x for x in messages.LANGUAGES if not languages or x in languages]
    folder = (books or book_state.BUILD).resolve()
    given = ctx.get_parameter_source("country_a") is not ParameterSource.DEFAULT
    if pairs is not None and given:
        raise BadInput(f"--pairs {pairs}: stands beside {country_a}; expected one or the other")
    if scheduler and pairs is None:
        raise BadInput("--scheduler: shares many books; expected together with --pairs")
    if pairs is not None:
        _build_many(pairs, chosen, folder, no_border, scheduler)
        return
    ready = book_state.book_folder(country_a, country_b, folder)
    if book_state.is_current(ready, book_state.key(country_a, country_b, chosen)):
        click.echo("The book is as it was: nothing it is made from has changed.")
        click.echo(f"Open this page in a browser:\n  {_short(ready / 'index.html')}")
        return

    # They import what a build needs, which takes a while.
    from bilateral import datapackage, publish, runner, workplace

    _neighbours(datapackage.load(), country_a, country_b, no_border)
    try:
        book = publish.build_book(country_a, country_b, chosen, build=folder, progress=click.echo)
    except runner.PageFailed as error:
        _stop(f"{error}\nThe book was not built; the last good one is as it was.", 1)
    except publish.BookFailed as error:
        _stop(f"jupyter-book found fault:\n{error}\nThe last good book is as it was.", 1)
    except workplace.NotWritten as error:
        _stop(f"{error}; the last good book is as it was", 1)
    except workplace.BookLocked as error:
        _stop(str(error), 1)
    click.echo(f"\nThe book is ready. Open this page in a browser:\n  {_short(book / 'index.html')}")


def _build_many(
    pairs: str, languages: Sequence[str], folder: Path, no_border: bool, scheduler: str | None
) -> None:
    from bilateral import datapackage, many_pairs

    package = datapackage.load()
    make = functools.partial(_neighbours, package, no_border=no_border)
    listed = many_pairs.read_pairs(pairs, package.borders, make)
    try:
        failed = many_pairs.build(listed, languages, folder, click.echo, scheduler)
    except many_pairs.ClusterFailed as error:
        _stop(str(error), 1)
    if failed:
        sys.exit(1)


@main.command()
@click.argument("page_name", metavar="[PAGE]", required=False)
@pair_option
@books_option
@data_option
def explain(page_name: str | None, pair: tuple[str, str], books: Path | None) -> None:
    """Say of each chapter, or of one, whether the next build will execute it, and why.

    A chapter is executed when something it depends on has changed since a result was stored: the notebook,
    its parameters, a module it imports, the locked environment, the rows it is given, a table of the world
    it read, a translation, a source it cites, the verdict of a claim. Prose in book/ is none of these.

    \b
    Examples:
      bilateral explain
      bilateral explain culture
      bilateral explain --pair KGZ TJK
    """
    from bilateral import book_state, tasks
    from bilateral.run_key import Store

    store = Store((books or book_state.BUILD).resolve() / ".results")
    chosen = [tasks.find_notebook(page_name)] if page_name else tasks.notebooks()
    for notebook in chosen:
        for language in messages.LANGUAGES:
            given = {"country_a": pair[0], "country_b": pair[1], "language": language}
            click.echo(store.explain(tasks.make_task(notebook, given)))


@main.command()
@click.argument("page_name", metavar="[PAGE]", required=False)
@pair_option
@books_option
@data_option
def verify(page_name: str | None, pair: tuple[str, str], books: Path | None) -> None:
    """Execute the chapters of a built book again, or one, and compare them with what stands in the book.

    Nothing is taken from the store of results. A chapter that comes out otherwise is one line: chapter and
    language, cell, kind of output, the first line or finding that differs, what was expected, what was found.
    The book is left as it is.

    Exit code 0: all is equal. Exit code 1: something differs. Exit code 2: no such book has been built.

    \b
    Examples:
      bilateral verify
      bilateral verify economy
      bilateral verify --pair KGZ TJK
    """
    from bilateral import book_state, runner, verifying

    folder = (books or book_state.BUILD).resolve()
    try:
        found = verifying.verify(*pair, page_name, build=folder, progress=click.echo)
    except runner.PageFailed as error:
        _stop(str(error), 1)
    for difference in found:
        click.echo(str(difference))
    if found:
        _stop(f"{len(found)} difference{'s' * (len(found) != 1)} found", 1)
    click.echo("Every chapter came out as it stands in the book.")


@main.command()
@click.argument("country_a", default=DEFAULT_PAIR[0])
@click.argument("country_b", default=DEFAULT_PAIR[1])
@click.option("--port", default=8000, show_default=True, help="The port to listen on; 0 takes a free one.")
@books_option
def serve(country_a: str, country_b: str, port: int, books: Path | None) -> None:
    """Serve a built book on this machine alone, until Ctrl-C."""
    import http.server

    from bilateral import book_state

    folder = book_state.book_folder(country_a, country_b, books or book_state.BUILD)
    if not (folder / "index.html").exists():
        raise BadInput(
            f"no book of {country_a}-{country_b} has been built; run: bilateral build {country_a} {country_b}"
        )

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the address is all a reader needs."""

    try:
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", port), functools.partial(Handler, directory=str(folder))
        )
    except OSError as error:
        raise BadInput(f"port {port}: {error.strerror}; expected a free port (--port 0 takes one)") from None
    click.echo(f"http://127.0.0.1:{server.server_port}/   (Ctrl-C ends)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.server_close()


@main.command("new-pair")
@click.argument("country_a")
@click.argument("country_b")
@click.option(
    "--document", metavar="ID", help="The id of the document to test  [default: the codes, as kgz-tjk]"
)
@border_option
@click.option("--dry-run", is_flag=True, help="Print the coverage; add nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print coverage and new files as a JSON object.")
@data_option
def new_pair_(
    country_a: str, country_b: str, document: str | None, no_border: bool, dry_run: bool, as_json: bool
) -> None:
    """Add a collection for two other land neighbours, and print what the data hold about them already.

    The collection has empty tables, a README that says what each column is, and one worked example row for
    each table. It stands in the project's data, or in a folder of your own (--data), which is made if it is
    not there and holds only what you add: the tables of the world stay in the project. Nothing that is there
    is written over. A document in any language can be tested: its claims go into documents/ID.

    The matrix has a line for each theme and table, of both countries (KGZ–TJK), from one to the other
    (KGZ→TJK) or of one (KGZ): rows, first and last year, and below it what is missing.

    \b
    Examples:
      bilateral new-pair KGZ TJK --dry-run
      bilateral new-pair KGZ TJK --data my-data
      bilateral new-pair KGZ TJK --data my-data --document another-article
    """
    from bilateral import datapackage
    from bilateral.datapackage import coverage, new_pair, reading

    project = reading.CHECKOUT / "data"
    root = Path(os.environ.get("BILATERAL_DATA") or project)
    package = datapackage.load(project if new_pair.may_become_root(root) else root)
    pair = _neighbours(package, country_a, country_b, no_border)
    matrix = coverage.coverage(package, pair)
    added = [] if dry_run else new_pair.add(root, pair, document)
    if as_json:
        told = {
            "pair": list(pair.dyad),
            "neighbours": package.apart(pair) is None,
            "coverage": coverage.as_records(matrix),
            "missing": coverage.missing(matrix),
            "added": [_short(path) for path in added],
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo(f"What the data hold about {countries.name(pair.a)} and {countries.name(pair.b)}:\n")
    click.echo(coverage.as_text(matrix))
    if not added:
        return
    click.echo("\nAdded:")
    for folder in dict.fromkeys(path.parent for path in added):
        names = ", ".join(path.name for path in added if path.parent == folder)
        click.echo(f"  {_short(folder)}: {names}")
    option = "" if root == project else f" --data {_short(root)}"
    click.echo(f"\nNext: read README.md of the collection, fill the tables, then\n  bilateral check{option}")
    click.echo(f"  bilateral build {pair.a} {pair.b}{option}")


@main.command()
@click.argument("names", metavar="[TABLE]...", nargs=-1)
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path),
    help="A folder with originals, at any depth, as they are or packed with gzip: these are not fetched.",
)
@click.option("--update", is_flag=True, help="Accept other bytes than the pinned ones, and pin those.")
@click.option("--edition", default="", help="With --update: what the new files are, for the record.")
@click.option("--dry-run", is_flag=True, help="Fetch, derive, check and tell; replace nothing.")
def refresh(names: Sequence[str], folder: Path | None, update: bool, edition: str, dry_run: bool) -> None:
    """Make tables of the world anew from their publishers' files, default all of them.

    The files are fetched, or taken from a folder; each must have the bytes that the record beside its table
    (data/world/TABLE.json) names by their SHA-256. The tables are derived in a temporary place and checked
    as `bilateral check` does, and only when all of that is well do they take the place of the old ones, all
    at once. With --update other bytes are welcome: you see which rows are added, removed and revised, and
    their SHA-256 is what is expected from then on.

    Some files have no address, because they are conversions of what the publisher gives. Their tables are
    listed, and made from a folder.

    Exit code 1: something was found wanting and nothing was replaced. Exit code 2: an unknown table, or one
    you named whose files cannot be had.

    \b
    Examples:
      bilateral refresh                           all tables whose files have an address
      bilateral refresh macro                     one table, from the pinned files
      bilateral refresh macro --update --dry-run  what would the newest figures change?
      bilateral refresh area --from Downloads     from files in a folder
    """
    from bilateral import datapackage
    from bilateral.datapackage import reading
    from bilateral.upstream import refresh as refreshing

    if edition and not update:
        raise BadInput("--edition: says what new files are; expected together with --update")
    root = datapackage.data_root()
    if reading.layers(root) != (root,):
        raise BadInput(f"{root} holds no tables of the world; expected the project's data, so no --data")
    if not refreshing.run(root, names, folder, update, edition.strip(), dry_run, say=click.echo):
        sys.exit(1)


def _short(path: Path) -> str:
    """A path as seen from where the reader stands."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
