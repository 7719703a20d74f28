"""The one error for bad input: it says in one line what was wrong and what was expected."""

from __future__ import annotations


class BadInput(Exception):
    """Input that cannot be used: the message names the place, what was found and what was expected.

    The command line prints it and exits with 2; a notebook shows it as its one line, without a traceback.
    """

    def _render_traceback_(self) -> list[str]:  # IPython calls this in place of a traceback
        return [f"{type(self).__name__}: {self}"]
