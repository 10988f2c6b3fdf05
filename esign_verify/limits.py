"""Named limits, each with its reason. Over a limit is an error or a finding, never a hang."""

from __future__ import annotations

MAX_HEADER_OFFSET = 1024
"""Bytes that may stand before `%PDF-` (ISO 32000-1 implementation note 13)."""

MAX_FILE_BYTES = 4 * 1024 * 1024 * 1024
"""Every byte is read three times, 500 MB in about a second; no letter is as large."""

MAX_SECONDS = 60
"""On the clock for one document, in isolation only: the engine reads no clock, its other
limits bound the work. The slowest real document needs a tenth."""

MAX_MEBIBYTES = 1024
"""Address space for one document, in isolation only; a large document stays below half."""

MAX_REVISIONS = 1_000
"""Real documents have fewer than 50; a chain of /Prev longer than this is an attack on time."""

MAX_SIGNATURES = 1_000
"""Each costs a digest and several RSA operations; real documents have fewer than 50."""

MAX_OBJECTS = 2_000_000
"""Entries of all cross-reference tables; keeps memory below about 1 GiB."""

MAX_OBJECT_DEPTH = 200
"""Nesting of PDF arrays and dictionaries; real documents stay below 30."""

MAX_WORK_BYTES = 32 * 1024 * 1024
"""Bytes of objects parsed and streams decoded for a document of any size."""

MAX_WORK_FACTOR = 8
"""And as many times its own size: a few signatures read the same objects again. What goes
over it names one place from thousands of entries, or unpacks to far more than it is."""

MAX_WORK_TOTAL = 256 * 1024 * 1024
"""And never more: some 20 seconds of parsing at worst; 200,000 objects read once take 60."""

VALUE_COST = 16
"""Work of one number, name or string of an object, beside its bytes: parsing `0 0 0 ...` takes
longer than parsing text."""

CONTAINER_VALUES = 4
"""An array or a dictionary takes the time and memory of as many values."""

MAX_OBJECT_VALUES = 500_000
"""Values of one object; an array of all signature fields that we visit has a fifth of it."""

MAX_REFERENCE_DEPTH = 16
"""Objects that must be read before another can be (object streams whose /Length lies in
another object stream, ...); real documents need 3."""

MAX_FILTERS = 8
"""Filters of one stream; chains of hundreds only serve to multiply work."""

MAX_OBJECT_BYTES = 64 * 1024 * 1024
"""One object without its stream data; a signature dictionary with the largest /Contents fits."""

MAX_STREAM_BYTES = 64 * 1024 * 1024
"""Decoded size of one stream that verification itself reads (xref, object stream, DSS entry)."""

MAX_STREAM_RATIO = 200
"""Decoded size of one stream against its encoded size; real ones stay below 50, zlib's 1032."""

MAX_SMALL_STREAM_BYTES = 4 * 1024 * 1024
"""Below this decoded size nobody asks for the ratio."""

MAX_DIGEST_BYTES = 16 * 1024 * 1024 * 1024
"""Bytes hashed for all signatures of one document, ten seconds' worth. What signatures have in
common from the start of the file is hashed once, so real documents need about their own size."""

MAX_PREDICTED_BYTES = 16 * 1024 * 1024
"""Of these, where a PNG predictor is undone row by row: a cross-reference stream of
`MAX_OBJECTS` entries."""

MAX_CMS_BYTES = 8 * 1024 * 1024
"""A /Contents; the largest real one with a whole CRL inside was 330 kB."""

MAX_CMS_TOTAL_BYTES = 32 * 1024 * 1024
"""All /Contents of one document: a thousand signatures may share one object of the largest size."""

MAX_EDDSA_CONTENT_BYTES = 64 * 1024 * 1024
"""EdDSA without signed attributes signs the whole content at once, which must fit in memory."""

MAX_ASN1_DEPTH = 64
"""Nesting of ASN.1 elements; real CMS stay below 25."""

