import { text } from './arguments.ts'
import { Family } from './define.ts'

/** Fields of a header block in its order, unfolded (RFC 5322 §2.2.3); a line that is no field is left out. */
function headerLines(block: string): string {
  const fields: { name: string; value: string }[] = []
  // Lines end at LF alone: a bare CR or U+2028 inside a value begins no field.
  for (const line of block.replace(/\r?\n(?=[ \t])/g, '').split('\n')) {
    const field = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line)
    if (field) fields.push({ name: field[1]!, value: field[2]!.replace(/\r+/g, ' ').trim() })
  }
  return JSON.stringify(fields)
}

/** What the view Headers makes its rows of. */
export const headerLinesFunction = new Family('mail').scalar({
  name: 'HEADER_LINES',
  parameters: 'Headers',
  doc: 'A header block as a JSON array of names and values, in its order, unfolded.',
  example: ["HEADER_LINES('Subject: a' || char(10) || ' b')", '[{"name":"Subject","value":"a b"}]'],
  args: [text],
  call: headerLines,
})
