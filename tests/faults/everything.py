"""Imports all that any command may import, also what it imports only when it needs it.

A process forked from one that has imported this is ready at once. It starts no thread and opens no file.
"""

import importlib
import pkgutil

import chromadb
import langchain_openai
import openai.resources
import pypdf
import pytest

import eval
import rag
from rag.tokens import count_tokens

# pytest, since every process looks again at the program that started it.
__all__ = ["chromadb", "langchain_openai", "openai", "pypdf", "pytest"]

_PROGRAMS = ("_child", "__main__")

for package in (rag, eval):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith(_PROGRAMS):
            importlib.import_module(module.name)
importlib.import_module("tests.faults.child")
count_tokens("een telling laadt de woordenlijst", "test-model")
