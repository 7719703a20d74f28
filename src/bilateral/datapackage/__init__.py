"""The tables of the project: read them, select the rows of a pair, check them, make the bibliography.

package = load()                          # all tables under the data root
selection = package.select("NOR", "SWE")  # the rows of one pair, chosen by codes, never by folder
faults = check(root)                      # one line for each fault
"""

from __future__ import annotations

from bilateral.datapackage.bibtex import bibliography, write_bibliography
from bilateral.datapackage.checking import Fault, check
from bilateral.datapackage.periods import full_year, year
from bilateral.datapackage.reading import Package, Selection, data_date, data_root, load

__all__ = [
    "Fault",
    "Package",
    "Selection",
    "bibliography",
    "check",
    "data_date",
    "data_root",
    "full_year",
    "load",
    "write_bibliography",
    "year",
]
