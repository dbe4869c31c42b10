#!/usr/bin/env python3
"""What Python's imaplib and email see of an account, without changing it: {mailbox: [message]} as JSON.

    mailboxes-view.py PORT USER PASSWORD

A message is {"subject", "flags", "labels", "to", "text", "files", "date"}: labels are X-GM-LABELS where the server has them, else
null; files are [name, base64]. Mailboxes that hold no messages of their own are left out.
"""

import base64
import email
import email.policy
import imaplib
import json
import re
import sys


def from_utf7(name):
    """Modified UTF-7 (RFC 3501 §5.1.3)."""

    def decoded(match):
        if not match[1]:
            return "&"
        letters = match[1].replace(",", "/")
        return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-16-be")

    return re.sub(r"&([^-]*)-", decoded, name)


def words(text):
    """Atoms and quoted strings of a list."""
    found = re.findall(rb'"((?:[^"\\]|\\.)*)"|([^\s()]+)', text)
    return [(re.sub(rb"\\(.)", rb"\1", quoted) or atom).decode() for quoted, atom in found]


def message_of(head, octets):
    parsed = email.message_from_bytes(octets, policy=email.policy.default)
    body = parsed.get_body(("plain",))
    labels = re.search(rb"X-GM-LABELS \(((?:[^()\"]|\"(?:[^\"\\]|\\.)*\")*)\)", head)
    return {
        "subject": parsed["Subject"],
        "to": parsed["To"],
        "date": re.search(rb'INTERNALDATE "([^"]+)"', head)[1].decode(),
        # \Recent is of the session (RFC 3501 §2.3.2), not of the message.
        "flags": sorted(set(words(re.search(rb"FLAGS \(([^)]*)\)", head)[1])) - {"\\Recent"}),
        "labels": None if labels is None else sorted(from_utf7(label) for label in words(labels[1])),
        "text": body.get_content().replace("\r\n", "\n").rstrip("\n") if body else None,
        "files": [
            [part.get_filename(), base64.b64encode(part.get_payload(decode=True)).decode()]
            for part in parsed.iter_attachments()
        ],
    }


def mailboxes_of(imap):
    for line in imap.list()[1]:
        attributes, name = re.match(rb'\(([^)]*)\) (?:"[^"]*"|NIL) (.+)$', line).groups()
        if b"\\noselect" not in attributes.lower() and b"\\nonexistent" not in attributes.lower():
            yield name.decode() if name.startswith(b'"') else f'"{name.decode()}"'


def main():
    port, user, password = sys.argv[1:]
    imap = imaplib.IMAP4("127.0.0.1", int(port))
    imap.login(user, password)
    items = "UID FLAGS INTERNALDATE " + ("X-GM-LABELS " if "X-GM-EXT-1" in imap.capabilities else "") + "BODY.PEEK[]"
    view = {}
    for name in mailboxes_of(imap):
        imap.select(name, readonly=True)
        rows = imap.uid("FETCH", "1:*", f"({items})")[1]
        found = [message_of(row[0] + b" " + after_of(rows, at), row[1]) for at, row in enumerate(rows) if isinstance(row, tuple)]
        view[from_utf7(re.sub(r"\\(.)", r"\1", name.strip('"')))] = sorted(found, key=lambda message: message["subject"] or "")
    imap.logout()
    json.dump(view, sys.stdout, ensure_ascii=True)


def after_of(rows, at):
    """What follows the literal of a row."""
    after = rows[at + 1] if at + 1 < len(rows) else b""
    return after if isinstance(after, bytes) else b""


if __name__ == "__main__":
    main()
