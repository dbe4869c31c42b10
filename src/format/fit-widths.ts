/** Narrower than this a cut column tells nothing. */
const NARROWEST = 6

/**
 * Column widths that add up to at most `room`: columns narrower than an equal share keep their width, the others
 * share what is left. Undefined when a cut column would be narrower than six.
 */
export function fitWidths(wanted: readonly number[], room: number): number[] | undefined {
  let left = room
  let open = wanted.length
  const ascending = [...wanted.entries()].sort(([, a], [, b]) => a - b)
  const widths = [...wanted]
  for (const [index, width] of ascending) {
    const share = Math.floor(left / open)
    if (width > share && share < NARROWEST) return undefined
    widths[index] = Math.min(width, share)
    left -= widths[index]
    open--
  }
  return widths
}
