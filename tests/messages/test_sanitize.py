"""`safe_text`: what a document says cannot steer what a reader sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign_verify.messages import safe_text

REPLACED = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("\x1b[2J\x1b[1;1HVALID", f"{REPLACED}[2J{REPLACED}[1;1HVALID"),
        ("\x9b31mVALID", f"{REPLACED}31mVALID"),
        ("a\u202egpj.exe", f"a{REPLACED}gpj.exe"),
        ("a\u2066b\u2069", f"a{REPLACED}b{REPLACED}"),
        ("zero\u200bwidth\ufeff", f"zero{REPLACED}width{REPLACED}"),
        ("tag\U000e0041", f"tag{REPLACED}"),
        ("lone\ud800", f"lone{REPLACED}"),
        ("two\nlines\r\nthree\u2028four", "two lines three four"),
        ("  \t a \xa0 b ", "a b"),
        ("\u3164hidden", f"{REPLACED}hidden"),
        ("e" + "\u0301" * 50, "e\u0301\u0301"),
        ('Gunawan\'s "quotes" <b>', 'Gunawan\'s "quotes" <b>'),
        ("نور", "نور"),
    ],
)
def test_hostile_text_becomes_harmless(hostile: str, safe: str) -> None:
    assert safe_text(hostile) == safe


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert safe_text("A" * 10_000) == "A" * 299 + "…"
    assert safe_text("A" * 10, limit=10) == "A" * 10
    assert safe_text("A" * 11, limit=10) == "A" * 9 + "…"


def test_text_behind_a_wall_of_blanks_is_marked_as_cut() -> None:
    assert safe_text("A" + " " * 10_000 + "B") == "A…"


@given(st.text(st.characters(codec=None), max_size=400))
def test_no_text_can_steer_a_display(value: str) -> None:
    made = safe_text(value)
    assert len(made) <= 300
    assert all(unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co") for letter in made)
    assert "\u2028" not in made
    assert "\n" not in made
    assert safe_text(made) == made
