"""From what publishers offer to files of the corpus: what is new, changed and withdrawn, resumable."""
