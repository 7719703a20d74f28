"""The command line: `bilateral list | check | claims | run | build | serve | refresh`.

Exit codes: 0 all is well; 1 found wanting (a fault in the data, a cell that fails, a page that does not
build); 2 bad input (unknown country, page, parameter, folder).
"""

from __future__ import annotations

import ast
import functools
import http.server
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from bilateral import __version__, messages
from bilateral.errors import BadInput

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


@click.group(cls=Verbs, context_settings=CONTEXT, no_args_is_help=True)
@click.option(
    "--data",
    "data",
    envvar="BILATERAL_DATA",
    type=click.Path(path_type=Path),
    help="Another data root: a folder with datapackage.json (or set BILATERAL_DATA).",
)
@click.version_option(__version__, prog_name="bilateral")
@click.pass_context
def main(ctx: click.Context, data: Path | None) -> None:
    """Make the book of two neighbouring states from sourced data.

    \b
    A first walk:
      bilateral list             what there is: pages, parameters, tables
      bilateral check            is every row of the data in order?
      bilateral claims           does each claim of the document hold?
      bilateral run economy      execute one chapter
      bilateral build            execute and build the whole book
      bilateral serve            read it at http://127.0.0.1:8000/

    And later: `bilateral refresh` makes the tables of the world anew from their publishers' files.
    """
    from bilateral import datapackage

    ctx.obj = None
    if data is not None:
        ctx.obj = data.resolve()
        os.environ["BILATERAL_DATA"] = str(ctx.obj)
        if not ctx.resilient_parsing and ctx.invoked_subcommand != "check":
            datapackage.data_root(data)


@main.command("list")
def list_() -> None:
    """Show what there is: pages with their parameters, tables with their rows."""
    from bilateral import datapackage, runner

    click.echo("Pages (bilateral run PAGE):")
    for path in runner.notebooks():
        click.echo(f"  {path.stem}")
    first = runner.notebooks()[:1]
    if first:
        click.echo("\nParameters of every page (-p NAME VALUE), with defaults:")
        for name, value in runner.declared_parameters(first[0]).items():
            click.echo(f"  {name:<14} {value!r}")
    package = datapackage.load()
    click.echo(f"\nTables under {package.root}:")
    for name, frame in package.tables.items():
        click.echo(f"  {name:<20} {len(frame):>7,} rows")
    click.echo(f"\nLanguages: {', '.join(messages.LANGUAGES)}")


@main.command()
def check() -> None:
    """Check every row of the data package.

    A fault is one line: table:row:column: what was found; what was expected. Exit code 1 if there is one.
    """
    from bilateral import datapackage

    faults = datapackage.check()
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
    from bilateral import claim_forms, claims, countries, datapackage

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
    theme = known("theme", theme, claim_forms.THEMES)
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
def run(page_name: str, parameters: Sequence[tuple[str, str]], output: Path | None) -> None:
    """Execute one chapter and write the executed notebook.

    \b
    Examples:
      bilateral run economy
      bilateral run economy -p until 2020
      bilateral run diplomacy -p country_a KGZ -p country_b TJK -p language uz
    """
    from bilateral import publish, runner

    given = {name: _value(value) for name, value in parameters}
    task = runner.make_task(runner.find_notebook(page_name), given)
    click.echo(f"Executing {task.name} ...")
    try:
        result = runner.run([task])[0]
    except runner.PageFailed as error:
        _stop(str(error), 1)
    target = output or publish.BUILD / "run" / task.notebook.name
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
def build(country_a: str, country_b: str, languages: Sequence[str]) -> None:
    """Execute every chapter for a pair and build the book, default UZB KAZ.

    Countries are ISO 3166-1 alpha-3 codes. The book takes the place of the last one only when it is whole:
    a cell that fails, or a warning while the pages are built, leaves the last good book as it was.

    \b
    Examples:
      bilateral build
      bilateral build --language en
      bilateral build KGZ TJK
    """
    from bilateral import publish, runner

    for language in languages:
        if language not in messages.LANGUAGES:
            raise BadInput(f"language {language!r}: unknown; expected one of {', '.join(messages.LANGUAGES)}")
    chosen = [x for x in messages.LANGUAGES if not languages or x in languages]
    try:
        book = publish.build_book(country_a, country_b, chosen, progress=click.echo)
    except runner.PageFailed as error:
        _stop(f"{error}\nThe book was not built; the last good one is as it was.", 1)
    except publish.BookFailed as error:
        _stop(f"jupyter-book found fault:\n{error}\nThe last good book is as it was.", 1)
    click.echo(f"\nThe book is ready. Open this page in a browser:\n  {_short(book / 'index.html')}")


@main.command()
@click.argument("country_a", default=DEFAULT_PAIR[0])
@click.argument("country_b", default=DEFAULT_PAIR[1])
@click.option("--port", default=8000, show_default=True, help="The port to listen on; 0 takes a free one.")
def serve(country_a: str, country_b: str, port: int) -> None:
    """Serve a built book on this machine alone, until Ctrl-C."""
    from bilateral import publish

    folder = publish.book_folder(country_a, country_b)
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
    from bilateral.upstream import refresh as refreshing

    if edition and not update:
        raise BadInput("--edition: says what new files are; expected together with --update")
    root = datapackage.data_root()
    if not refreshing.run(root, names, folder, update, edition.strip(), dry_run, say=click.echo):
        sys.exit(1)


def _short(path: Path) -> str:
    """A path as seen from where the reader stands."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
