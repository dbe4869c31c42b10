import type { Mailbox, SpecialUse } from '../mail/source.ts'
import { GmailSqlError } from '../util/errors.ts'
import { foldName as fold } from '../util/fold-name.ts'
import { nearest } from '../util/suggest.ts'
import { bareCachedName, type CachedNames, cachedTable, copyInPlaceOf, isCachedName } from './cached.ts'
import { foreignTables, insteadOf } from './foreign-names.ts'
import type {
  CachedTableDefinition,
  ListColumnDefinition,
  ListTableDefinition,
  MessageTableDefinition,
  TableDefinition,
  TempTableDefinition,
  ViewDefinition,
} from './table.ts'

/** A name in FROM, found. */
export type ResolvedTable =
  | { readonly kind: 'mailbox'; readonly table: MessageTableDefinition; readonly mailbox: Mailbox }
  | { readonly kind: 'messages'; readonly table: MessageTableDefinition }
  | { readonly kind: 'view'; readonly table: ViewDefinition }
  | { readonly kind: 'list'; readonly table: ListTableDefinition }
  | { readonly kind: 'temp'; readonly table: TempTableDefinition }
  | { readonly kind: 'cached'; readonly table: CachedTableDefinition }

/** A table that is in a file of the engine's as it is: nothing is brought for it. */
export type KeptTable = Extract<ResolvedTable, { readonly kind: 'temp' | 'cached' }>

export function isKept(resolved: ResolvedTable): resolved is KeptTable {
  return resolved.kind === 'temp' || resolved.kind === 'cached'
}

type LiveTable = Exclude<ResolvedTable, KeptTable>

export const CATALOG_NAME = 'Gmail'

/** Where a name without a schema is looked up. */
export const DEFAULT_SCHEMA = 'IMAP'

/** Its tables are declared under their whole name. */
export const STANDARD_SCHEMA = 'information_schema'

export type SchemaName = 'IMAP' | 'Mailbox' | typeof STANDARD_SCHEMA

/** Table names that mean a mailbox by its role, whatever the account's language calls it. */
export const ROLE_NAMES: Readonly<Record<string, SpecialUse>> = {
  AllMail: '\\All',
  SentMail: '\\Sent',
  Sent: '\\Sent',
  Drafts: '\\Drafts',
  Draft: '\\Drafts',
  Spam: '\\Junk',
  Trash: '\\Trash',
  Starred: '\\Flagged',
  Important: '\\Important',
}

/** The tables of a connection: its own temporary ones, those of the contract, and the mailboxes that LIST names. */
export interface CatalogNames {
  readonly tables: readonly TableDefinition[]
  readonly mailboxTable: MessageTableDefinition
  readonly temps: readonly TempTableDefinition[]
  readonly cached: CachedNames
  readonly mailboxes: readonly Mailbox[]
  /** Views of the user's own, which stand for their queries before a name is looked up. */
  readonly userViews?: readonly ListedUserView[]
}

export interface ListedUserView {
  readonly name: string
  /** Those of its query, where they are asked for. */
  readonly columns: readonly ListColumnDefinition[]
}

/**
 * Finds the table that `path` (name parts as written) means: a temporary table, a cached one, a table of the contract, a
 * role, a mailbox path with or without Gmail's inner brackets, exactly, else without case. Offline the cached copy of a table
 * stands for it, but not for a mailbox of the schema Mailbox.
 * @throws NO_TABLE with the nearest name; AMBIGUOUS listing the spellings that differ in case only.
 */
export function resolveTable(path: readonly string[], names: CatalogNames): ResolvedTable {
  const { schema, name } = splitPath(path)
  if (schema === 'Mailbox') return mailboxTable(exactMailbox(name, names) ?? fail(name, names), names)
  const temp = schema === STANDARD_SCHEMA ? undefined : tempTable(name, names)
  if (temp) return { kind: 'temp', table: temp }
  const cached = schema === STANDARD_SCHEMA ? undefined : cachedTable(name, names.cached)
  if (cached) return { kind: 'cached', table: cached }
  const live = liveTable(schema, name, names)
  const copy = copyInPlaceOf(live, names.cached)
  return copy ? { kind: 'cached', table: copy } : live
}

/** Of the contract, or a mailbox. */
function liveTable(schema: SchemaName | null, name: string, names: CatalogNames): LiveTable {
  const declared = schema === STANDARD_SCHEMA ? `${STANDARD_SCHEMA}.${name}` : name
  const own = names.tables.find(table => table.name.toLowerCase() === declared.toLowerCase())
  if (schema === STANDARD_SCHEMA && !own) fail(declared, names)
  if (own) return ownTable(own)
  const mailbox =
    byRole(name, names) ?? exactMailbox(name, names) ?? caselessMailbox(name, names) ?? fail(name, names)
  return mailboxTable(mailbox, names)
}

