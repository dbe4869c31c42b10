/** Decoded text as it is kept: without a byte order mark, its line ends `\n`, no lone surrogate. */
export function cleanPiece(decoded: string): string {
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded
  return text.replaceAll('\r\n', '\n').toWellFormed()
}

/** Pieces that follow one another, each on a line of its own. */
export function joinPieces(texts: readonly string[]): string {
  return texts
    .map((text, i, all) => (i === all.length - 1 || text.endsWith('\n') ? text : `${text}\n`))
    .join('')
}
