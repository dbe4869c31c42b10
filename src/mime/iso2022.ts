import { decode } from 'libmime/lib/charset.js'

/** A coded character set, as the EUC charset that holds it: each byte with its high bit set, after a prefix. */
interface CodedSet {
  readonly charset: string
  readonly prefix?: number
  /** Bytes of a character. */
  readonly width: number
}

const JIS_0208: CodedSet = { charset: 'euc-jp', width: 2 }
const KATAKANA: CodedSet = { charset: 'euc-jp', prefix: 0x8e, width: 1 }
const GB_2312: CodedSet = { charset: 'gb2312', width: 2 }
const KS_1001: CodedSet = { charset: 'euc-kr', width: 2 }

/** What follows ESC → the set that it designates to G0 (RFC 1468, 1554); null is ASCII. */
const G0: Readonly<Record<string, CodedSet | null>> = {
  '$@': JIS_0208,
  $B: JIS_0208,
  '$(@': JIS_0208,
  '$(B': JIS_0208,
  '$(D': { charset: 'euc-jp', prefix: 0x8f, width: 2 },
  '(I': KATAKANA,
  $A: GB_2312,
  '$(A': GB_2312,
  '$(C': KS_1001,
}

/** Designations to G1, which shift-out invokes, and to G2, for one character at a time. */
const G1: Readonly<Record<string, CodedSet>> = { '$)C': KS_1001, '$)A': GB_2312 }
const G2: Readonly<Record<string, string>> = { '.A': 'iso-8859-1', '.F': 'iso-8859-7' }

const CONTROL = /\x1bN([\x20-\x7f])|\x1b(\$?[().]?[@A-Z])|[\x0e\x0f\n]/g

/** ISO-2022-JP (RFC 1468), with what its relatives add (RFC 1554, CP50221). 8-bit bytes, which it does not have, are Shift_JIS. */
export function decodeIso2022Jp(bytes: Buffer): string {
  return decodeIso2022(bytes, KATAKANA, 'shift_jis')
}

/** ISO-2022-KR (RFC 1557). */
export function decodeIso2022Kr(bytes: Buffer): string {
  return decodeIso2022(bytes, KS_1001, 'euc-kr')
}

/** A line ends in ASCII, whatever was designated: one that lost its last escape sequence does not spoil the others. */
function decodeIso2022(bytes: Buffer, shifted: CodedSet, eightBit: string): string {
  const latin = bytes.toString('latin1')
  let g0: CodedSet | null = null
  let g1 = shifted
  let g2 = 'iso-8859-1'
  let isShifted = false
  let text = ''
  let end = 0
  const take = (run: string) => {
    const set = isShifted ? g1 : g0
    text +=
      set === null && /[\x80-\xff]/.test(run)
        ? decode(Buffer.from(run, 'latin1'), eightBit)
        : decodeRun(run, set)
  }
  for (const match of latin.matchAll(CONTROL)) {
    take(latin.slice(end, match.index))
    end = match.index + match[0].length
    const [control, single, designation = ''] = match
    if (single !== undefined) text += decode(Buffer.from([single.charCodeAt(0) | 0x80]), g2)
    else if (control === '\x0e' || control === '\x0f') isShifted = control === '\x0e'
    else if (control === '\n') {
      text += '\n'
      g0 = null
      isShifted = false
    } else if (designation in G1) g1 = G1[designation]!
    else if (designation in G2) g2 = G2[designation]!
    else g0 = G0[designation] ?? null
  }
  take(latin.slice(end))
  return text
}

/** HZ (RFC 1843): `~{` and `~}` around GB 2312, `~~` is a tilde, `~` at the end of a line joins it with the next. */
export function decodeHz(bytes: Buffer): string {
  let set: CodedSet | null = null
  return bytes
    .toString('latin1')
    .split(/(~[{}~]|~\r?\n|\n)/)
    .map((piece, i) => {
      if (i % 2 === 0) return decodeRun(piece, set)
      if (piece === '~{') set = GB_2312
      else if (piece === '~}' || piece === '\n') set = null
      return piece === '\n' ? '\n' : piece === '~~' ? '~' : ''
    })
    .join('')
}

function decodeRun(run: string, set: CodedSet | null): string {
  return set === null || run === '' ? run : decode(inEuc(run, set), set.charset)
}

/** Characters from `!` on get their high bit; spaces and controls stand for themselves in every set. */
function inEuc(run: string, { width, prefix }: CodedSet): Buffer {
  const out = Buffer.alloc(2 * run.length + 2)
  let length = 0
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i)
    if (code <= 0x20) {
      out[length++] = code
      continue
    }
    if (prefix !== undefined) out[length++] = prefix
    out[length++] = code | 0x80
    if (width === 2 && i + 1 < run.length) out[length++] = run.charCodeAt(++i) | 0x80
  }
  return out.subarray(0, length)
}
