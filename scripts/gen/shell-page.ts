import { readFileSync } from 'node:fs'
import { COMMAND_GROUPS } from '../../src/shell/command.ts'
import { COMMANDS } from '../../src/shell/commands/all.ts'
import { BINDINGS } from '../../src/shell/edit/key-bindings.ts'

const END = '<!-- end -->\n'

/** docs/shell.md with the tables of its commands and keys made anew; the rest is written by hand. */
export function shellPage(path: string): string {
  const page = readFileSync(path, 'utf8')
  const withCommands = put(page, 'src/shell/commands', commandsTable())
  return put(withCommands, 'src/shell/edit/key-bindings.ts', keysTable())
}

/** Puts a table between the mark that names its source and the next end mark. */
function put(page: string, source: string, table: string): string {
  const mark = `<!-- made by \`npm run gen\` from ${source} -->\n`
  const before = page.indexOf(mark)
  const behind = page.indexOf(END, before)
  if (before < 0 || behind < 0) throw new Error(`the page of the shell has no place for ${source}`)
  return page.slice(0, before) + mark + table + page.slice(behind)
}

function keysTable(): string {
  const rows = BINDINGS.flatMap(({ keys, help }) =>
    help === undefined ? [] : [`| ${keys.filter(isShown).map(keyText).join(', ')} | ${help} |`],
  )
  return `\n| key | does |\n| --- | --- |\n${rows.join('\n')}\n\n`
}

/** Line feed is Return to most; other names of one key tell nothing. */
function isShown(key: string): boolean {
  return !key.endsWith('enter')
}

function keyText(key: string): string {
  const capitalized = key.replace(
    /(^|-)([a-z])/g,
    (_, sign: string, letter: string) => sign + letter.toUpperCase(),
  )
  return `\`${capitalized.replace('Meta', 'Alt')}\``
}

function commandsTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const code = (text: string) => `\`${cell(text)}\``
  const rows = COMMAND_GROUPS.flatMap(group => COMMANDS.filter(command => command.group === group)).map(
    ({ usage, aliases = [], help }) =>
      `| ${code(usage)} | ${cell(help.split('\n')[0]!)} | ${aliases.map(code).join(' ')} |`,
  )
  return `\n| command | does | also spelled |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`
}
