"""Table columns that several chapters show, each under one header."""

from __future__ import annotations

from bilateral.messages import _
from bilateral.themes import Column

CONFIDENCE = Column("confidence", _("Confidence"), "word", "confidence")
DATE = Column("date", _("Date"), "day")
HOST = Column("host", _("Host"), "country")
KIND = Column("kind", _("Kind"), "word", "kind")
LEVEL = Column("level", _("Level"), "word", "level")
OWNER = Column("statistics_owner", _("Statistics owner"), "word", "owner")
PERIOD = Column("period", _("Period"), "period")
PLACE = Column("place", _("Place"), "place")
RELEASES = Column("releases", _("Independent releases"), "value")
REPORTER = Column("reporter", _("Reporter"), "country")
SOURCE = Column("source", _("Sources"), "sources")
SOURCES = Column("sources", _("Sources"), "sources")
