"""Named limits of one page, each with its reason. What goes over one is counted on the page.

A hostile document gives a page of a bearable size, on which every signature still appears.
"""

from __future__ import annotations

MAX_REPORT_SIGNATURES = 12
"""Signatures that a page shows in full, some 50 kB each; the others are rows of a table."""

MAX_REPORT_BYTES = 5_000_000
"""One page. Over it, it is made again with fewer signatures in full: a hostile document fills
every sentence, a real one with twelve signatures needs 700 kB."""

MAX_PDF_MARKUP = 600_000
"""Characters of a page that becomes a PDF, its pictures not counted; over it, as above. A second
of work, seven sheets and 20 MB of memory for each 25,000."""

MAX_REPORT_NAME = 120
"""Characters of one name on a page; what is cut ends in an ellipsis."""

MAX_REPORT_SENTENCE = 360
"""Characters of one sentence on a page; ours are shorter, unless a document fills them."""

MAX_REPORT_VALUE = 600
"""Characters of one long value, as a distinguished name."""

MAX_REPORT_TIMESTAMPS = 3
"""Of one signature, in full; real ones have one."""

MAX_REPORT_CHANGES = 60
"""Rows of the table of changes; changes of one kind are one row."""

MAX_REPORT_PLACES = 5
"""Places, names or sentences given of many that are alike."""

MAX_REPORT_REVISIONS = 40
"""Revisions in the table and the drawing of a page; the last ones are kept."""

MAX_REPORT_LIVES = 12
"""Certificates whose lives are drawn; real documents need four or five."""

MAX_REPORT_EVENTS = 60
"""Moments in the table of the timeline, and on its drawing."""

MAX_REPORT_CERTIFICATES = 60
"""Certificates with all their facts on one page."""

MAX_REPORT_REVOCATION = 3
"""CRLs and OCSP responses shown of one certificate of a path."""

MAX_REPORT_COMPARED = 60
"""Rows of a table of values of a server's answer, some ten for each signature; JSON has more."""

MAX_REPORT_SAID = 80
"""Characters of a server's conclusion inside our sentence; real ones are one word or a few."""

MAX_REPORT_OBJECTS = 300
"""Objects shown on one page of a comparison; JSON has more."""
