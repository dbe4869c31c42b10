#!/usr/bin/env python3
"""Starts a throw-away Dovecot whose INBOX holds every single message of the mail corpus, and says what it serves.

    fill-dovecot.py [--corpus DIR] --base DIR --port N [--user NAME]      stop it with BASE=DIR scripts/dovecot.sh stop

The messages lie in a Maildir, byte by byte as their files: no APPEND mends a line end on the way. UID n is the n-th message
of index.jsonl, `[Gmail]/All Mail` holds the same messages, `Work/Project X` every fifth; flags and times are functions of n.
Dovecot then sends every line end as CRLF (RFC 5322 §2.1), and NUL, which no literal may hold (RFC 3501 §4.3.1), as 0x80.
Python's imaplib fetches every message and compares it with its file under these two rules.

DIR/served.json: a list of {uid, file, size: RFC822.SIZE, served: length of BODY[]}.
"""

import argparse
import hashlib
import imaplib
import json
import os
import pathlib
import re
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).resolve().parent / "dovecot.sh"
START = 1_767_225_600  # 2026-01-01T00:00:00Z: INTERNALDATE of the first; each message comes two hours later
EVERY_FIFTH = "Work/Project X"
ALL = "[Gmail]/All Mail"


def messages_of(corpus):
    lines = (corpus / "index.jsonl").read_text("utf-8").splitlines()
    return [entry["file"] for entry in map(json.loads, lines) if entry["kind"] == "message"]


def flags_of(number):
    """Maildir's letters, in ASCII order: Draft, Flagged, Replied, Seen."""
    return "".join(letter for letter, period in (("D", 50), ("F", 7), ("R", 11), ("S", 3)) if number % period == 0)


def write_mailbox(home, files):
    """`files` holds (number, bytes): numbers give the order, so that UIDs come out as asked."""
    for name in ("cur", "new", "tmp"):
        (home / name).mkdir(parents=True)
    uids = []
    for uid, (number, data) in enumerate(files, 1):
        time = START + 7200 * number
        name = f"{time}.M{number}P1.corpus"
        path = home / "cur" / f"{name}:2,{flags_of(number)}"
        path.write_bytes(data)
        os.utime(path, (time, time))
        uids.append(f"{uid} :{name}\n")
    # Version 3 of Dovecot's list: UIDVALIDITY, UIDNEXT and the mailbox's own GUID of 32 hex digits.
    guid = hashlib.md5(str(home).encode()).hexdigest()
    header = f"3 V{START} N{len(uids) + 1} G{guid}\n"
    (home / "dovecot-uidlist").write_text(header + "".join(uids))


def served_bytes(data):
    """What IMAP can send of a file: CRLF for a bare LF, 0x80 for NUL. A bare CR is no line end and stays."""
    return re.sub(rb"(?<!\r)\n", b"\r\n", data).replace(b"\0", b"\x80")


def fetch_all(imap):
    """(uid, RFC822.SIZE, BODY[]) of the examined mailbox."""
    status, data = imap.uid("FETCH", "1:*", "(UID RFC822.SIZE BODY.PEEK[])")
    if status != "OK":
        sys.exit(f"FETCH: {status} {data!r}")
    for item in data:
        if isinstance(item, tuple):
            numbers = re.search(rb"UID (\d+) RFC822\.SIZE (\d+)", item[0])
            yield int(numbers[1]), int(numbers[2]), item[1]


def check_served(port, user, files):
    """Every message as imaplib gets it, compared with its file."""
    imap = imaplib.IMAP4("127.0.0.1", port)
    imap.login(user, "secret")
    imap.select("INBOX", readonly=True)
    served = []
    for uid, size, body in fetch_all(imap):
        file, data = files[uid - 1]
        if body != served_bytes(data):
            sys.exit(f"UID {uid}: what is served is not {file}")
        served.append({"uid": uid, "file": file, "size": size, "served": len(body)})
    imap.logout()
    if len(served) != len(files):
        sys.exit(f"{len(served)} messages are served instead of {len(files)}")
    return served


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, help="without it the mailboxes are empty")
    parser.add_argument("--base", type=pathlib.Path, required=True, help="a directory that is not there yet")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--user", default="anna@example.com")
    return parser.parse_args()


def main():
    args = arguments()
    names = messages_of(args.corpus) if args.corpus else []
    files = [(name, (args.corpus / name).read_bytes()) for name in names]
    numbered = list(enumerate((data for _, data in files), 1))
    home = args.base / "mail" / args.user / "Maildir"
    write_mailbox(home, numbered)
    write_mailbox(home / ALL, numbered)
    write_mailbox(home / EVERY_FIFTH, [item for item in numbered if item[0] % 5 == 0])
    environment = {**os.environ, "BASE": str(args.base), "PORT": str(args.port), "FORMAT": "maildir"}
    subprocess.run([SCRIPT, "start"], env=environment, check=True, stdout=subprocess.DEVNULL)
    served = check_served(args.port, args.user, files)
    (args.base / "served.json").write_text(json.dumps(served))


if __name__ == "__main__":
    main()
