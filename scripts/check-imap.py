"""Checks an IMAP server with Gmail's extensions from outside: Python's imaplib and email, nothing of ours.

Usage: check-imap.py HOST PORT USER PASSWORD. The account is changed (and may be a demo mailbox only).
"""

import email
import email.policy
import imaplib
import re
import sys
import time

checks = 0


def check(condition, what):
    global checks
    if not condition:
        print(f"failed: {what}", file=sys.stderr)
        sys.exit(1)
    checks += 1


def ok(answer, what):
    status, data = answer
    check(status == "OK", f"{what}: {status} {data!r}")
    return data


def numbers(data):
    return [int(word) for line in data if line for word in line.split()]


def uid_search(imap, *keys):
    return numbers(ok(imap.uid("SEARCH", *keys), f"UID SEARCH {keys!r}"))


def check_list(imap):
    lines = ok(imap.list(), "LIST")
    text = b"\n".join(lines)
    for attribute in (b"\\All", b"\\Sent", b"\\Drafts", b"\\Junk", b"\\Trash", b"\\Flagged", b"\\Important"):
        check(attribute in text, f"LIST shows {attribute!r}")
    check(b'"INBOX"' in text, "LIST shows INBOX")
    check(b"&TtVOiw-/&istsQmb4-" in text, "names are in modified UTF-7")
    check(b'"Work/Project X"' in text, "LIST shows a nested label")
    check(ok(imap.list('""', "%"), "LIST %") != lines, "% stays within a level")
    special = ok(imap.xatom("NAMESPACE"), "NAMESPACE")
    check(special is not None, "NAMESPACE answers")


def check_status(imap):
    data = ok(imap.status('"[Gmail]/All Mail"', "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"), "STATUS")
    values = dict(re.findall(rb"([A-Z]+) (\d+)", data[0]))
    count = int(ok(imap.select('"[Gmail]/All Mail"', readonly=True), "EXAMINE")[0])
    check(int(values[b"MESSAGES"]) == count, "STATUS MESSAGES is EXISTS")
    check(int(values[b"UIDNEXT"]) > count, "UIDNEXT is above the count")
    check(len(uid_search(imap, "UNSEEN")) == int(values[b"UNSEEN"]), "STATUS UNSEEN is what UNSEEN finds")
    return count


def check_flags_search(imap, count):
    every = uid_search(imap, "ALL")
    seen, unseen = uid_search(imap, "SEEN"), uid_search(imap, "UNSEEN")
    check(len(every) == count and every == sorted(every), "ALL finds all, ascending")
    check(sorted(seen + unseen) == every, "SEEN and UNSEEN divide the mailbox")
    check(sorted(uid_search(imap, "NOT", "SEEN")) == unseen, "NOT SEEN is UNSEEN")
    check(uid_search(imap, "OR", "SEEN", "UNSEEN") == every, "OR of both is all")
    check(uid_search(imap, "X-GM-LABELS", r'"\\Starred"') == uid_search(imap, "FLAGGED"), "starred is flagged")
    sequence = numbers(ok(imap.search(None, "ALL"), "SEARCH"))
    check(sequence == list(range(1, count + 1)), "SEARCH answers sequence numbers")


def check_text_search(imap):
    voice, invoice = uid_search(imap, "SUBJECT", '"voice"'), uid_search(imap, "SUBJECT", '"invoice"')
    check(voice and invoice, "voice and invoice are found")
    both = uid_search(imap, "SUBJECT", '"invoice and voice"')
    check(len(both) == 1 and set(both) == set(voice) & set(invoice), "words are found, not parts of words")
    check(uid_search(imap, "SUBJECT", '"VOICE"') == voice, "case does not matter")
    check(uid_search(imap, "SUBJECT", '"voic"') == [], "a beginning of a word finds nothing")
    check(uid_search(imap, "FROM", '"northwind"') != [], "FROM finds a word of the address")
    check(uid_search(imap, "FROM", '"northw"') == [], "FROM does not find a part")
    imap.literal = "請求書".encode()
    found = numbers(ok(imap.uid("SEARCH", "CHARSET", "UTF-8", "SUBJECT"), "SEARCH CHARSET UTF-8"))
    check(len(found) >= 7, "a Japanese word is found in encoded subjects")
    check(uid_search(imap, "X-GM-RAW", '"from:northwind is:unread"') != [], "X-GM-RAW finds")
    raw = uid_search(imap, "X-GM-RAW", '"subject:voice -subject:invoice"')
    check(raw == [uid for uid in voice if uid not in invoice], "X-GM-RAW negates")
    check(uid_search(imap, "X-GM-LABELS", '"Work/Project X"') != [], "X-GM-LABELS finds")
    imap.literal = "仕事/請求書".encode()
    labelled = numbers(ok(imap.uid("SEARCH", "CHARSET", "UTF-8", "X-GM-LABELS"), "X-GM-LABELS literal"))
    check(len(labelled) >= 7, "X-GM-LABELS finds a Japanese label")
    check(uid_search(imap, "X-GM-RAW", '"has:attachment filename:pdf"') != [], "has:attachment filename:")


