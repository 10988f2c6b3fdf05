"""Named limits of pictures and comparisons, each with its reason; the rest are in `limits.py`."""

from __future__ import annotations

MAX_PICTURE_PAGES = 12
"""Pages of one document that are drawn; letters with more signed or changed pages are rare."""

MAX_PICTURE_VERSIONS = 4
"""Signed revisions of one page drawn beside the last one."""

MAX_SEARCHED_PAGES = 24
"""Pages looked through for visible differences, where a change does not tell its page."""

MAX_PICTURE_WIDTH = 900
"""Pixels; small print of an A4 page is legible."""

MAX_PICTURE_HEIGHT = 1_300
"""Pixels; A4 in full width has 1,272."""

MAX_PICTURE_BYTES = 400 * 1024
"""One picture; a page of text has 60 kB, a scan 200 kB."""

MAX_PICTURES_BYTES = 2_300_000
"""All pictures of one document: a report with them, in Base64, stays near 3 MB."""

MAX_PICTURES_SECONDS = 8
"""On the clock for all pictures of one document, in a process of their own."""

MAX_CHANGED_AREAS = 40
"""Separate areas of one page that are marked as changed; more are one around them all."""

MAX_LISTED_PAGES = 20_000
"""Pages of one revision paired with those of another; the longest real documents have 5,000."""

MAX_HOLDERS = 200
"""Objects looked at on the way up from one to the pages that it belongs to."""

MAX_DIFFERENCES = 1_000
"""Objects that differ between two revisions, shown one by one."""

MAX_REPORT_OBJECTS = 300
"""Objects shown on one page of a comparison; JSON has more."""

MAX_DIFFERENT_LINES = 12
"""Lines of one stream's data shown on each side, from the first that differs."""

MAX_LINE_BYTES = 400
"""Of one such line."""

MAX_DIFFERENT_ENTRIES = 50
"""Entries of one object that differ, shown one by one."""
