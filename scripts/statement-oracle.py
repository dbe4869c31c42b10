#!/usr/bin/env python3
"""A mail account as ordinary SQLite tables, read by Python's imaplib and email: no line of gmailsql has touched them.

    statement-oracle.py HOST PORT USER PASSWORD FILE

Writes FILE: a table for each mailbox under its path, with and without Gmail's brackets, the names by role (AllMail, Drafts …), Messages
and MessagesWithSpamAndTrash, and the views Recipients, Attachments, Headers, MessageLabels, Threads, Labels as docs/tables.md tells them.
The account is only read (EXAMINE, BODY.PEEK).
"""

import datetime
import email
import email.policy
import email.utils
import imaplib
import json
import re
import sqlite3
import sys

ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE X-GM-MSGID X-GM-THRID X-GM-LABELS BODY.PEEK[])"
ROLES = {
    "\\All": "AllMail", "\\Sent": "SentMail", "\\Drafts": "Drafts", "\\Junk": "Spam", "\\Trash": "Trash",
    "\\Flagged": "Starred", "\\Important": "Important",
}
OWN_LABEL = {"\\All": None, "\\Sent": "\\Sent", "\\Drafts": "\\Draft", "\\Junk": "\\Spam", "\\Trash": "\\Trash",
             "\\Flagged": "\\Starred", "\\Important": "\\Important"}
COLUMNS = {
    "Id": "INTEGER", "MsgId": "TEXT", "ThreadId": "TEXT", "Mailbox": "TEXT", "Subject": "TEXT",
    "From": "TEXT COLLATE NOCASE", "FullFrom": "TEXT COLLATE NOCASE", "FromName": "TEXT", "FromDomain": "TEXT",
    "Sender": "TEXT COLLATE NOCASE", "ReplyTo": "TEXT COLLATE NOCASE", "To": "TEXT COLLATE NOCASE",
    "FullTo": "TEXT COLLATE NOCASE", "CC": "TEXT COLLATE NOCASE", "FullCC": "TEXT COLLATE NOCASE",
    "BCC": "TEXT COLLATE NOCASE", "FullBCC": "TEXT COLLATE NOCASE", "Date": "TEXT", "ReceivedDate": "TEXT",
    "MessageId": "TEXT", "InReplyTo": "TEXT", "Size": "INTEGER", "Flags": "TEXT", "IsRead": "INTEGER",
    "IsStarred": "INTEGER", "IsAnswered": "INTEGER", "IsDraft": "INTEGER", "IsImportant": "INTEGER", "Labels": "TEXT",
    "UIDValidity": "INTEGER", "Account": "TEXT", "References": "TEXT", "ListId": "TEXT", "BodyText": "TEXT", "BodyHtml": "TEXT",
    "HasAttachments": "INTEGER", "AttachmentCount": "INTEGER", "Attachments": "TEXT",
}


def utf7(name):
    """RFC 3501 §5.1.3."""
    def decode(match):
        text = match[1]
        return "&" if text == "" else ("+" + text.replace(",", "/") + "-").encode().decode("utf-7")
    return re.sub(r"&([A-Za-z0-9+,]*)-", decode, name)


def unquote(text):
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def mailboxes(imap):
    for line in imap.list()[1]:
        attributes, rest = re.match(r"\(([^)]*)\) (?:\"[^\"]*\"|NIL) (.*)", line.decode()).groups()
        if "\\Noselect" not in attributes:
            role = next((role for role in ROLES if role in attributes.split()), None)
            yield rest, utf7(unquote(rest)), role


def labels_of(text, own):
    labels = [utf7(unquote(label)) for label in re.findall(r'"(?:[^"\\]|\\.)*"|[^\s()]+', text)]
    # \\Inbox is written with its backslash doubled inside quotes.
    return sorted(set(labels) | ({own} if own else set()))


def plain(value):
    """A header as text without its folds; None where it is missing or empty."""
    if value is None:
        return None
    text = re.sub(r"\r?\n(?=[ \t])", "", str(value)).strip()
    return text or None


def addresses(message, name):
    found = []
    for field in message.get_all(name, []):
        found += [(one.display_name, one.addr_spec) for one in field.addresses]
    return found


