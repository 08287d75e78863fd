"""The tests of the journals of ``sync`` and of batches over again, with every ledger in a database."""

import pytest

from tests.llm.test_batch import *  # noqa: F403
from tests.llm.test_batch_journal import *  # noqa: F403
from tests.sync.test_sync import *  # noqa: F403

pytestmark = pytest.mark.usefixtures("ledgers_on_the_server")

# About files: that of the lock and that of the ledger.
del test_two_at_once_one_runs_and_one_says_so  # noqa: F821
del test_without_its_ledger_a_run_knows_all_that_the_files_tell  # noqa: F821
