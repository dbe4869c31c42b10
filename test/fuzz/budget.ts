import fc from 'fast-check'

/** Seconds for each property, as `npm run test:long` gives them; 0: a small sample, the same in every run. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 0)
export const LIMIT_MS = 60_000 + SECONDS * 2_000

/** Tries a property on generated values: so many, or as many as there is time for. */
export async function tryOn<T>(
  values: fc.Arbitrary<T>,
  sample: number,
  holds: (value: T) => Promise<void> | void,
): Promise<void> {
  const property = fc.asyncProperty(values, async value => await holds(value))
  const few = { seed: 20_261_123, numRuns: sample }
  const many = { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1_000 }
  await fc.assert(property, SECONDS === 0 ? few : many)
}

/** A text with a few changes: pieces left out, said twice, or put in from the others. */
export function mutated(seeds: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(10_000),
    leftOut: fc.nat(12),
    isTwice: fc.boolean(),
    putIn: fc.oneof(fc.constant(''), fc.constantFrom(...pieces)),
  })
  return fc.tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 })).map(([seed, changes]) =>
    changes.reduce((text, { at, leftOut, isTwice, putIn }) => {
      const place = text.length === 0 ? 0 : at % text.length
      const behind = isTwice ? place : place + leftOut
      return text.slice(0, place + (isTwice ? leftOut : 0)) + putIn + text.slice(behind)
    }, seed),
  )
}
