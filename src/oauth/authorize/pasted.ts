import type { GmailSqlError } from '../../util/errors.ts'
import type { Ending } from './loopback.ts'
import type { Verdict } from './verdict.ts'

/**
 * Asks the user for the address that the browser ended at. `refusal` is why the text before was not taken. When
 * the signal is aborted the answer is not wanted any more; a rejection means that nobody can be asked.
 */
export type ReadPasted = (signal: AbortSignal, refusal: GmailSqlError | null) => Promise<string>

/** An input that gives the same nonsense for ever is not a user. */
const TRIES = 20

/** Asks until a text is ours. Never fulfilled when nobody can be asked; never rejected. */
export async function readPastedCallback(
  readPasted: ReadPasted,
  judge: (text: string) => Verdict,
  signal: AbortSignal,
): Promise<Ending> {
  let refusal: GmailSqlError | null = null
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    const text = await askOnce(readPasted, signal, refusal)
    if (text === null) break
    const verdict = judge(text)
    if (verdict.kind !== 'foreign') return verdict
    refusal = verdict.error
  }
  return new Promise(() => {})
}

async function askOnce(
  readPasted: ReadPasted,
  signal: AbortSignal,
  refusal: GmailSqlError | null,
): Promise<string | null> {
  try {
    return await readPasted(signal, refusal)
  } catch {
    return null
  }
}
