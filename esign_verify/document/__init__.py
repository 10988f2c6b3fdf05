"""Room: the PDF container (ISO 32000-2; ETSI EN 319 142-1 for the security store).

`open_document(source, password=…)` takes a path, bytes or a binary file and gives a
`Document`: revisions, every signature field with the geometry of its byte range and
what later revisions changed, the security store, bytes that nothing accounts for.

A broken signature is a failed check on that signature. Only a file that cannot be
examined at all raises (`DocumentError`). Not decided here: anything about the CMS,
trust, time, or the verdict.
"""

from esign_verify.document.read import Document, open_document

__all__ = ["Document", "open_document"]
