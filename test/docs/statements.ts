import { type Connection, createWriter, splitStatements } from '../../src/index.ts'

/** The statements of a block; the last one needs no semicolon. */
export function statementsOf(text: string): string[] {
  return splitStatements(`${text}\n;`).statements.map(statement => statement.text)
}

/** What the shell prints for a statement into a pipe. */
export async function printed(db: Connection, statement: string): Promise<string> {
  const parts: string[] = []
  const { columns, rows } = await db.queryArrays(statement)
  const writer = createWriter('table', { write: part => void parts.push(part) }, { terminal: false })
  await writer.begin(columns)
  await writer.rows(rows)
  await writer.end()
  return parts.join('')
}

/** Text without the blanks at the ends of its lines, which no editor keeps. */
export function trimmed(text: string): string {
  return text.replace(/[ \t]+$/gm, '').trimEnd()
}
