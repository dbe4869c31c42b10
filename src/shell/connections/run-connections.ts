import { askLine } from '../authorization.ts'
import { connectionsFile, namedConnections } from '../config-files.ts'
import {
  createWriter,
  escapeForTerminal,
  GmailSqlError,
  type Loader,
  type SavedConnections,
} from '../door.ts'
import { EXIT } from '../exit-code.ts'
import type { ShellIo } from '../io.ts'
import { interruptible, unlessAborted } from '../open-connection.ts'
import { noticeText } from '../report.ts'
import { writerOptions } from '../settings.ts'
import { streamSink } from '../sink.ts'
import { type ConnectionsInvocation, parseConnectionsArguments } from './connections-arguments.ts'
import { LIST_COLUMNS, listRows } from './list-rows.ts'

/** `gmailsql connections`; answers the exit code. */
export async function runConnections(argv: readonly string[], io: ShellIo, load: Loader): Promise<number> {
  const parsed = parseConnectionsArguments(argv, io)
  if (typeof parsed === 'number') return parsed
  const { action } = parsed
  if (action.kind === 'list') return await list(parsed, io, load)
  return await onSaved(parsed, { io, load }, async saved => {
    if (action.kind === 'show') return await show(action.name, parsed, { io, load, saved })
    refuseWritten(action.name, io)
    if (action.kind === 'remove') return await remove(action, io, saved)
    await saved.rename(action.name, action.to)
    await streamSink(io.stdout).write(`renamed: ${action.name} is ${action.to} now\n`)
    return EXIT.ok
  })
}

interface Surroundings {
  readonly io: ShellIo
  readonly load: Loader
}

async function onSaved(
  { location }: ConnectionsInvocation,
  { io, load }: Surroundings,
  work: (saved: SavedConnections) => Promise<number>,
): Promise<number> {
  const { openSavedConnections } = await load.library()
  const onNotice = (notice: { readonly message: string }) => void io.stderr.write(noticeText(notice))
  const saved = await openSavedConnections({ location, onNotice })
  try {
    return await work(saved)
  } finally {
    await saved.close()
  }
}

async function list({ location, format }: ConnectionsInvocation, io: ShellIo, load: Loader): Promise<number> {
  const library = await load.library()
  const stored = await library.listConnections(location)
  const messages = streamSink(io.stderr)
  for (const notice of stored.notices) await messages.write(noticeText(notice))
  const saved = await library.openSavedConnections({ location })
  const named = await saved.list()
  await saved.close()
  const written = [...namedConnections(io.env)].map(([name, connection]) => ({
    name,
    properties: propertiesOf(connection, library.describeConnection),
  }))
  await writeRows(LIST_COLUMNS, listRows([...named, ...written], stored.connections), { format, io })
  await messages.write(
    `kept in ${stored.location}; secrets are encrypted, the key is in: ${stored.protection}\n`,
  )
  return EXIT.ok
}

/** What stands in a file that people write may be wrong; it is told when it is used. */
function propertiesOf(
  connection: string,
  describe: (connection: string) => Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  try {
    return describe(connection)
  } catch {
    return {}
  }
}

async function show(
  name: string,
  { format }: ConnectionsInvocation,
  { io, load, saved }: Surroundings & { readonly saved: SavedConnections },
): Promise<number> {
  const written = namedConnections(io.env).get(name)
  const { describeConnection } = await load.library()
  const properties =
    written === undefined ? (await saved.find(name))?.properties : describeConnection(written)
  if (!properties) throw unknownName(name)
  await writeRows(['Property', 'Value'], Object.entries(properties), { format, io })
  return EXIT.ok
}

async function remove(
  { name, isSure }: { readonly name: string; readonly isSure: boolean },
  io: ShellIo,
  saved: SavedConnections,
): Promise<number> {
  const found = await saved.find(name)
  if (!found) throw unknownName(name)
  const user = found.properties['User'] ?? 'no User'
  if (!isSure && !(await isAgreed(`Remove ${found.name} (${user})? [y/N] `, io))) {
    await streamSink(io.stdout).write('nothing was removed\n')
    return EXIT.ok
  }
  const forgotten = await saved.remove(name, [...namedConnections(io.env).values()])
  const lines = forgotten.map(
    ({ user, client }) =>
      `forgotten: the sign-in of ${user} with ${client}, which no other connection uses\n`,
  )
  const more =
    forgotten.length === 0 ? '' : 'To end it at Google as well: https://myaccount.google.com/connections\n'
  await streamSink(io.stdout).write(`removed: ${found.name}\n${lines.map(escapeLine).join('')}${more}`)
  return EXIT.ok
}

async function isAgreed(question: string, io: ShellIo): Promise<boolean> {
  if (!io.isTTY.stdin) {
    throw new GmailSqlError('BAD_VALUE', 'remove asks first, and standard input is no terminal', {
      hint: 'Add --yes to remove it without a question.',
    })
  }
  const typed = await interruptible(io, async signal => {
    const answer = askLine(io, escapeForTerminal(question), signal)
    return await unlessAborted(answer, signal)
  })
  return /^\s*y(es)?\s*$/i.test(typed)
}

function refuseWritten(name: string, io: ShellIo): void {
  if (!namedConnections(io.env).has(name)) return
  throw new GmailSqlError('BAD_VALUE', `${name} is written in ${connectionsFile(io.env)}`, {
    hint: 'Change that file; it is yours.',
  })
}

function unknownName(name: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `no connection has the name ${JSON.stringify(name)}`, {
    hint: 'gmailsql connections lists the names; gmailsql login makes one.',
  })
}

function escapeLine(line: string): string {
  return `${escapeForTerminal(line.trimEnd())}\n`
}

async function writeRows(
  columns: readonly string[],
  rows: (string | null)[][],
  { format, io }: { readonly format: ConnectionsInvocation['format']; readonly io: ShellIo },
): Promise<void> {
  const options = writerOptions(io, { csvSafe: false, headers: true }, true)
  const writer = createWriter(format, streamSink(io.stdout), options)
  await writer.begin(columns.map(name => ({ name, type: 'TEXT' as const, table: null })))
  await writer.rows(rows)
  await writer.end()
}
