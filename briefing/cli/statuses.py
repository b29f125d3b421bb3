"""Exit statuses that no exception stands for."""

SOME_LEFT_OUT = 3
NOTHING_READ = 4
NOT_DELIVERED = 7
INTERRUPTED = 130