MAX_ASN1_ELEMENTS = 500_000
"""Elements directly inside one ASN.1 element; the entries of a CRL of 15 MB are as many."""

MAX_INDEFINITE_DEPTH = 16
"""Indefinite lengths (X.690 8.1.3.6) inside each other: the end of each is found by reading all
that is in it, again at every level. Real BER has 6."""

MAX_INDEFINITE_ELEMENTS = 50_000
"""Elements directly inside one of them: of a content in pieces of 1,000 octets, 50 MB."""

MAX_INTEGER_BYTES = 1_700
"""An ASN.1 INTEGER read as a number; the largest in use are moduli of 1024 octets.
Python refuses to print longer ones."""

MAX_CERTIFICATES = 200
"""Certificates considered for one document's paths; real documents stay below 20."""

MAX_PATH_CANDIDATES = 64
"""Issuer candidates tried for one certificate's path in all: bounds same-subject floods."""

MAX_PATH_LENGTH = 12
"""Certificates in one path."""

MAX_TIMESTAMPS = 50
"""Time-stamp tokens of one signature that are looked into."""

MAX_REVOCATION_DATA = 500
"""CRLs and OCSP responses considered for one document."""

MAX_CHANGES = 5_000
"""Changes that later revisions made, kept one by one. What goes over it counts as unexplained."""

MAX_USES = 20_000
"""Uses of rewritten objects followed in one revision; a tagged page of 5,000 elements is one."""

MAX_CONTENT_BYTES = 4 * 1024 * 1024
"""Decoded page content read to see what a new annotation lies on; real pages stay below 1 MiB."""

MAX_CONTENT_TOKENS = 200_000
"""Operators and operands of one page's content that are looked at."""

MAX_CONTENT_DEPTH = 8
"""Form XObjects inside form XObjects (8.10); real pages nest 3."""

MAX_INDICATOR_FIELDS = 1_000
"""Form fields whose shown text is compared with their value, where nothing was changed."""

MAX_FIELDS = 100_000
"""Form fields visited while looking for signatures."""

MAX_TEXT = 2_000
"""Characters kept of any one text taken from a PDF or a certificate."""

MAX_NAME_ATTRIBUTES = 100
"""Attributes of one distinguished name; real names have fewer than 10."""

MAX_NOTED_CERTIFICATES = 2_000
"""Certificates of one file that notes are taken on; real documents have below 50."""

MAX_PROFILE_TEXTS = 1_000
"""Values of one extension of a certificate looked at for notes; real ones have below 20."""

MAX_EXTENSIONS = 100
"""Extensions of one certificate, CRL or OCSP response; real ones have fewer than 20."""

MAX_PATH_STEPS = 1_000
"""Issuers looked at while one path is built: cross-certificates of few keys branch without end."""

MAX_COMPLETE_PATHS = 16
"""Complete paths compared for one certificate; real documents give one or two."""

MAX_POLICY_NODES = 1_000
"""Nodes of the RFC 9618 policy graph of one path."""

MAX_SIGNER_CANDIDATES = 8
"""Certificates tried as the signer of one CRL or OCSP response."""

MAX_TRUST_FILE_BYTES = 8 * 1024 * 1024
"""One file of trust anchors; the largest national lists are below 2 MB."""

MAX_TRUST_FILES = 1_000
"""Files read of one folder of trust anchors."""

MAX_REVOCATION_DEPTH = 2
"""Signers of CRLs that vouch for the signer of a CRL that ...; real PKIs have none."""

MAX_CERTIFICATE_BYTES = 256 * 1024
"""One certificate; real ones are below 4 kB, with post-quantum keys below 50 kB."""

MAX_OCSP_BYTES = 256 * 1024
"""One OCSP response with the responder's certificates; real ones are below 8 kB."""

