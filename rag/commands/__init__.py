"""One module a subcommand: ``HELP``, ``arguments(parser)`` and ``run(args, config)``, which returns the exit code."""
