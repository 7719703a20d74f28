"""The one error for bad input: it says in one line what was wrong and what was expected."""

from __future__ import annotations


class BadInput(Exception):
    """Input that cannot be used. The message names the file, row, column or parameter and what was expected.

    """Input that cannot be used; the message names the place and says what was found and what was expected."""
    """

    def _render_traceback_(self) -> list[str]:  # IPython calls this in place of a traceback
        return [f"{type(self).__name__}: {self}"]