MAX_PRIVATE_FILE_BYTES = 64 * 1024
"""A file with a secret, or with an address, a name and a secret."""

MAX_REMOTE_UPLOAD_BYTES = 256 * 1024 * 1024
"""A document sent to a remote verifier; those in use refuse far smaller ones."""

MAX_REMOTE_ANSWER_BYTES = 8 * 1024 * 1024
"""The answer of a remote verifier; three signatures take 6 kB."""

REMOTE_CONNECT_SECONDS = 10
"""To reach a server and to agree on TLS."""

REMOTE_READ_SECONDS = 120
"""Without a byte in either direction; real servers think for 40 s about eight signatures."""

REMOTE_TOTAL_SECONDS = 600
"""For one document, whatever trickles: every attempt and the waits between them together."""

REMOTE_ATTEMPTS = 3
"""Requests for one document, where it is safe to ask again."""

REMOTE_WAIT_SECONDS = 30
"""The longest wait between two of them that a server may ask for; else it is busy."""

REMOTE_ADDRESSES = 4
"""Addresses of one name that are tried; each may take its time not to answer."""

REMOTE_LAST_WORD_SECONDS = 2
"""For what a server said that stopped reading in the middle of a document."""

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

MAX_PICTURES_SECONDS = 6
"""On the clock for all pictures of one document, in a process of their own: a report of the worst
document is to be there within ten."""

MAX_CHANGED_AREAS = 40
"""Separate areas of one page that are marked as changed; more are one around them all."""

MAX_INSPECTED_FIELDS = 10_000
"""Signature fields listed by an inspection; real forms have fewer than 50."""

MAX_INSPECTED_OBJECTS = 5_000
"""Objects of later revisions named one by one in an inspection."""

MAX_INSPECTED_MARKERS = 2_000
"""Of each kind of keyword in the bytes (`startxref`, `%%EOF`, ...): two for each revision."""

MAX_INSPECTED_CMS_BYTES = 64 * 1024 * 1024
"""All /Contents of one document that an inspection reads and decodes."""

MAX_INSPECTED_EMBEDDED = 5_000
"""Different certificates, CRLs, OCSP responses and tokens of one document."""

MAX_INSPECTED_PLACES = 100
"""Places listed of one of them; the same certificate stands in every signature."""

MAX_INSPECTED_VALUES = 200
"""Attributes of one SignerInfo, SignerInfos of one CMS, entries of one dictionary; each
real one has fewer than 20."""

MAX_INSPECTED_TOKEN_DEPTH = 3
"""Tokens in attributes of tokens."""

MAX_ACCOUNTED_OBJECTS = 50_000
"""Objects measured to find bytes that belong to nothing; some two seconds."""

MAX_UNACCOUNTED = 200
"""Stretches of such bytes that are listed."""

MAX_ASN1_LINES = 100_000
"""Elements of one CMS in a listing of its ASN.1; a CMS with all its evidence has 2,000."""

MAX_ASN1_LISTED_DEPTH = 128
"""Nesting of ASN.1 that a listing follows; real CMS stay below 25."""

MAX_SHOWN_VALUE = 400
"""Characters of one value in an inspection."""

MAX_REPAIRED_BYTES = 256 * 1024 * 1024
"""A file that is copied and repaired to be looked at; the library holds its objects in memory."""

MAX_LISTED_PAGES = 20_000
"""Pages of one revision paired with those of another; the longest real documents have 5,000."""

MAX_HOLDERS = 200
"""Objects looked at on the way up from one to the pages that it belongs to."""

MAX_DIFFERENCES = 1_000
"""Objects that differ between two revisions, shown one by one."""

MAX_DIFFERENT_LINES = 12
"""Lines of one stream's data shown on each side, from the first that differs."""

MAX_LINE_BYTES = 400
"""Of one such line."""

MAX_DIFFERENT_ENTRIES = 50
"""Entries of one object that differ, shown one by one."""
