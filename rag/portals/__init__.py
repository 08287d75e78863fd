"""Connectors: what a publisher offers over the network, as nouns that ``rag.sync`` turns into files of the corpus."""