def joined(parts):
    return ";".join(parts) or None


def full(name, address):
    return f"{name} <{address}>" if name else address


def utc(moment):
    return None if moment is None else moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def date_of(message):
    try:
        moment = message["Date"].datetime
        return utc(moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc))
    except Exception:  # noqa: BLE001 - missing or unreadable
        return None


def leaves(message):
    """The parts that carry content; an attached message is one, its inside is not listed."""
    if message.get_content_maintype() != "multipart":
        return [message]
    return [leaf for part in message.iter_parts() for leaf in leaves(part)]


def is_attachment(part):
    """The rule of docs/tables.md, in its own words there."""
    kind, disposition, name = part.get_content_type(), part.get_content_disposition(), part.get_filename()
    if disposition == "attachment":
        return True
    if kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
        return False
    is_text, is_part_of_text = kind in ("text/plain", "text/html"), part["Content-ID"] is not None
    if disposition == "inline":
        return bool(name) and not is_part_of_text and not is_text
    return bool(name) if is_text else bool(name) or not is_part_of_text


def attachments(message):
    """A name alone does not attach the first text, nor one that is an alternative."""

    def is_shown(part):
        is_text = part.get_content_type() in ("text/plain", "text/html")
        return is_text and part.get_content_disposition() in (None, "inline")

    shown = [part for part in leaves(message) if is_shown(part)][:1]
    for part in message.walk():
        if part.get_content_type() == "multipart/alternative":
            shown += [child for child in part.iter_parts() if is_shown(child)]
    kept = [part for part in leaves(message) if is_attachment(part) and not any(part is other for other in shown)]
    return [(part, part.get_filename()) for part in kept]


def body(message, kind):
    part = message.get_body((kind,))
    if part is None:
        return None
    try:
        return part.get_content().replace("\r\n", "\n")
    except Exception:  # noqa: BLE001 - a charset that Python does not know
        return None