function ownTable(table: TableDefinition): LiveTable {
  switch (table.kind) {
    case 'messages':
      return { kind: 'messages', table }
    case 'view':
      return { kind: 'view', table }
    case 'list':
      return { kind: 'list', table }
  }
}

/** `t#TEMP`: the name says that the table is temporary, so a first INSERT makes it. */
export function isTempName(name: string): boolean {
  return /.#TEMP$/i.test(name)
}

export function tempTable(
  name: string,
  { temps }: Pick<CatalogNames, 'temps'>,
): TempTableDefinition | undefined {
  return temps.find(table => fold(table.name) === fold(name))
}

function mailboxTable(mailbox: Mailbox, names: CatalogNames): LiveTable {
  if (!mailbox.isSelectable) {
    throw new GmailSqlError('NO_TABLE', `"${mailbox.path}" holds only other mailboxes, no messages`)
  }
  return { kind: 'mailbox', table: names.mailboxTable, mailbox }
}

/** In the catalog. */
export const SCHEMAS: readonly SchemaName[] = ['IMAP', 'Mailbox', STANDARD_SCHEMA]

function splitPath(path: readonly string[]): { schema: SchemaName | null; name: string } {
  const name = path.at(-1)!
  const prefix = path.slice(0, -1).map(part => part.toLowerCase())
  if (prefix.length === 0) return { schema: null, name }
  const schema = SCHEMAS.find(known => known.toLowerCase() === prefix.at(-1)) ?? null
  const catalogFits = prefix.length === 1 || (prefix.length === 2 && prefix[0] === CATALOG_NAME.toLowerCase())
  if (schema && catalogFits) return { schema, name }
  throw new GmailSqlError('NO_TABLE', `there is no schema "${path.slice(0, -1).join('.')}"`, {
    hint: 'The schemas are IMAP, Mailbox and information_schema, in the catalog Gmail: Gmail.IMAP.Inbox, Mailbox.[Work/Project X].',
  })
}

/** Gmail's own mailboxes are `[Gmail]/X` (or `[Google Mail]/X`) on the wire and `Gmail/X` in SQL. */
export function tableNameOf(path: string): string {
  return path.replace(/^\[([^\]]+)\](?=\/|$)/, '$1')
}

function byRole(name: string, { mailboxes }: CatalogNames): Mailbox | undefined {
  const role = Object.entries(ROLE_NAMES).find(([role]) => role.toLowerCase() === name.toLowerCase())?.[1]
  return role && mailboxes.find(mailbox => mailbox.specialUse === role)
}

function exactMailbox(name: string, { mailboxes }: CatalogNames): Mailbox | undefined {
  const isInbox = name.toUpperCase() === 'INBOX'
  return (
    mailboxes.find(mailbox => mailbox.path === name) ??
    mailboxes.find(
      mailbox => tableNameOf(mailbox.path) === name || (isInbox && mailbox.path.toUpperCase() === 'INBOX'),
    )
  )
}

function caselessMailbox(name: string, { mailboxes }: CatalogNames): Mailbox | undefined {
  const wanted = fold(name)
  const found = mailboxes.filter(({ path }) => fold(path) === wanted || fold(tableNameOf(path)) === wanted)
  if (found.length < 2) return found[0]
  throw new GmailSqlError(
    'AMBIGUOUS',
    `"${name}" may be any of ${found.map(({ path }) => `"${path}"`).join(', ')}`,
    {
      hint: `Write one of them exactly, e.g. Mailbox."${found[0]!.path}".`,
    },
  )
}

function fail(name: string, { tables, mailboxes, temps, cached }: CatalogNames): never {
  if (isTempName(name)) {
    throw new GmailSqlError('NO_TABLE', `there is no temporary table "${name}"`, {
      hint: `INSERT INTO ${name} (…) VALUES (…) makes it.`,
    })
  }
  if (isCachedName(name)) {
    throw new GmailSqlError('NO_TABLE', `there is no cached table "${bareCachedName(name)}"`, {
      hint: "SELECT TableName FROM sys_tables WHERE TableType = 'CACHED TABLE' lists them; CACHE SELECT … makes one.",
    })
  }
  const known = [
    ...temps.map(table => table.name),
    ...cached.tables.map(table => table.name),
    ...tables.map(table => table.name),
    ...Object.keys(ROLE_NAMES),
    ...mailboxes.map(({ path }) => tableNameOf(path)),
  ]
  const near = nearest(name, known)
  const hint = near ? `Did you mean "${near}"?` : 'SELECT TableName FROM sys_tables lists them.'
  throw new GmailSqlError('NO_TABLE', `there is no table or mailbox "${name}"`, {
    hint: insteadOf(name, foreignTables) ?? hint,
  })
}
