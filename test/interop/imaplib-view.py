#!/usr/bin/env python3
"""What Python's imaplib sees of a mailbox, without changing it: {uid: {"flags", "modSeq", "references"}} as JSON.

    imaplib-view.py PORT USER MAILBOX

References are the Message-IDs of that field in their order, empty where there is none.
"""

import email
import email.policy
import imaplib
import json
import re
import sys

ITEMS = "(UID FLAGS MODSEQ BODY.PEEK[HEADER.FIELDS (REFERENCES)])"


def references_of(header):
    field = email.message_from_bytes(header, policy=email.policy.compat32)["References"]
    return re.findall(r"<[^<>\s]+>", str(field or ""))


def main():
    port, user, mailbox = sys.argv[1:]
    imap = imaplib.IMAP4("127.0.0.1", int(port))
    imap.login(user, "secret")
    imap.select(f'"{mailbox}"', readonly=True)
    view = {}
    for item in imap.uid("FETCH", "1:*", ITEMS)[1]:
        if isinstance(item, tuple):
            found = re.search(rb"UID (\d+) FLAGS \(([^)]*)\) MODSEQ \((\d+)\)", item[0])
            flags = sorted(found[2].decode().split())
            view[int(found[1])] = {"flags": flags, "modSeq": found[3].decode(), "references": references_of(item[1])}
    imap.logout()
    json.dump(view, sys.stdout)


if __name__ == "__main__":
    main()
