/** LIST patterns: `*` is anything, `%` anything within a level; INBOX in any case (RFC 3501 §6.3.8). */
export function patternMatcher(
  reference: string,
  pattern: string,
  delimiter: string,
): (name: string) => boolean {
  const source = (reference + pattern)
    .split(/([*%])/)
    .map(piece => {
      if (piece === '*') return '.*'
      if (piece === '%') return `[^${delimiter}]*`
      return piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    })
    .join('')
  const exact = new RegExp(`^${source}$`, 's')
  const anyCase = new RegExp(`^${source}$`, 'is')
  return name => exact.test(name) || (name === 'INBOX' && anyCase.test(name))
}
