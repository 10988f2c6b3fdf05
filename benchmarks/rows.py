"""What is measured: one row a question, and who is asked it."""

from __future__ import annotations

from dataclasses import dataclass

OURS, PYHANKO, PDFSIG, MUTOOL, FLOOR = "esign-verify", "pyHanko", "pdfsig", "mutool", "floor"
START = "start"
"""esign-verify on the small unsigned file: what starting the process costs"""
WARM, PYHANKO_WARM, FLOOR_WARM = "esign-verify, warm", "pyHanko, warm", "floor, warm"
SHA256 = "SHA-256"
"""one pass over the file, in process"""
DER = "the same in DER"
"""esign-verify, warm, on the same document with a CMS in DER"""

PROCESSES = (OURS, PYHANKO, PDFSIG, MUTOOL, FLOOR)
LARGE_PROCESSES = (*PROCESSES, START, SHA256)
IN_PROCESS = (WARM, PYHANKO_WARM, FLOOR_WARM)
LARGE_IN_PROCESS = (*IN_PROCESS, SHA256)

UNSIGNED_FILE, DER_FILE = "unsigned.pdf", "cms-der.pdf"


@dataclass(frozen=True)
class Row:
    """One file, asked of `contestants` in each of `rounds`.

    `exit_code` and `signatures` are the right answers of our command and of those in process:
    a wrong answer is not worth timing. `repeats`: runs in process that make one figure.
    `instructions`: counted too, where valgrind is installed.
    """

    name: str
    title: str
    file: str
    contestants: tuple[str, ...] = PROCESSES
    exit_code: int = 0
    signatures: int = 1
    rounds: int = 5
    repeats: int = 1
    instructions: bool = False


ROWS = (
    Row("help", "`--help`", "", rounds=11, instructions=True),
    Row("unsigned", "small, unsigned", UNSIGNED_FILE, exit_code=4, rounds=11, instructions=True),
    Row("not-a-pdf", "not a PDF", "not-a-pdf.txt", exit_code=2, rounds=11, instructions=True),
    Row("small", "small, one signature", "small.pdf", rounds=15, instructions=True),
    Row("later-revision", "small, a revision after the signature", "later-revision.pdf", rounds=11),
    Row("regulation", "four signatures, 680 kB: tagged, in object streams", "regulation.pdf",
        rounds=9, instructions=True),
    Row("four", "four signatures, 680 kB: a picture", "four-signatures.pdf", rounds=7),
    Row("bookmarks", "5,000 sibling bookmarks, two signatures", "bookmarks.pdf", rounds=7),
    Row("many-table", "20,000 objects in a table, three signatures", "many-table.pdf"),
    Row("many-table-tagged", "20,000 in a table, tagged, three", "many-table-tagged.pdf"),
    Row("many-streams", "20,000 in object streams, three", "many-streams.pdf"),
    Row("many-streams-tagged", "20,000 in streams, tagged, three", "many-streams-tagged.pdf"),
    Row("very-many-table", "200,000 objects in a table, tagged, three",
        "very-many-table.pdf", rounds=3),
    Row("very-many-streams", "200,000 in streams, tagged, three",
        "very-many-streams.pdf", rounds=3),
    Row("large-100", "100 MB, three signatures", "large-100.pdf", LARGE_PROCESSES),
    Row("large-500", "500 MB, one signature", "large-500.pdf", LARGE_PROCESSES),
    Row("warm-small", "one time-stamped signature", "small.pdf", IN_PROCESS,
        rounds=11, repeats=20, instructions=True),
    Row("warm-twenty", "20 time-stamped signatures, 555 kB", "twenty-signatures.pdf", IN_PROCESS,
        signatures=20, rounds=9, instructions=True),
    Row("warm-ber", "one signature, CMS of 15 kB in BER", "cms-ber.pdf", (*IN_PROCESS, DER),
        rounds=11, repeats=10, instructions=True),
    Row("warm-large-100", "100 MB, three signatures", "large-100.pdf", LARGE_IN_PROCESS,
        signatures=3, rounds=7),
)  # fmt: skip
