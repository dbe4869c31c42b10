/** A seed of its own for each account; another one by DIFFERENTIAL_SEED, another number of statements by DIFFERENTIAL_COUNT. */
export const ACCOUNTS = [
  { timeZone: 'Asia/Tokyo', seed: fromEnvironment('DIFFERENTIAL_SEED', 20_261_122) },
  { timeZone: 'America/Los_Angeles', seed: fromEnvironment('DIFFERENTIAL_SEED', 20_260_229) },
] as const

/** For each account. */
export const STATEMENT_COUNT = fromEnvironment('DIFFERENTIAL_COUNT', 1_050)

function fromEnvironment(name: string, otherwise: number): number {
  const given = process.env[name]
  if (given === undefined) return otherwise
  const value = Number(given)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number above 0, not ${given}`)
  return value
}
