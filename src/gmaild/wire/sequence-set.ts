/** `*` is kept as Infinity until the largest number in use is known. */
export type NumberRange = readonly [low: number, high: number]

/** A sequence-set of RFC 3501: ranges as they were sent. */
export class SequenceSet {
  readonly ranges: readonly NumberRange[]

  constructor(ranges: readonly NumberRange[]) {
    this.ranges = ranges
  }

  /** Ascending ranges that do not touch, `*` replaced by `largest`: `n:*` always holds the largest number. */
  resolve(largest: number): NumberRange[] {
    const ascending = this.ranges
      .map(([a, b]): NumberRange => {
        const low = a === Infinity ? largest : a
        const high = b === Infinity ? largest : b
        return low <= high ? [low, high] : [high, low]
      })
      .sort((a, b) => a[0] - b[0])
    return merge(ascending)
  }
}

function merge(ascending: readonly NumberRange[]): NumberRange[] {
  const merged: [number, number][] = []
  for (const [low, high] of ascending) {
    const last = merged.at(-1)
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else merged.push([low, high])
  }
  return merged
}

export function inRanges(ranges: readonly NumberRange[], n: number): boolean {
  return ranges.some(([low, high]) => n >= low && n <= high)
}

const PART = /^(\*|[1-9]\d{0,9})(?::(\*|[1-9]\d{0,9}))?$/

/** Undefined when the text is not a sequence-set. */
export function parseSequenceSet(text: string): SequenceSet | undefined {
  const ranges: NumberRange[] = []
  for (const part of text.split(',')) {
    const found = PART.exec(part)
    if (found === null) return undefined
    const low = boundary(found[1]!)
    const high = found[2] === undefined ? low : boundary(found[2])
    if ((low > 0xffffffff && low !== Infinity) || (high > 0xffffffff && high !== Infinity)) return undefined
    ranges.push([low, high])
  }
  return new SequenceSet(ranges)
}

function boundary(text: string): number {
  return text === '*' ? Infinity : Number(text)
}

/** The shortest sequence-set of ascending numbers, as in ESEARCH and COPYUID. */
export function formatSequenceSet(ascending: readonly number[]): string {
  const parts: string[] = []
  let start = 0
  for (let i = 1; i <= ascending.length; i++) {
    if (i < ascending.length && ascending[i] === ascending[i - 1]! + 1) continue
    const low = ascending[start]!
    const high = ascending[i - 1]!
    parts.push(low === high ? `${low}` : `${low}:${high}`)
    start = i
  }
  return parts.join(',')
}
