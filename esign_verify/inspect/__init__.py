"""Room: looking without judging.

`profile` says of certificates what deviates from RFC 5280, RFC 3161 and the profile of the
country's certificates, as information.

In: files and facts. Out: facts (`evidence/`). Not decided here: any verdict, and whether
anything found matters for one. The names of this door are modules, loaded when first used.
"""

__all__ = ["profile"]