def check_date_search(imap, count):
    since, before = uid_search(imap, "SINCE", "1-Jan-2026"), uid_search(imap, "BEFORE", "1-Jan-2026")
    check(since and before and len(since) + len(before) == count, "SINCE and BEFORE divide the mailbox")
    for uid in since[:3]:
        data = ok(imap.uid("FETCH", str(uid), "(INTERNALDATE)"), "FETCH INTERNALDATE")
        check(time.mktime(imaplib.Internaldate2tuple(data[0])) > 1_767_000_000, "INTERNALDATE is after SINCE")
    check(len(uid_search(imap, "LARGER", "100000")) >= 2, "LARGER finds the big ones")
    check(uid_search(imap, "SENTBEFORE", "1-Jan-1950") != [], "SENTBEFORE reads the Date header")


def check_fetch(imap, count):
    step = max(1, count // 40)
    for sequence in range(1, count + 1, step):
        items = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE X-GM-MSGID X-GM-THRID X-GM-LABELS BODY.PEEK[])"
        data = ok(imap.fetch(str(sequence), items), "FETCH")
        text = b"".join(b"".join(part) if isinstance(part, tuple) else part for part in data)
        body = next(part[1] for part in reversed(data) if isinstance(part, tuple) and part[0].rstrip().find(b"BODY[]") >= 0)
        size = int(re.search(rb"RFC822\.SIZE (\d+)", text).group(1))
        check(size == len(body), "RFC822.SIZE is the length of the body")
        check(re.search(rb"X-GM-MSGID \d{15,20}", text), "X-GM-MSGID is a long number")
        check(b"ENVELOPE (" in text and b"BODYSTRUCTURE (" in text, "ENVELOPE and BODYSTRUCTURE are there")
        message = email.message_from_bytes(body, policy=email.policy.compat32)
        header = ok(imap.fetch(str(sequence), "(BODY.PEEK[HEADER.FIELDS (SUBJECT MESSAGE-ID)])"), "HEADER.FIELDS")[0][1]
        parsed = email.message_from_bytes(header, policy=email.policy.compat32)
        check(parsed["message-id"] == message["message-id"], "HEADER.FIELDS gives the field")
        if message.is_multipart() and message.get_payload():
            part = message.get_payload()[0]
            if not part.is_multipart():
                first = ok(imap.fetch(str(sequence), "(BODY.PEEK[1])"), "BODY[1]")[0][1]
                check(first.decode("latin1").strip() == part.as_bytes().decode("latin1").split("\n\n", 1)[-1].replace("\n", "\r\n").replace("\r\r", "\r").strip(), "BODY[1] is the first part")
        middle = ok(imap.fetch(str(sequence), "(BODY.PEEK[]<10.50>)"), "partial")[0][1]
        check(middle == body[10:60], "a partial FETCH is a slice")


def message_of(subject, message_id):
    text = f"From: a@b.example\r\nTo: demo@gmail.example\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n\r\nHello\r\n"
    return text.encode()


