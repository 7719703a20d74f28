"""A reproducible, cited, executable book on how two neighbouring states get on."""

__version__ = "0.1.0"
