import type { SearchTerm, UidRange } from './search-term.ts'

/** A search term in the words of IMAP SEARCH, for people: EXPLAIN and the log. What goes over the wire is the source's. */
export function describeTerm(term: SearchTerm): string {
  switch (term.kind) {
    case 'all':
      return 'ALL'
    case 'and':
      return term.terms.map(describeTerm).join(' ')
    case 'or':
      return term.terms.map(part => describeOperand(part)).reduceRight((rest, part) => `OR ${part} ${rest}`)
    case 'not':
      return `NOT ${describeOperand(term.term)}`
    case 'found':
      return describeTerm(term.search)
    case 'uid':
      return term.ranges.length === 0 ? '(no message)' : `UID ${term.ranges.map(describeRange).join(',')}`
    case 'newest':
      return `UID (UIDNEXT-${term.uids}):*`
    case 'flag':
      return `${term.set ? '' : 'UN'}${term.flag.slice(1).toUpperCase()}`
    case 'keyword':
      return `${term.set ? '' : 'UN'}KEYWORD ${term.keyword}`
    case 'larger':
    case 'smaller':
      return `${term.kind.toUpperCase()} ${term.bytes}`
    case 'since':
    case 'before':
    case 'sentSince':
    case 'sentBefore':
      return `${term.kind.toUpperCase()} ${term.day}`
    default:
      return describeValueTerm(term)
  }
}

type ValueTerm = Extract<
  SearchTerm,
  { kind: 'modSeq' | 'gmMsgId' | 'gmThrId' | 'gmLabel' | 'gmRaw' | 'text' | 'header' }
>

function describeValueTerm(term: ValueTerm): string {
  switch (term.kind) {
    case 'modSeq':
      return `MODSEQ ${term.atLeast}`
    case 'gmMsgId':
      return `X-GM-MSGID ${term.id}`
    case 'gmThrId':
      return `X-GM-THRID ${term.id}`
    case 'gmLabel':
      return `X-GM-LABELS ${JSON.stringify(term.label)}`
    case 'gmRaw':
      return `X-GM-RAW ${JSON.stringify(term.query)}`
    case 'text':
      return `${term.field} ${JSON.stringify(term.value)}`
    case 'header':
      return `HEADER ${term.name} ${JSON.stringify(term.value)}`
  }
}

function describeOperand(term: SearchTerm): string {
  const text = describeTerm(term)
  const shown = term.kind === 'found' ? term.search : term
  return shown.kind === 'and' || shown.kind === 'or' ? `(${text})` : text
}

function describeRange({ from, to }: UidRange): string {
  return from === to ? String(from) : `${from}:${to === 4_294_967_295 ? '*' : to}`
}
