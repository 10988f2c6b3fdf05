"""The trust store: anchors by name, file or folder, never the operating system's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from esign_verify._frozen import frozen
from esign_verify._resources import resource_path
from esign_verify.chain.anchors import (
    certificate_anchor,
    read_certificates,
    read_file,
    read_manifest,
)
from esign_verify.errors import TrustError
from esign_verify.evidence import TrustAnchor
from esign_verify.limits import MAX_TRUST_FILES

DEFAULT = "national"

_SUFFIXES = (".pem", ".crt", ".cer", ".der", ".toml")


@cache
def _bundled() -> tuple[TrustAnchor, ...]:
    """The anchors of every manifest of this project: immutable, so read once a process."""
    try:
        files = sorted(resource_path("trust_roots").glob("*.toml"))
    except FileNotFoundError as error:
        raise TrustError("trust_unreadable", file="trust_roots") from error
    if not files:
        raise TrustError("trust_empty", file="trust_roots")
    return tuple(anchor for file in files for anchor in read_manifest(file))


@frozen
class TrustStore:
    """Trust anchors and the names they were asked for by."""

    anchors: tuple[TrustAnchor, ...]
    names: tuple[str, ...]

    @classmethod
    def default(cls) -> TrustStore:
        """The anchors of Indonesia's government PKI."""
        return cls.load([DEFAULT])

    @classmethod
    def available(cls) -> tuple[str, ...]:
        """Names of the stores that come with this library."""
        return tuple(sorted({anchor.store for anchor in _bundled()}))

    @classmethod
    def load(cls, sources: Sequence[str | Path]) -> TrustStore:
        """The anchors of several sources: a store's name, or the path of a file or folder.

        A file is PEM (any number of certificates), DER or a TOML manifest; of a
        folder all such files are read. Nothing that cannot be read is passed
        over: TrustError names it. Of the same certificate the first entry counts.
        """
        found: list[TrustAnchor] = []
        names: list[str] = []
        for source in sources:
            anchors = _load(source)
            found += anchors
            names.append(str(source) if source in cls.available() else Path(source).name)
        if not found:
            raise TrustError("trust_empty")
        return cls(_distinct(found), tuple(dict.fromkeys(names)))

    @classmethod
    def from_certificates(cls, certificates: Iterable[bytes], *, name: str) -> TrustStore:
        """A store of DER certificates; TrustError where one does not decode or none is given."""
        found = [
            certificate_anchor(certificate, name)
            for data in certificates
            for certificate in read_certificates(data, name)
        ]
        if not found:
            raise TrustError("trust_empty", file=name)
        return cls(_distinct(found), (name,))

    def by_sha256(self, sha256: str) -> TrustAnchor | None:
        """The anchor whose certificate has this digest (upper-case hex)."""
        return next((anchor for anchor in self.anchors if anchor.sha256 == sha256), None)


def _distinct(anchors: Iterable[TrustAnchor]) -> tuple[TrustAnchor, ...]:
    by_digest: dict[str, TrustAnchor] = {}
    for anchor in anchors:
        by_digest.setdefault(anchor.sha256, anchor)
    return tuple(by_digest.values())


def _load(source: str | Path) -> list[TrustAnchor]:
    if named := [anchor for anchor in _bundled() if anchor.store == source]:
        return named
    path = Path(source)
    if path.is_dir():
        return _load_folder(path)
    if not path.is_file():
        raise TrustError("trust_store_unknown", name=source)
    return _load_file(path)


def _load_folder(folder: Path) -> list[TrustAnchor]:
    try:
        files = sorted(f for f in folder.iterdir() if f.suffix.lower() in _SUFFIXES)
    except OSError as error:
        raise TrustError("trust_unreadable", file=folder.name) from error
    if len(files) > MAX_TRUST_FILES:
        raise TrustError("trust_folder_too_large", file=folder.name, limit=MAX_TRUST_FILES)
    # A certificate that a manifest describes is trusted as the manifest says, and no more.
    files.sort(key=lambda file: file.suffix.lower() != ".toml")
    anchors = [anchor for file in files for anchor in _load_file(file)]
    if not anchors:
        raise TrustError("trust_empty", file=folder.name)
    return anchors


def _load_file(path: Path) -> list[TrustAnchor]:
    if path.suffix.lower() == ".toml":
        return list(read_manifest(path, store=path.name))
    certificates = read_certificates(read_file(path), path.name)
    return [certificate_anchor(certificate, path.name) for certificate in certificates]
