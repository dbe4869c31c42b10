import type { Completion, CompletionItem } from '../edit/completion-menu.ts'
import { GMAIL_OPERATORS } from './gmail-operators.ts'
import { isKeyword, KEYWORDS } from './keywords.ts'
import { type KnownNames, NameList } from './known-names.ts'
import { matching } from './match.ts'
import { type SqlContext, sqlContext } from './sql-context.ts'
import type { UsedTable } from './tables-in-statement.ts'

const STATEMENTS = new NameList(
  'SELECT WITH INSERT UPDATE DELETE EXEC CALL EXPLAIN DESCRIBE SHOW CACHE CREATE DROP VALUES RESET'.split(
    ' ',
  ),
)
const KEYWORD_LIST = new NameList(KEYWORDS)
const OPERATORS = new NameList(GMAIL_OPERATORS)

/** What the statement could go on with at the cursor. */
export function completeSql(
  text: string,
  cursor: number,
  names: KnownNames,
  variables: Iterable<string>,
): Completion {
  const context = sqlContext(text, cursor)
  const { place, typed, start } = context
  const done = (found: Found) => ({ start, end: cursor, ...found })
  if (place.kind === 'search') return completeSearch(context, cursor, names)
  if (place.kind === 'label') return done(itemsOf(names.labels, typed, name => quoted(name, "'")))
  if (place.kind === 'table') return done(itemsOf(names.tables, typed, name => nameText(name, context)))
  if (place.kind === 'procedure') return done(itemsOf(names.procedures, typed, name => `${name} `))
  if (place.kind === 'input') {
    const inputs = new NameList(names.inputsOf(place.procedure).map(name => `@${name}`))
    return done(itemsOf(inputs, typed, name => `${name} = `))
  }
  if (place.kind === 'variable') {
    return done(itemsOf(new NameList([...variables].map(name => `:${name}`)), typed))
  }
  if (place.kind === 'column') {
    const columns = new NameList(names.columnsOf(place.of))
    return done(itemsOf(columns, typed, name => nameText(name, context)))
  }
  if (place.kind === 'statement') return done(itemsOf(STATEMENTS, typed, word => `${inCaseOf(typed, word)} `))
  if (place.kind === 'expression') return done(expressionItems(place.tables, context, names))
  return done(NOTHING)
}

interface Found {
  readonly items: readonly CompletionItem[]
  readonly total: number
}

const NOTHING: Found = { items: [], total: 0 }

function itemsOf(list: NameList, typed: string, write: (name: string) => string = name => name): Found {
  const { names, total } = matching(list, typed)
  return { items: names.map(name => ({ text: write(name), label: name })), total }
}

/** Columns and aliases first, then words, then functions, which are many. */
function expressionItems(tables: readonly UsedTable[], context: SqlContext, names: KnownNames): Found {
  const { typed, quote } = context
  const used = tables.length > 0 ? tables : [{ table: '', alias: '' }]
  const columns = used.flatMap(({ table }) => names.columnsOf(table))
  const aliases = tables.map(({ alias }) => alias)
  const own = itemsOf(new NameList([...columns, ...aliases]), typed, name => nameText(name, context))
  if (quote !== '') return own
  const words = itemsOf(KEYWORD_LIST, typed, word => inCaseOf(typed, word))
  if (typed === '') return own.total > 0 ? own : words
  const functions = itemsOf(names.functions, typed, name => `${inCaseOf(typed, name)}(`)
  const begins = (found: Found) =>
    found.items.filter(({ label = '' }) => label.toLowerCase().startsWith(typed.toLowerCase()))
  const first = [own, words, functions].flatMap(begins)
  const items = first.length > 0 ? first : own.items
  return { items, total: items.length }
}

/** Inside of the text of a Gmail search: the last of its words, or the label behind `label:`. */
function completeSearch({ typed, start }: SqlContext, cursor: number, names: KnownNames): Completion {
  const word = /(?<=^-?|[\s(){}]-?)[^\s(){}-][^\s(){}]*$/.exec(typed)?.[0] ?? ''
  const from = start + 1 + typed.length - word.length
  const label = /^label:(.*)$/i.exec(word)
  if (!label) return { start: from, end: cursor, ...itemsOf(OPERATORS, word) }
  return { start: from + 'label:'.length, end: cursor, ...itemsOf(names.searchLabels, label[1]!) }
}

/** A name as the statement needs it, in the quotes that were begun. */
function nameText(name: string, { quote }: SqlContext): string {
  if (quote !== '') return quoted(name, quote)
  const isPlain = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && !isKeyword(name.toUpperCase())
  return isPlain ? name : quoted(name, '"')
}

function quoted(name: string, quote: string): string {
  const close = quote === '[' ? ']' : quote
  return quote + name.replaceAll(close, close + close) + close
}

/** Words come in small letters to who types so. */
function inCaseOf(typed: string, word: string): string {
  return typed !== '' && typed === typed.toLowerCase() ? word.toLowerCase() : word
}
