import type { Random } from './random.ts'

/** Quoted names and texts, comments to the end of the line, and what stands between them. */
const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[(?:[^\]]|\]\])*\]|--[^\n]*|[^'"`[-]+|[-[]/g

/** The same statement as somebody else would type it: other case, line ends, comments. */
export function respell(random: Random, text: string): string {
  const style = random.weighted<'plain' | 'lower' | 'lines' | 'comments' | 'semicolon' | 'foreign'>([
    [12, 'plain'],
    [2, 'lower'],
    [1, 'lines'],
    [1, 'comments'],
    [1, 'semicolon'],
    [3, 'foreign'],
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
    case 'foreign':
      return foreign(text)
    case 'semicolon':
      return ` ${text.includes('--') ? `${text}\n` : text} ; `
  }
}

/** As somebody would who comes from SQL Server, MySQL or PostgreSQL. */
function foreign(text: string): string {
  const respelled = outsideQuotes(text, piece =>
    piece
      .replace(/\bLIKE\b/g, 'ILIKE')
      .replace(/\bIS NOT NULL\b/g, 'IS NOT UNKNOWN')
      .replace(/\bCAST\((\w+) AS INTEGER\)/g, '$1::int')
      .replace(/\bUNION(?! ALL)\b/g, 'UNION DISTINCT')
      .replace(/ % /g, ' MOD ')
      .replace(/ LIMIT (\d+)$/, '\u00a0FETCH FIRST $1 ROWS ONLY # the end'),
  )
  return `${respelled}\nFOR READ ONLY`
}

function outsideQuotes(text: string, change: (piece: string) => string): string {
  return text.replace(PIECES, piece =>
    /^['"`[]./s.test(piece) || piece.startsWith('--') ? piece : change(piece),
  )
}
