"""Verantwoord: Dutch reports on a coalition agreement in which every sentence cites the decision that carries it."""

__version__ = "0.1.0"
