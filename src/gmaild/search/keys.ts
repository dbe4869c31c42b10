import { canonicalLabel } from '../store/labels.ts'
import type { Cursor } from '../wire/cursor.ts'
import { fromOctets, isUtf8 } from '../wire/format.ts'
import { badSyntax, Refusal } from '../wire/refusal.ts'
import { inRanges, type SequenceSet } from '../wire/sequence-set.ts'
import type { Predicate, SearchContext } from './context.ts'
import { headerDay, parseSearchDate } from './dates.ts'
import { compileGmailSearch } from './gmail-search.ts'
import { allTokens, bodyTokens, headerText, headerTokens } from './text-index.ts'
import { hasPhrase } from './tokens.ts'

/** Reads search keys of RFC 3501 §6.4.4, RFC 7162 and X-GM-EXT-1, and gives what they mean. */
export class KeyReader {
  readonly #args: Cursor
  readonly #context: SearchContext
  readonly #utf8: boolean
  #depth = 0

  /** `utf8`: CHARSET UTF-8 was given, or UTF8=ACCEPT is enabled; without either, text is ASCII. */
  constructor(args: Cursor, context: SearchContext, utf8: boolean) {
    this.#args = args
    this.#context = context
    this.#utf8 = utf8
  }

  /** One or more keys, all of which must hold. */
  keys(): Predicate {
    const all = [this.#key()]
    while (this.#args.take(' ')) all.push(this.#key())
    return all.length === 1 ? all[0]! : row => all.every(holds => holds(row))
  }

  #key(): Predicate {
    if (++this.#depth > 1000) throw badSyntax()
    const args = this.#args
    if (args.take('(')) {
      const inner = this.keys()
      args.expect(')')
      this.#depth--
      return inner
    }
    const key = /[0-9*]/.test(args.peek()) ? this.#sequence(args.sequenceSet()) : this.#named(args.word())
    this.#depth--
    return key
  }

  #named(name: string): Predicate {
    const flag = FLAG_KEYS[name]
    if (flag !== undefined) return flag
    switch (name) {
      case 'NOT': {
        this.#args.space()
        const inner = this.#key()
        return row => !inner(row)
      }
      case 'OR': {
        this.#args.space()
        const left = this.#key()
        this.#args.space()
        const right = this.#key()
        return row => left(row) || right(row)
      }
      case 'UID':
        return this.#uid()
      default:
        return this.#argumentKey(name)
    }
  }

  #sequence(set: SequenceSet): Predicate {
    const ranges = set.resolve(this.#context.selected.count)
    return row => inRanges(ranges, row.seq)
  }

  #uid(): Predicate {
    this.#args.space()
    const ranges = this.#args.sequenceSet().resolve(this.#context.selected.lastUid)
    return row => inRanges(ranges, row.entry.uid)
  }

