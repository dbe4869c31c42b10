import { isUtf8 } from 'node:buffer'
import libmime from 'libmime'
import { decode } from 'libmime/lib/charset.js'
import { charsetName, saysNothing } from './charset-name.ts'
import { decodeHz, decodeIso2022Jp, decodeIso2022Kr } from './iso2022.ts'
import { decodeUtf7 } from './utf7.ts'

/** What libmime does not have, or not so: UTF-7 it refuses, because it can hide markup from filters; here nothing is rendered. */
const OURS: readonly (readonly [name: RegExp, decode: (bytes: Buffer) => string])[] = [
  // A character cut in two must not turn the rest into windows-1252.
  [/^utf-?8$/, bytes => bytes.toString('utf8')],
  [/^(unicode-1-1-)?utf-?7$/, bytes => decodeUtf7(bytes.toString('latin1'))],
  [/^hz(-gb-?2312)?$/, decodeHz],
  // libmime's decoder loses itself where a line does not end in ASCII, and knows nothing but JIS X 0208.
  [/^(cs)?iso-?2022-?jp(-[123])?$|^cp5022[01]$/, decodeIso2022Jp],
  [/^(cs)?iso-?2022-?kr$/, decodeIso2022Kr],
  // The table that browsers use: with the letters that Ukrainian needs.
  [/^x-mac-(cyrillic|ukrainian)$/, bytes => decode(bytes, 'macukraine')],
]

/**
 * Bytes in a named charset as text; never throws, and no byte is lost: what is wrong becomes U+FFFD. Labels mean what browsers
 * make of them: iso-8859-1 is windows-1252, gb2312 is gb18030. A name that says nothing, or that is not known, is decoded by
 * `unnamed`.
 */
export function decodeCharset(
  bytes: Uint8Array,
  charset: string,
  unnamed: (bytes: Uint8Array) => string = bytesToText,
): string {
  const name = charsetName(charset)
  if (saysNothing(name)) return unnamed(bytes)
  const ours = OURS.find(([pattern]) => pattern.test(name))
  if (ours !== undefined) return ours[1](viewOf(bytes))
  return isKnown(name) ? decode(viewOf(bytes), name) : unnamed(bytes)
}

/**
 * Bytes whose charset nobody says: UTF-8 (RFC 6532) when they are valid UTF-8, else windows-1252, which covers ISO-8859-1.
 */
export function bytesToText(bytes: Uint8Array): string {
  const view = viewOf(bytes)
  return isUtf8(view) ? view.toString('utf8') : decode(view, 'windows-1252')
}

/** The names come from senders, so what is kept of them is bounded. */
const KEPT_NAMES = 500
const known = new Map<string, boolean>()

function isKnown(name: string): boolean {
  let isSupported = known.get(name)
  if (isSupported === undefined) {
    if (known.size >= KEPT_NAMES) known.clear()
    isSupported = libmime.createDecodeStream(name).supported
    known.set(name, isSupported)
  }
  return isSupported
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
