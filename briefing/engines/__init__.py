"""Engines that run a function over partitions: here, in several processes, on a cluster."""
