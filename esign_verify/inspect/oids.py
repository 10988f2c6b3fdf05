"""Names of object identifiers, as the standards' ASN.1 modules write them."""

from __future__ import annotations

_PKCS1 = "1.2.840.113549.1.1."
_PKCS7 = "1.2.840.113549.1.7."
_PKCS9 = "1.2.840.113549.1.9."
_SMIME_CT = "1.2.840.113549.1.9.16.1."
_SMIME_AA = "1.2.840.113549.1.9.16.2."
_SMIME_CTI = "1.2.840.113549.1.9.16.6."
_NIST = "2.16.840.1.101.3.4."
_PKIX = "1.3.6.1.5.5.7."
_CE = "2.5.29."
_AT = "2.5.4."
_ECDSA = "1.2.840.10045."

_TABLES = {
    # RFC 8017, RFC 4055
    _PKCS1: {
        "1": "rsaEncryption",
        "4": "md5WithRSAEncryption",
        "5": "sha1WithRSAEncryption",
        "8": "id-mgf1",
        "10": "id-RSASSA-PSS",
        "11": "sha256WithRSAEncryption",
        "12": "sha384WithRSAEncryption",
        "13": "sha512WithRSAEncryption",
        "14": "sha224WithRSAEncryption",
    },
    # RFC 5652
    _PKCS7: {
        "1": "id-data",
        "2": "id-signedData",
        "3": "id-envelopedData",
        "5": "id-digestedData",
        "6": "id-encryptedData",
    },
    # RFC 2985, RFC 5652 11, RFC 6211
    _PKCS9: {
        "1": "emailAddress",
        "3": "id-contentType",
        "4": "id-messageDigest",
        "5": "id-signingTime",
        "6": "id-countersignature",
        "15": "smimeCapabilities",
        "52": "id-aa-CMSAlgorithmProtection",
    },
    # RFC 3161, RFC 4998
    _SMIME_CT: {"4": "id-ct-TSTInfo"},
    # RFC 5035, RFC 5126, EN 319 122-1
    _SMIME_AA: {
        "4": "id-aa-contentHint",
        "12": "id-aa-signingCertificate",
        "14": "id-aa-signatureTimeStampToken",
        "15": "id-aa-ets-sigPolicyId",
        "16": "id-aa-ets-commitmentType",
        "17": "id-aa-ets-signerLocation",
        "18": "id-aa-ets-signerAttr",
        "20": "id-aa-ets-contentTimestamp",
        "21": "id-aa-ets-certificateRefs",
        "22": "id-aa-ets-revocationRefs",
        "23": "id-aa-ets-certValues",
        "24": "id-aa-ets-revocationValues",
        "25": "id-aa-ets-escTimeStamp",
        "26": "id-aa-ets-certCRLTimestamp",
        "27": "id-aa-ets-archiveTimestamp",
        "47": "id-aa-signingCertificateV2",
        "48": "id-aa-ets-archiveTimestampV2",
    },
    _SMIME_CTI: {
        "1": "id-cti-ets-proofOfOrigin",
        "2": "id-cti-ets-proofOfReceipt",
        "3": "id-cti-ets-proofOfDelivery",
        "4": "id-cti-ets-proofOfSender",
        "5": "id-cti-ets-proofOfApproval",
        "6": "id-cti-ets-proofOfCreation",
    },
    # NIST CSOR
    _NIST: {
        "2.1": "id-sha256",
        "2.2": "id-sha384",
        "2.3": "id-sha512",
        "2.4": "id-sha224",
        "2.7": "id-sha3-224",
        "2.8": "id-sha3-256",
        "2.9": "id-sha3-384",
        "2.10": "id-sha3-512",
        "2.11": "id-shake128",
        "2.12": "id-shake256",
        "2.18": "id-shake256-len",
        "3.1": "id-dsa-with-sha224",
        "3.2": "id-dsa-with-sha256",
        "3.9": "id-ecdsa-with-sha3-224",
        "3.10": "id-ecdsa-with-sha3-256",
        "3.11": "id-ecdsa-with-sha3-384",
        "3.12": "id-ecdsa-with-sha3-512",
        "3.13": "id-rsassa-pkcs1-v1_5-with-sha3-224",
        "3.14": "id-rsassa-pkcs1-v1_5-with-sha3-256",
        "3.15": "id-rsassa-pkcs1-v1_5-with-sha3-384",
        "3.16": "id-rsassa-pkcs1-v1_5-with-sha3-512",
    },
    # RFC 5280, RFC 6960, RFC 3739, RFC 5940
    _PKIX: {
        "1.1": "id-pe-authorityInfoAccess",
        "1.3": "id-pe-qcStatements",
        "1.11": "id-pe-subjectInfoAccess",
        "2.1": "id-qt-cps",
        "2.2": "id-qt-unotice",
        "3.1": "id-kp-serverAuth",
        "3.2": "id-kp-clientAuth",
        "3.3": "id-kp-codeSigning",
        "3.4": "id-kp-emailProtection",
        "3.8": "id-kp-timeStamping",
        "3.9": "id-kp-OCSPSigning",
        "3.36": "id-kp-documentSigning",
        "16.2": "id-ri-ocsp-response",
        "48.1": "id-ad-ocsp",
        "48.1.1": "id-pkix-ocsp-basic",
        "48.1.2": "id-pkix-ocsp-nonce",
        "48.1.3": "id-pkix-ocsp-crl",
        "48.1.5": "id-pkix-ocsp-nocheck",
        "48.1.6": "id-pkix-ocsp-archive-cutoff",
        "48.2": "id-ad-caIssuers",
        "48.3": "id-ad-timeStamping",
        "48.5": "id-ad-caRepository",
    },
    # RFC 5280
    _CE: {
        "9": "id-ce-subjectDirectoryAttributes",
        "14": "id-ce-subjectKeyIdentifier",
        "15": "id-ce-keyUsage",
        "16": "id-ce-privateKeyUsagePeriod",
        "17": "id-ce-subjectAltName",
        "18": "id-ce-issuerAltName",
        "19": "id-ce-basicConstraints",
        "20": "id-ce-cRLNumber",
        "21": "id-ce-cRLReasons",
        "24": "id-ce-invalidityDate",
        "27": "id-ce-deltaCRLIndicator",
        "28": "id-ce-issuingDistributionPoint",
        "29": "id-ce-certificateIssuer",
        "30": "id-ce-nameConstraints",
        "31": "id-ce-cRLDistributionPoints",
        "32": "id-ce-certificatePolicies",
        "32.0": "anyPolicy",
        "33": "id-ce-policyMappings",
        "35": "id-ce-authorityKeyIdentifier",
        "36": "id-ce-policyConstraints",
        "37": "id-ce-extKeyUsage",
        "37.0": "anyExtendedKeyUsage",
        "46": "id-ce-freshestCRL",
        "54": "id-ce-inhibitAnyPolicy",
        "60": "id-ce-expiredCertsOnCRL",
    },
    # X.520
    _AT: {
        "3": "id-at-commonName",
        "4": "id-at-surname",
        "5": "id-at-serialNumber",
        "6": "id-at-countryName",
        "7": "id-at-localityName",
        "8": "id-at-stateOrProvinceName",
        "9": "id-at-streetAddress",
        "10": "id-at-organizationName",
        "11": "id-at-organizationalUnitName",
        "12": "id-at-title",
        "15": "id-at-businessCategory",
        "17": "id-at-postalCode",
        "20": "id-at-telephoneNumber",
        "42": "id-at-givenName",
        "43": "id-at-initials",
        "46": "id-at-dnQualifier",
        "65": "id-at-pseudonym",
        "97": "id-at-organizationIdentifier",
    },
    # RFC 5480, RFC 5758
    _ECDSA: {
        "2.1": "id-ecPublicKey",
        "3.1.1": "secp192r1",
        "3.1.7": "secp256r1",
        "4.1": "ecdsa-with-SHA1",
        "4.3.1": "ecdsa-with-SHA224",
        "4.3.2": "ecdsa-with-SHA256",
        "4.3.3": "ecdsa-with-SHA384",
        "4.3.4": "ecdsa-with-SHA512",
    },
    "": {
        "0.4.0.1733.2.1": "id-aa-ets-longTermValidation",
        "0.4.0.1733.2.4": "id-aa-ets-archiveTimestampV3",
        "0.4.0.1733.2.5": "id-aa-ATSHashIndex",
        "0.4.0.19122.1.1": "id-aa-ets-signerAttrV2",
        "0.4.0.19122.1.3": "id-aa-ets-sigPolicyStore",
        "0.4.0.19122.1.4": "id-aa-ATSHashIndex-v2",
        "0.4.0.19122.1.5": "id-aa-ATSHashIndex-v3",
        "0.4.0.1862.1.1": "id-etsi-qcs-QcCompliance",
        "0.4.0.1862.1.2": "id-etsi-qcs-QcLimitValue",
        "0.4.0.1862.1.3": "id-etsi-qcs-QcRetentionPeriod",
        "0.4.0.1862.1.4": "id-etsi-qcs-QcSSCD",
        "0.4.0.1862.1.5": "id-etsi-qcs-QcPDS",
        "0.4.0.1862.1.6": "id-etsi-qcs-QcType",
        "0.4.0.1862.1.6.1": "id-etsi-qct-esign",
        "0.4.0.1862.1.6.2": "id-etsi-qct-eseal",
        "0.4.0.1862.1.6.3": "id-etsi-qct-web",
        "0.4.0.1862.1.7": "id-etsi-qcs-QcCClegislation",
        "0.4.0.19422.1.1": "id-etsi-tsts-EuQCompliance",
        "0.9.2342.19200300.100.1.1": "uid",
        "0.9.2342.19200300.100.1.25": "domainComponent",
        "1.2.840.10040.4.1": "id-dsa",
        "1.2.840.10040.4.3": "id-dsa-with-sha1",
        "1.2.840.113549.2.5": "id-md5",
        "1.2.840.113583.1.1.5": "authentic-documents-trust",
        "1.2.840.113583.1.1.8": "adbe-revocationInfoArchival",
        "1.2.840.113583.1.1.9.1": "adbe-timestamp",
        "1.2.840.113583.1.1.9.2": "adbe-archiveRevInfo",
        "1.2.840.113583.1.2.1": "adobe-policy",
        "1.3.14.3.2.26": "id-sha1",
        "1.3.14.3.2.27": "dsaWithSHA1",
        "1.3.14.3.2.29": "sha1WithRSASignature",
        "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
        "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
        "1.3.6.1.4.1.311.10.3.12": "szOID_KP_DOCUMENT_SIGNING",
        "1.3.6.1.4.1.311.20.2": "szOID_ENROLL_CERTTYPE_EXTENSION",
        "1.3.6.1.4.1.311.21.1": "szOID_CERTSRV_CA_VERSION",
        "1.3.6.1.4.1.311.21.2": "szOID_CERTSRV_PREVIOUS_CERT_HASH",
        "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionCountryName",
        "1.3.101.112": "id-Ed25519",
        "1.3.101.113": "id-Ed448",
        "1.3.132.0.10": "secp256k1",
        "1.3.132.0.33": "secp224r1",
        "1.3.132.0.34": "secp384r1",
        "1.3.132.0.35": "secp521r1",
    },
}

NAMES = {arc + tail: name for arc, table in _TABLES.items() for tail, name in table.items()}
"""Dotted OID → name."""


def named(oid: str) -> str:
    """`name (1.2.3)`, or the OID alone where it is unknown."""
    name = NAMES.get(oid)
    return f"{name} ({oid})" if name else oid
