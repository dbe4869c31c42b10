/** The first line of every generated page. */
export function generatedFrom(source: string): string {
  return `<!-- Made by \`npm run gen\` from ${source}; do not edit. -->`
}

/** A Markdown table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map(cells => `| ${cells.map(cell).join(' | ')} |`).join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** Text as Markdown that shows it as it is. */
export function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&')
}

export function code(text: string): string {
  return `\`${text}\``
}

export function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
