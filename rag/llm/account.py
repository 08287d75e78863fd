"""What the steps before the writer took of the model for one section."""

from dataclasses import dataclass, field

from rag.llm.budget import Tally

# How the flags begin of what finds the evidence, before anything is written.
OF_EVIDENCE = ("ranking:", "commitments:")


@dataclass(frozen=True, slots=True)
class Account:
    """What was spent, and ``flags``: reason codes like ``ranking:model.timeout`` of what went otherwise than asked."""

    tally: Tally = field(default_factory=Tally)
    flags: list[str] = field(default_factory=list)

    def flag(self, role: str, code: str) -> None:
        """Note a reason code once."""
        if (flag := f"{role}:{code}") not in self.flags:
            self.flags.append(flag)