def check_append(imap):
    raw = message_of("appended by imaplib", "imaplib-1@check.example")
    when = imaplib.Time2Internaldate(1_700_000_000)
    first = ok(imap.append("Receipts", r"(\Seen)", when, raw), "APPEND")
    validity, uid = re.search(rb"APPENDUID (\d+) (\d+)", first[0]).groups()
    again = ok(imap.append("Work", "", None, raw), "APPEND again")
    check(b"APPENDUID" in again[0], "APPENDUID the second time")
    ok(imap.select("Receipts"), "SELECT")
    check(imap.response("UIDVALIDITY")[1][-1] == validity, "UIDVALIDITY is APPENDUID's")
    row = ok(imap.uid("FETCH", uid.decode(), "(INTERNALDATE FLAGS X-GM-LABELS X-GM-MSGID BODY.PEEK[])"), "FETCH appended")
    check(row[0][1] == raw, "the appended octets come back")
    check(b"14-Nov-2023 22:13:20 +0000" in row[0][0], "INTERNALDATE is the one given first")
    check(b"Work" in row[0][0] and b"Receipts" not in row[0][0], "labels were merged, the selected one is left out")
    check(rb"\Seen" in row[0][0], "flags are kept")
    check(imap.append("Nowhere", "", None, raw)[0] == "NO", "APPEND to no mailbox is refused")
    return uid.decode()


def check_store(imap, uid):
    data = ok(imap.uid("STORE", uid, "+FLAGS", r"(\Flagged)"), "STORE")
    check(any(rb"\Flagged" in line for line in data), "STORE tells the flags")
    check(uid_search(imap, "X-GM-LABELS", r'"\\Starred"', "UID", uid) == [int(uid)], "flagged is starred")
    ok(imap.uid("STORE", uid, "+X-GM-LABELS", '("Brand new/label")'), "STORE of an unknown label")
    check(b'"Brand new/label"' in b"\n".join(ok(imap.list(), "LIST")), "the label was created")
    ok(imap.uid("STORE", uid, "-X-GM-LABELS", "(Receipts)"), "STORE of the own label")
    check(uid_search(imap, "UID", uid) == [int(uid)], "the own label cannot be taken off here")
    ok(imap.uid("STORE", uid, "-FLAGS", r"(\Flagged \Seen)"), "STORE -FLAGS")
    data = ok(imap.uid("FETCH", uid, "(FLAGS)"), "FETCH FLAGS")
    check(b"FLAGS ()" in data[0], "the flags are gone")


def check_move(imap, uid):
    check(imap.uid("COPY", uid, '"Work/Project X"')[0] == "OK", "COPY")
    before = int(ok(imap.status("Receipts", "(MESSAGES)"), "STATUS")[0].split()[-1].rstrip(b")"))
    ok(imap.uid("MOVE", uid, "Family"), "MOVE")
    after = int(ok(imap.status("Receipts", "(MESSAGES)"), "STATUS")[0].split()[-1].rstrip(b")"))
    check(after == before - 1, "MOVE takes the message out")
    ok(imap.select("Family"), "SELECT")
    moved = uid_search(imap, "SUBJECT", '"appended by imaplib"')
    check(len(moved) == 1, "the message is in the other mailbox")
    ok(imap.uid("MOVE", str(moved[0]), '"[Gmail]/Trash"'), "MOVE to Trash")
    ok(imap.select('"[Gmail]/All Mail"'), "SELECT")
    check(uid_search(imap, "SUBJECT", '"appended by imaplib"') == [], "trashed mail is not in All Mail")
    ok(imap.select('"[Gmail]/Trash"'), "SELECT")
    trashed = uid_search(imap, "SUBJECT", '"appended by imaplib"')
    check(len(trashed) == 1, "trashed mail is in Trash")
    ok(imap.uid("STORE", str(trashed[0]), "+FLAGS", r"(\Deleted)"), "STORE Deleted")
    ok(imap.expunge(), "EXPUNGE")
    check(uid_search(imap, "UID", str(trashed[0])) == [], "deleted from Trash is gone")


def main():
    host, port, user, password = sys.argv[1:5]
    imap = imaplib.IMAP4(host, int(port))
    check("X-GM-EXT-1" in imap.capabilities, "X-GM-EXT-1 is announced")
    try:
        imap.login(user, password + "x")
        check(False, "a wrong password is refused")
    except imaplib.IMAP4.error as error:
        check("AUTHENTICATIONFAILED" in str(error), "the refusal says why")
    ok(imap.login(user, password), "LOGIN")
    check_list(imap)
    count = check_status(imap)
    check_flags_search(imap, count)
    check_text_search(imap)
    check_date_search(imap, count)
    check_fetch(imap, count)
    check_move_uid = check_append(imap)
    check_store(imap, check_move_uid)
    check_move(imap, check_move_uid)
    imap.close()
    imap.logout()
    print(f"imaplib: {checks} checks passed")


main()
