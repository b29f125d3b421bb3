"""Exit statuses that no exception stands for."""

SOME_LEFT_OUT = 3
INTERRUPTED = 130
