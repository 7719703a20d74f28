"""A reproducible, cited, executable book on how two neighbouring states get on."""

__version__ = "0.2.0"
