"""A yardstick for the checks and the judge: sentences known to be carried, each with one error planted in it.

Seeded and deterministic; no model writes a mutant, so what is measured today can be measured again tomorrow.
"""
