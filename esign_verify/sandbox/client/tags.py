"""Where a character stands in the text of a document."""

from __future__ import annotations

from pathlib import Path

from esign_verify.sandbox.client.errors import unfit

MAX_PAGES = 500
"""searched for a tag; a letter has few"""

Box = tuple[float, float, float, float]
"""left, bottom, right, top in the page's default user space"""


def find_tag(pdf: Path, tag: str, password: str) -> tuple[int, Box]:
    """The number of the page, from 1, and the box of the first such character in reading order.

    ClientError where there is none, or the document has no text that can be read.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf, password=password or None)
    except pypdfium2.PdfiumError as error:
        raise unfit("file tidak dapat dibaca") from error
    try:
        for index in range(min(len(document), MAX_PAGES)):
            text = document[index].get_textpage()
            at = text.search(tag, match_case=True).get_next()
            if at is not None:
                left, bottom, right, top = text.get_charbox(at[0])
                return index + 1, (left, bottom, right, top)
    except pypdfium2.PdfiumError as error:
        raise unfit("file tidak dapat dibaca") from error
    finally:
        document.close()
    raise unfit(f"tag_koordinat {tag} tidak ditemukan")
