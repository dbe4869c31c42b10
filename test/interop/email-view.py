"""Prints what Python's email package makes of the message on standard input, as JSON."""

import json
import sys
from email import policy
from email.parser import BytesParser
from hashlib import sha256

message = BytesParser(policy=policy.default).parse(sys.stdin.buffer)


def addresses(field):
    found = message[field]
    return [[each.display_name, each.addr_spec] for each in found.addresses] if found else []


def text(kind):
    part = message.get_body((kind,))
    return (part.get_content().strip() or None) if part else None


def digest(part):
    return sha256(part.get_payload(decode=True) or b"").hexdigest()


files = [part for part in message.walk() if part.get_filename() or part["Content-ID"]]
json.dump(
    {
        "subject": message["Subject"] or "",
        "from": addresses("From"),
        "to": addresses("To"),
        "cc": addresses("Cc"),
        "bcc": addresses("Bcc"),
        "messageId": message["Message-ID"],
        "inReplyTo": message["In-Reply-To"],
        "references": (message["References"] or "").split(),
        "text": text("plain"),
        "html": text("html"),
        "files": [[part.get_filename(), part.get_content_type(), digest(part)] for part in files],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    },
    sys.stdout,
)
