#!/usr/bin/env python3
"""What Python's `email` package finds in the body of each message of the mail corpus.

    corpus-bodies.py --corpus DIR > bodies.json

{file: {"text", "html", "names"}}: the plain text and the HTML, decoded, with LF for line ends and without those at the end, or
None; `text` is left out where it would have to be made of HTML, `html` where a piece of it would have to be made of text; `names`
are those of the attachments. Structure, transfer encodings, charsets and names are Python's; which leaves are the body and which
are attachments is written down a second time here, as docs/tables.md says it.
"""

import argparse
import codecs
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import sys

# Labels mean what browsers make of them (WHATWG Encoding §4.2); of the rest, supersets that the standard names too.
SUPERSETS = {
    "ascii": None, "latin-1": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}
ALIASES = {"iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "ks_c_5601-1987": "cp949", "windows-874": "cp874",
           "windows-949": "cp949", "x-mac-cyrillic": "mac-cyrillic", "windows-31j": "cp932", "x-sjis": "cp932", "hz-gb-2312": "hz", "unicode-1-1-utf-7": "utf-7"}


def unnamed(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def decode(data, charset):
    name = (charset or "").strip("\"' ;,").lower()
    try:
        codec = codecs.lookup(ALIASES.get(name, name)).name
    except (LookupError, UnicodeError, ValueError):
        return unnamed(data)
    if codec == "ascii":
        return unnamed(data)
    try:
        return data.decode(SUPERSETS.get(codec, codec), "replace")
    except (LookupError, UnicodeError):
        return unnamed(data)


def words(text):
    """Encoded words, which do not belong into parameters but are common."""
    pieces = email.header.decode_header(text) if "=?" in text else [(text, None)]
    return "".join(piece if isinstance(piece, str) else decode(piece, charset) for piece, charset in pieces)


def sanitized(text):
    """Raw 8-bit bytes, which Python holds as surrogates."""
    return unnamed(text.encode("utf-8", "surrogateescape"))


def name_of(part):
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, None, header)
        if isinstance(value, tuple):
            return decode(value[2].encode("latin-1", "surrogateescape"), value[0])
        if value is not None:
            return words(sanitized(value).strip())
    return ""


def leaves_of(part):
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        return [leaf for child in part.get_payload() for leaf in leaves_of(child)]
    return [part]


def type_of(part):
    return "text/plain" if part.get_content_maintype() == "multipart" else part.get_content_type()


def is_attachment(part):
    kind, disposition = type_of(part), part.get_content_disposition()
    if disposition == "attachment":
        return True
    if kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
        return False
    named = name_of(part) != ""
    is_text = kind in ("text/plain", "text/html")
    if disposition == "inline":
        return named and part["content-id"] is None and not is_text
    return named if is_text else part["content-id"] is None or named


def attachments_of(message):
    """Without the first text, and texts that are alternatives, which a name alone does not attach."""

    def is_shown(part):
        return type_of(part) in ("text/plain", "text/html") and part.get_content_disposition() in (None, "inline")

    leaves = leaves_of(message)
    shown = [leaf for leaf in leaves if is_shown(leaf)][:1]
    for part in message.walk():
        if part.get_content_type() == "multipart/alternative" and part.is_multipart():
            shown += [child for child in part.get_payload() if not child.is_multipart() and is_shown(child)]
    return [leaf for leaf in leaves if is_attachment(leaf) and not any(leaf is other for other in shown)]


def rendered(part, rendering, attachments, is_root=True):
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        children = [rendered(child, rendering, attachments, False) for child in part.get_payload()]
        if part.get_content_type() == "multipart/alternative":
            return best(children, rendering)
        return [leaf for child in children for leaf in child]
    if type_of(part) not in ("text/plain", "text/html"):
        return []
    hidden = part.get_content_disposition() == "attachment" if is_root else any(part is other for other in attachments)
    return [] if hidden else [part]


def best(children, rendering):
    def has(kind):
        return lambda parts: any(type_of(part) == kind for part in parts)

    html, plain = has("text/html"), has("text/plain")
    for fits in [html, plain] if rendering == "html" else [lambda c: plain(c) and not html(c), plain, html]:
        found = [child for child in children if fits(child)]
        if found:
            return found[-1]
    return []


def unflowed(text, delsp):
    """RFC 3676 §4.1–4.5."""
    paragraphs = []  # [depth of quoting, text, goes on, marks]
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        mark = line[: len(line) - len(content)] if depth else ""
        goes_on = content.endswith(" ") and content != "-- "
        if paragraphs and paragraphs[-1][2] and paragraphs[-1][0] == depth:
            before = paragraphs[-1][1]
            paragraphs[-1] = [depth, (before[:-1] if delsp else before) + content, goes_on, paragraphs[-1][3]]
        else:
            paragraphs.append([depth, content, goes_on, mark])
    return "\n".join(mark + content for _, content, _, mark in paragraphs)


def text_of(part):
    data = part.get_payload(decode=True)
    if data is None:
        data = b""
    text = decode(data, part.get_param("charset") if isinstance(part.get_param("charset"), str) else part.get_content_charset())
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if type_of(part) == "text/plain" and str(part.get_param("format")).lower() == "flowed":
        text = unflowed(text, str(part.get_param("delsp")).lower() == "yes")
    return text


def joined(parts):
    texts = [text for text in map(text_of, parts) if text]
    whole = "".join(text if text.endswith("\n") or i == len(texts) - 1 else text + "\n" for i, text in enumerate(texts))
    return re.sub(r"[\r\n]+\Z", "", whole) or None


class Raw(email.policy.Compat32):
    """Hands out headers as they are, raw bytes as surrogates."""

    def header_fetch_parse(self, name, value):
        return value


def read(data):
    message = email.message_from_bytes(data, policy=Raw())
    attachments = attachments_of(message)
    result = {"names": [name_of(leaf) for leaf in attachments]}
    plain, html = rendered(message, "text", attachments), rendered(message, "html", attachments)
    if all(type_of(part) == "text/plain" for part in plain):
        result["text"] = joined(plain)
    if all(type_of(part) == "text/html" for part in html) or not any(type_of(part) == "text/html" for part in html):
        result["html"] = joined([part for part in html if type_of(part) == "text/html"])
    return result


def cells_of(data):
    try:
        return read(data)
    except Exception as error:  # noqa: BLE001 - whatever Python trips over is a finding, not the end
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    corpus = parser.parse_args().corpus
    entries = map(json.loads, (corpus / "index.jsonl").read_text("utf-8").splitlines())
    files = [entry["file"] for entry in entries if entry["kind"] == "message"]
    files += sorted(f"{path.parent.name}/{path.name}" for path in corpus.glob("generated-*/*.eml"))
    result = {file: cells_of((corpus / file).read_bytes()) for file in dict.fromkeys(files)}
    json.dump(result, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
