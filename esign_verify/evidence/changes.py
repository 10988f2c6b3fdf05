"""What later revisions did to a signed one (ISO 32000-2, 7.5.6, 12.8.2)."""

from __future__ import annotations

from enum import StrEnum

from esign_verify._frozen import frozen


class ModificationLevel(StrEnum):
    """What later revisions did to the signed one."""

    NONE = "none"
    LTA_UPDATES = "lta_updates"
    """DSS, document time-stamps, metadata"""
    FORM_FILLING = "form_filling"
    """form fields and further signatures"""
    ANNOTATIONS = "annotations"
    OTHER = "other"
    """anything else: the document is altered"""
    UNKNOWN = "unknown"


class ChangeKind(StrEnum):
    """What a later revision's change is a change of."""

    EXTENSION = "extension"
    """security store, document time-stamps, metadata: nothing a reader sees"""
    SIGNATURE = "signature"
    FORM_FILL = "form_fill"
    ANNOTATION = "annotation"
    STRUCTURE = "structure"
    """bookkeeping of the tag tree for new fields and annotations"""
    CONTENT = "content"
    """what the signed revision shows or does"""
    UNEXPLAINED = "unexplained"


class ChangeReason(StrEnum):
    """What a change is, in one code (message family `change`)."""

    SECURITY_STORE = "security_store"
    DOCUMENT_TIMESTAMP = "document_timestamp"
    METADATA = "metadata"
    EXTENSIONS = "extensions"
    SIGNATURE_ADDED = "signature_added"
    SIGNATURE_FIELD_ADDED = "signature_field_added"
    FIELD_FILLED = "field_filled"
    APPEARANCE_RENEWED = "appearance_renewed"
    FORM_SETTINGS = "form_settings"
    ANNOTATION_ADDED = "annotation_added"
    ANNOTATION_CHANGED = "annotation_changed"
    ANNOTATION_REMOVED = "annotation_removed"
    STRUCTURE_TREE = "structure_tree"
    # never allowed
    TRAILER_CHANGED = "trailer_changed"
    CATALOG_CHANGED = "catalog_changed"
    PAGE_CHANGED = "page_changed"
    OBJECT_REPLACED = "object_replaced"
    OBJECT_REMOVED = "object_removed"
    OBJECT_APPEARED = "object_appeared"
    OBJECT_UNREADABLE = "object_unreadable"
    FORM_CHANGED = "form_changed"
    FIELD_CHANGED = "field_changed"
    FIELD_ADDED = "field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_MOVED = "field_moved"
    FIELD_HIDDEN = "field_hidden"
    SIGNED_FIELD_CHANGED = "signed_field_changed"
    SIGNATURE_REUSED = "signature_reused"
    VALUE_APPEARANCE_MISMATCH = "value_appearance_mismatch"
    COVER_REMOVED = "cover_removed"
    EMPTY_FIELD_COVERS = "empty_field_covers"
    ACTION_ADDED = "action_added"
    AMBIGUOUS_UPDATE = "ambiguous_update"
    TOO_MANY = "too_many"


class Overlay(StrEnum):
    """What a new widget or annotation lies on."""

    NONE = "none"
    COVERS = "covers"
    """over content of the page"""
    HIDES = "hides"
    """over content, and opaque there"""
    UNKNOWN = "unknown"
    """the page's content could not be read"""


@frozen(kw_only=True)
class Change:
    """One thing that one revision changed in the one before it."""

    revision: int
    """the one that made the change; 1 is the first of the document"""
    object_number: int
    """0: the trailer"""
    kind: ChangeKind
    reason: ChangeReason
    introduced: int
    """revision that first wrote the object: what came after a signature is not what it signed"""
    page: int | None = None
    """1 is the first"""
    rectangle: tuple[float, float, float, float] | None = None
    field: str = ""
    """fully qualified name"""
    key: str = ""
    """dictionary key, where one is at fault"""
    overlay: Overlay = Overlay.NONE
    compared: bool = True
    """False: the shown text of a filled field could not be compared with its value"""
