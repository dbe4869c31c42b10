import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ArgumentKind, ShellCommand } from '../command.ts'
import type { Completion } from '../edit/completion-menu.ts'
import { splitCommandLine } from '../find-command.ts'
import { type KnownNames, NameList } from './known-names.ts'
import { matching } from './match.ts'

export interface CommandNames {
  readonly commands: readonly ShellCommand[]
  readonly names: KnownNames
  readonly variables: Iterable<string>
  readonly connections: () => Iterable<string>
  readonly queries: () => Iterable<string>
}

/** What a command of the prompt, or its argument, could go on with. */
export function completeCommand(text: string, cursor: number, known: CommandNames): Completion {
  const typed = text.slice(0, cursor)
  const [, blank = '', name = ''] = /^(\s*)(\S*)/.exec(typed)!
  if (blank.length + name.length === cursor) {
    const sign = name[0] ?? '.'
    const spellings = known.commands.flatMap(command => [command.name, ...(command.aliases ?? [])])
    return found(new NameList(spellings.filter(spelling => spelling.startsWith(sign))), name, cursor)
  }
  const wanted = splitCommandLine(typed).name.toLowerCase()
  const command = known.commands.find(each => each.name === wanted || each.aliases?.includes(wanted))
  const argument = typed.slice(blank.length + name.length).trimStart()
  if (command?.argument === 'file') return files(argument, cursor)
  return found(argumentNames(command?.argument, known), argument, cursor)
}

function argumentNames(kind: ArgumentKind | undefined, known: CommandNames): NameList {
  const { commands, names, variables, connections, queries } = known
  if (kind === 'table') return names.tables
  if (kind === 'procedure') return names.procedures
  if (kind === 'command') return new NameList(commands.map(({ name }) => name))
  if (kind === 'connection') return new NameList(connections())
  if (kind === 'query') return new NameList(queries())
  if (kind === 'variable') return new NameList(variables)
  return new NameList(typeof kind === 'object' ? kind : [])
}

function found(list: NameList, typed: string, cursor: number): Completion {
  const { names, total } = matching(list, typed)
  return { start: cursor - typed.length, end: cursor, items: names.map(text => ({ text })), total }
}

/** What a path that is typed could go on with. */
export function completeFile(text: string, cursor: number): Completion {
  return files(text.slice(0, cursor), cursor)
}

/** The files beside what is typed; a folder that cannot be read has none to offer. */
function files(typed: string, cursor: number): Completion {
  const path = typed.split(/[\s'"|]/).at(-1)!
  const directory = path.endsWith('/') ? path : dirname(path)
  try {
    const entries = readdirSync(directory || '.', { withFileTypes: true })
    const shown = entries.map(entry => join(directory, entry.name) + (entry.isDirectory() ? '/' : ''))
    const list = new NameList(path.startsWith('./') ? shown.map(name => `./${name}`) : shown)
    return found(list, path, cursor)
  } catch {
    return { start: cursor, end: cursor, items: [], total: 0 }
  }
}
