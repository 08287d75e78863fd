"""The tests of regeneration over again, with every ledger in a database."""

import pytest

from tests.commands.test_regenerate import *  # noqa: F403

pytestmark = pytest.mark.usefixtures("ledgers_on_the_server")

# Its run is that of another process, with a file for a ledger; and ``test_machines`` has two at once.
del test_after_a_kill_by_the_system_it_ends_the_same  # noqa: F821
del test_of_two_at_once_one_runs_and_the_other_says_so  # noqa: F821
