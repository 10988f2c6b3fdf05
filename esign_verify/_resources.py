"""Where the files beside the code are: in the package, or in the checkout around it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(name: str) -> Path:
    """The folder `name` (`trust_roots`, `reports`) of this installation.

    `_bundled/` of an installed package; otherwise the checkout, which is known
    by its `pyproject.toml`: a broken installation must not pick up a folder of
    that name which belongs to somebody else. FileNotFoundError where there is none.
    """
    bundled = _PACKAGE / "_bundled"
    if bundled.is_dir():
        return bundled / name
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / name
    raise FileNotFoundError(name)
