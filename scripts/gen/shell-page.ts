import { readFileSync } from 'node:fs'
import { COMMAND_GROUPS } from '../../src/shell/command.ts'
import { COMMANDS } from '../../src/shell/commands/all.ts'

const BEGIN = '<!-- made by `npm run gen` from src/shell/commands -->\n'
const END = '<!-- end -->\n'

/** docs/shell.md with the table of its commands made anew; the rest is written by hand. */
export function shellPage(path: string): string {
  const page = readFileSync(path, 'utf8')
  const [before, behind] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (before < 0 || behind < before) throw new Error(`${path} has no place for the commands`)
  return page.slice(0, before) + BEGIN + commandsTable() + page.slice(behind)
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
