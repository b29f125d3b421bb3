"""Open whatever holds documents: archives, mail, feeds, lists, agency formats, PDF.

Pure: a stream in, values out. `opening.unpack` is the only entry. A module per format
takes an `Envelope` and a stream, and yields what it finds: documents, addresses to read
too, drops, and `Part`s, which `opening` opens in their turn.

A document inside another is named `OUTER!/INNER`, at every level: `pile.zip!/a/b.html`,
`news.mbox!/3`, `news.mbox!/3!/report.txt`, `x.warc.gz!/https://example.org/a`. Where the
inside has no name of its own it is a number, from 1. Compression adds nothing: what is
in `a.html.gz` is `a.html.gz`, since nothing else is in there.
"""