  #argumentKey(name: string): Predicate {
    if (!ARGUMENT_KEYS.has(name)) throw badSyntax()
    this.#args.space()
    if (DATE_KEYS.has(name)) return this.#date(name)
    if (name === 'HEADER') return this.#header()
    if (name === 'LARGER' || name === 'SMALLER') return this.#size(name)
    if (name === 'KEYWORD' || name === 'UNKEYWORD') return this.#keyword(name === 'KEYWORD')
    if (name === 'MODSEQ') return this.#modSeq()
    if (name.startsWith('X-GM-')) return this.#gmail(name)
    const text = this.#text()
    return this.#onIndex(row => {
      const { message } = row.entry
      if (name === 'BODY') return hasPhrase(bodyTokens(message), text)
      if (name === 'TEXT') return hasPhrase(allTokens(message), text)
      return hasPhrase(headerTokens(message, name), text)
    })
  }

  #text(): string {
    const octets = this.#args.astring()
    if (!this.#utf8 && /[\x80-\xff]/.test(octets)) throw badSyntax()
    if (!isUtf8(octets)) throw new Refusal('NO', '[BADCHARSET (UTF-8)] Not UTF-8 (Failure)')
    return fromOctets(octets)
  }

  #onIndex(holds: Predicate): Predicate {
    return row => this.#context.indexed(row) && holds(row)
  }

  #header(): Predicate {
    const name = this.#args.astring()
    this.#args.space()
    const text = this.#text()
    // Gmail's index does not hold References: the key finds nothing.
    if (name.toLowerCase() === 'references') return () => false
    if (text === '') return this.#onIndex(row => headerText(row.entry.message, name) !== undefined)
    return this.#onIndex(row => hasPhrase(headerTokens(row.entry.message, name), text))
  }

  #date(name: string): Predicate {
    const quoted = this.#args.peek() === '"'
    const day = parseSearchDate(quoted ? this.#args.string() : this.#args.atom())
    if (day === undefined) throw badSyntax()
    const sent = name.startsWith('SENT')
    const compare = COMPARE[name.replace('SENT', '')]!
    return this.#onIndex(row => {
      const { message } = row.entry
      const own = sent
        ? headerDay(headerText(message, 'date') ?? '')
        : this.#context.day(message.internalDate)
      return own !== undefined && compare(own, day)
    })
  }

  #size(name: string): Predicate {
    const size = this.#args.number()
    return name === 'LARGER' ? row => row.entry.message.size > size : row => row.entry.message.size < size
  }

  #keyword(wanted: boolean): Predicate {
    const keyword = this.#args.atom().toLowerCase()
    return row => [...row.entry.message.flags].some(flag => flag.toLowerCase() === keyword) === wanted
  }

  #modSeq(): Predicate {
    if (this.#args.peek() === '"') {
      // entry-name SP entry-type-req (RFC 7162 §3.1.5): which flag does not matter, MODSEQ is the message's.
      this.#args.string()
      this.#args.space()
      if (!['PRIV', 'SHARED', 'ALL'].includes(this.#args.word())) throw badSyntax()
      this.#args.space()
    }
    const since = this.#args.bigNumber()
    return row => BigInt(row.entry.message.modSeq) >= since
  }

  #gmail(name: string): Predicate {
    if (name === 'X-GM-MSGID' || name === 'X-GM-THRID') {
      const id = this.#args.bigNumber()
      return name === 'X-GM-MSGID'
        ? row => row.entry.message.id === id
        : row => row.entry.message.threadId === id
    }
    const text = this.#text()
    if (name === 'X-GM-RAW') return this.#onIndex(compileGmailSearch(text, this.#context))
    const label = canonicalLabel(text)
    return row => row.entry.message.labels.has(label)
  }
}

const has =
  (flag: string): Predicate =>
  row =>
    row.entry.message.flags.has(flag)
const lacks =
  (flag: string): Predicate =>
  row =>
    !row.entry.message.flags.has(flag)

const FLAG_KEYS: Readonly<Record<string, Predicate>> = {
  ALL: () => true,
  ANSWERED: has('\\Answered'),
  DELETED: row => row.entry.deleted,
  DRAFT: has('\\Draft'),
  FLAGGED: has('\\Flagged'),
  SEEN: has('\\Seen'),
  UNANSWERED: lacks('\\Answered'),
  UNDELETED: row => !row.entry.deleted,
  UNDRAFT: lacks('\\Draft'),
  UNFLAGGED: lacks('\\Flagged'),
  UNSEEN: lacks('\\Seen'),
  // \Recent is always 0 on Gmail.
  NEW: () => false,
  OLD: () => true,
  RECENT: () => false,
}
const DATE_KEYS = new Set(['BEFORE', 'ON', 'SINCE', 'SENTBEFORE', 'SENTON', 'SENTSINCE'])
const ARGUMENT_KEYS = new Set([
  ...DATE_KEYS,
  'BCC',
  'BODY',
  'CC',
  'FROM',
  'HEADER',
  'KEYWORD',
  'LARGER',
  'MODSEQ',
  'SMALLER',
  'SUBJECT',
  'TEXT',
  'TO',
  'UNKEYWORD',
  'X-GM-LABELS',
  'X-GM-MSGID',
  'X-GM-RAW',
  'X-GM-THRID',
])
const COMPARE: Readonly<Record<string, (own: number, day: number) => boolean>> = {
  BEFORE: (own, day) => own < day,
  ON: (own, day) => own === day,
  SINCE: (own, day) => own >= day,
}
