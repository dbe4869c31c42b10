/**
 * A seed of its own for each account; another one by DIFFERENTIAL_SEED, another number of statements
 * in each round by DIFFERENTIAL_COUNT.
 */
export const ACCOUNTS = [
  { timeZone: 'Asia/Tokyo', seed: fromEnvironment('DIFFERENTIAL_SEED', 20_261_122) },
  { timeZone: 'America/Los_Angeles', seed: fromEnvironment('DIFFERENTIAL_SEED', 20_260_229) },
] as const

/**
 * How the statements of an account are divided: many messages and connections that begin with nothing, few messages and
 * connections that have seen much.
 */
export const ROUNDS = [
  { messages: 330, perConnection: 50, count: fromEnvironment('DIFFERENTIAL_COUNT', 600) },
  { messages: 90, perConnection: 300, count: fromEnvironment('DIFFERENTIAL_COUNT', 4_400) },
] as const

function fromEnvironment(name: string, otherwise: number): number {
  const given = process.env[name]
  if (given === undefined) return otherwise
  const value = Number(given)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number above 0, not ${given}`)
  return value
}
