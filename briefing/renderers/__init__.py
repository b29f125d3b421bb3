"""Renderers: a finished brief in, the bytes of one format out.

Each module here offers one factory that is given `OutputSettings` and gives a
picklable function of a `Brief`. A renderer computes nothing about the news: what
it prints stands in the brief.
"""
