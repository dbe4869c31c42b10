#!/usr/bin/env python3
"""What Python's `email` package (policy.default) reads in the header of each message of the mail corpus.

    corpus-oracle.py --corpus DIR > oracle.json

{file: {"Subject", "From", "To", "Date", "Size"}}: Subject decoded; From the addresses of the authors and To those of the
recipients as lists; Date in UTC, `YYYY-MM-DD HH:MM:SS`; Size in bytes with every line end as CRLF (RFC 5322 §2.3). None where
the field is missing, {"error": …} where Python itself fails. No rule of gmailsql is applied here.
Python's parser changes from version to version: test/interop/corpus-differences.json is that of Python 3.11, as in Debian 12.
"""

import argparse
import datetime
import email
import email.policy
import json
import pathlib
import re
import sys


def subject_of(message):
    subject = message["Subject"]
    return None if subject is None else str(subject)


def addresses_of(message, name):
    field = message[name]
    return None if field is None else [sanitized(address.addr_spec) for address in field.addresses]


def sanitized(text):
    """What `str(header)` does with raw 8-bit bytes, which Python holds as surrogates: UTF-8 (RFC 6532), else U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def date_of(message):
    field = message["Date"]
    moment = None if field is None else field.datetime
    if moment is None:
        return None
    # -0000 says UTC without a word about the sender's zone (RFC 5322 §3.3); Python makes it a naive time.
    utc = moment if moment.tzinfo is None else moment.astimezone(datetime.timezone.utc)
    return f"{utc.year:04}-{utc.month:02}-{utc.day:02} {utc.hour:02}:{utc.minute:02}:{utc.second:02}"


def cell(read, *arguments):
    try:
        return read(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever Python trips over is a finding, not the end
        return {"error": f"{type(error).__name__}: {error}"}


def cells_of(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    return {
        "Subject": cell(subject_of, message),
        "From": cell(addresses_of, message, "From"),
        "To": cell(addresses_of, message, "To"),
        "Date": cell(date_of, message),
        "Size": len(re.sub(rb"(?<!\r)\n", b"\r\n", data)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    corpus = parser.parse_args().corpus
    entries = map(json.loads, (corpus / "index.jsonl").read_text("utf-8").splitlines())
    files = [entry["file"] for entry in entries if entry["kind"] == "message"]
    json.dump({file: cells_of((corpus / file).read_bytes()) for file in files}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
