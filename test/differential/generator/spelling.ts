import type { Random } from './random.ts'

/** Quoted names and texts, comments to the end of the line, and what stands between them. */
const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[(?:[^\]]|\]\])*\]|--[^\n]*|[^'"`[-]+|[-[]/g

/** The same statement as somebody else would type it: other case, line ends, comments. */
export function respell(random: Random, text: string): string {
  const style = random.weighted<'plain' | 'lower' | 'lines' | 'comments' | 'semicolon'>([
    [12, 'plain'],
    [2, 'lower'],
    [1, 'lines'],
    [1, 'comments'],
    [1, 'semicolon'],
  ])
  switch (style) {
    case 'plain':
      return text
    case 'lower':
      return outsideQuotes(text, piece => piece.toLowerCase())
    case 'lines':
      return outsideQuotes(text, piece => piece.replaceAll(' ', '\n\t'))
    case 'comments':
      return `/* it's "one" [thing] ? */ ${outsideQuotes(text, piece => piece.replaceAll(' AND ', " AND -- don't :stop\n"))}`
    case 'semicolon':
      return ` ${text.includes('--') ? `${text}\n` : text} ; `
  }
}

function outsideQuotes(text: string, change: (piece: string) => string): string {
  return text.replace(PIECES, piece =>
    /^['"`[]./s.test(piece) || piece.startsWith('--') ? piece : change(piece),
  )
}
