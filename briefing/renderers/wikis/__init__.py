"""Wikis: a brief in the markup of each, in which nothing is live but our own marks.

`flavors` is what all share, `blocks` keeps what people wrote around a brief, and
`notes` of the folder above has the tree of an editor's note. Each other module is one
language: how it escapes, how it marks, and how it writes a note.
"""