def cells(path, own, account, validity, head, raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    flags = re.search(r"FLAGS \(([^)]*)\)", head)[1].split()
    flags = sorted(flag for flag in flags if flag.startswith("\\")) + sorted(f for f in flags if not f.startswith("\\"))
    labels = labels_of(re.search(r"X-GM-LABELS \(((?:\"(?:[^\"\\]|\\.)*\"|[^\")])*)\)", head)[1], own)
    date = re.search(r'INTERNALDATE "([^"]+)"', head)[1].strip()
    people = {name: addresses(message, name) for name in ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")}
    first = people["From"][0] if people["From"] else None
    files = [name or "" for _, name in attachments(message)]
    number = lambda key: int(re.search(key + r" (\d+)", head)[1])  # noqa: E731
    return {
        "Id": number("UID"), "MsgId": str(number("X-GM-MSGID")), "ThreadId": str(number("X-GM-THRID")), "Mailbox": path,
        "Subject": plain(message["Subject"]), "From": first and first[1], "FullFrom": first and full(*first),
        "FromName": (first and first[0]) or None,
        "FromDomain": first[1].rsplit("@", 1)[1].lower() if first and "@" in first[1] else None,
        "Sender": joined(a for _, a in people["Sender"] or people["From"]),
        "ReplyTo": joined(a for _, a in people["Reply-To"] or people["From"]),
        "To": joined(a for _, a in people["To"]), "FullTo": joined(full(*one) for one in people["To"]),
        "CC": joined(a for _, a in people["Cc"]), "FullCC": joined(full(*one) for one in people["Cc"]),
        "BCC": joined(a for _, a in people["Bcc"]), "FullBCC": joined(full(*one) for one in people["Bcc"]),
        "Date": date_of(message),
        "ReceivedDate": utc(datetime.datetime.strptime(date, "%d-%b-%Y %H:%M:%S %z")),
        "MessageId": plain(message["Message-ID"]), "InReplyTo": plain(message["In-Reply-To"]), "Size": number("RFC822.SIZE"),
        "Flags": " ".join(flags), "IsRead": int("\\Seen" in flags), "IsStarred": int("\\Flagged" in flags),
        "IsAnswered": int("\\Answered" in flags), "IsDraft": int("\\Draft" in flags),
        "IsImportant": int("\\Important" in labels), "Labels": json.dumps(labels, ensure_ascii=False, separators=(",", ":")),
        "UIDValidity": validity, "Account": account, "References": plain(message["References"]),
        "ListId": plain(message["List-Id"]), "BodyText": body(message, "plain"), "BodyHtml": body(message, "html"),
        "HasAttachments": int(bool(files)), "AttachmentCount": len(files), "Attachments": joined(files),
    }, people, message


def rows_of(imap, quoted, path, own, account):
    imap.select(quoted, readonly=True)
    validity = int(imap.response("UIDVALIDITY")[1][0])
    answers = imap.uid("FETCH", "1:*", ITEMS)[1]
    pairs = list(zip(answers, answers[1:] + [b""]))
    for item, after in pairs:
        if isinstance(item, tuple):
            head = item[0].decode() + (after.decode() if isinstance(after, bytes) else "")
            yield cells(path, own, account, validity, head, item[1])


def quoted_name(name):
    return '"' + name.replace('"', '""') + '"'


def create(db, name, columns):
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    db.execute(f"CREATE TABLE {quoted_name(name)} ({listed})")


def insert(db, name, rows):
    for row in rows:
        places = ", ".join("?" for _ in row)
        db.execute(f"INSERT INTO {quoted_name(name)} VALUES ({places})", list(row.values()) if isinstance(row, dict) else row)


PARTS = {
    "Recipients": {"MsgId": "TEXT", "Role": "TEXT", "Name": "TEXT", "Address": "TEXT COLLATE NOCASE", "Domain": "TEXT", "Ordinal": "INTEGER"},
    "Headers": {"MsgId": "TEXT", "Ordinal": "INTEGER", "Name": "TEXT", "Value": "TEXT"},
    "Attachments": {"MsgId": "TEXT", "MessageSubject": "TEXT", "Filename": "TEXT", "ContentType": "TEXT"},
    "MessageLabels": {"MsgId": "TEXT", "Label": "TEXT"},
}


def insert_parts(db, row, people, message):
    for role in ("From", "Sender", "Reply-To", "To", "Cc", "Bcc"):
        insert(db, "Recipients", [
            [row["MsgId"], role.lower(), name or None, address,
             address.rsplit("@", 1)[1].lower() if "@" in address else None, ordinal]
            for ordinal, (name, address) in enumerate(people[role], 1)
        ])
    insert(db, "Headers", [[row["MsgId"], n, name, plain(value)] for n, (name, value) in enumerate(message.items(), 1)])
    insert(db, "Attachments", [[row["MsgId"], row["Subject"], name, part.get_content_type()] for part, name in attachments(message)])
    insert(db, "MessageLabels", [[row["MsgId"], label] for label in json.loads(row["Labels"])])


def main():
    host, port, user, password, file = sys.argv[1:]
    db = sqlite3.connect(file)
    for name, columns in PARTS.items():
        create(db, name, columns)
    create(db, "Messages", {**COLUMNS, "Id": "TEXT"})
    create(db, "MessagesWithSpamAndTrash", {**COLUMNS, "Id": "TEXT"})
    imap = imaplib.IMAP4(host, int(port))
    imap.login(user, password)
    for quoted, path, role in mailboxes(imap):
        own = OWN_LABEL[role] if role else "\\Inbox" if path == "INBOX" else path
        names = {path, path.replace("[Gmail]", "Gmail")} | ({ROLES[role]} if role else set())
        read = list(rows_of(imap, quoted, path, own, user))
        for name in names:
            create(db, name, COLUMNS)
            insert(db, name, [row for row, _, _ in read])
        for row, people, message in read if role in ("\\All", "\\Junk", "\\Trash") else []:
            by_id = {**row, "Id": row["MsgId"]}
            insert(db, "MessagesWithSpamAndTrash", [by_id])
            if role == "\\All":
                insert(db, "Messages", [by_id])
                insert_parts(db, row, people, message)
    imap.logout()
    db.commit()


if __name__ == "__main__":
    main()
