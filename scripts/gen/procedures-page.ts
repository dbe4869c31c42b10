import type { ProcedureDefinition, ProcedureInput } from '../../src/catalog/procedure.ts'
import { code, generatedFrom, plain, table } from './markdown.ts'
import { definitionsOf, type SchemaFile } from './schema-files.ts'

const INTRODUCTION = `# Stored procedures

A procedure runs by \`EXEC Name @Input = 'value'\`, \`EXECUTE\`, \`CALL Name('value', …)\` or \`{call Name('value')}\`, and from a program
by \`db.call('Name', { Input: 'value' })\`. Inputs come by name in any order, with or without \`@\`, or by position in \`CALL\`; values may be
parameters. The result is a table. An input that is a path may begin with \`~\`, the home directory of the user.
NULL and \`''\` leave an input out. Names of mailboxes are those of FROM: \`Inbox\`, \`Work/Project X\`, \`[Gmail]/Drafts\` and \`Gmail/Drafts\`.
`

/** docs/procedures.md. */
export function proceduresPage(files: readonly SchemaFile[]): string {
  const procedures = definitionsOf<ProcedureDefinition>(files, 'procedures')
  const parts = [generatedFrom('schema/procedures'), INTRODUCTION, ...procedures.map(section)]
  return `${parts.join('\n').trimEnd()}\n`
}

function section({ name, aliases, doc, inputs, results }: ProcedureDefinition): string {
  const taken = table(['input', 'default', 'values', 'meaning'], inputs.map(inputRow))
  const given = table(
    ['result', 'type', 'meaning'],
    results.map(result => [code(result.name), result.type, plain(result.doc)]),
  )
  return [`## ${plain(name)}\n`, `${plain(doc)}${alsoCalled(aliases)}\n`, `${taken}\n`, `${given}\n`].join(
    '\n',
  )
}

function alsoCalled(aliases: readonly string[] = []): string {
  return aliases.length === 0 ? '' : ` It is also called ${aliases.map(code).join(' and ')}.`
}

function inputRow({ name, aliases, required, default: preset, values, doc }: ProcedureInput): string[] {
  const mark = required ? `${code(name)} (required)` : code(name)
  const meaning = plain(doc) + (aliases ? `; also called ${aliases.map(code).join(' and ')}` : '')
  return [mark, preset === undefined ? '' : code(preset), (values ?? []).map(code).join(', '), meaning]
}
