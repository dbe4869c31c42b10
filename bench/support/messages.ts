import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compose } from '../../src/gmaild/demo/compose.ts'
import { planMailbox } from '../../src/gmaild/demo/fill.ts'
import type { AppendedMessage } from './raw-socket.ts'

/** What a generator of messages beside the repository exports, where there is one. */
interface Generator {
  rng(seed: number): () => number
  makeMessage(random: () => number, index: number, ms: number, threads: unknown[]): { readonly raw: string }
}

const GENERATOR = new URL('../../../shared/tools/gen-maildir.mjs', import.meta.url)
const FIRST_MS = Date.UTC(2020, 0, 1)
const SPAN_MS = 6 * 365 * 86_400_000
const FLAGS: Readonly<Record<string, string>> = { S: '\\Seen', R: '\\Answered', F: '\\Flagged' }

/** So many messages: of a Maildir, else of the generator, else of the demo mailbox. */
export async function messages(
  count: number,
  maildir: string | undefined,
): Promise<Iterable<AppendedMessage>> {
  if (maildir !== undefined) return ofMaildir(maildir, count)
  if (!existsSync(GENERATOR)) return ofDemo(count)
  return generated((await import(GENERATOR.href)) as Generator, count)
}

function* ofMaildir(maildir: string, count: number): Iterable<AppendedMessage> {
  const cur = join(maildir, 'cur')
  for (const file of readdirSync(cur).sort().slice(0, count)) {
    const seconds = Number(/^\d+/.exec(file)?.[0])
    const letters = file.split(':2,')[1] ?? ''
    yield {
      raw: readFileSync(join(cur, file)),
      flags: [...letters].flatMap(letter => FLAGS[letter] ?? []),
      date: Number.isFinite(seconds) ? dateTime(seconds * 1000) : null,
    }
  }
}

function* generated({ rng, makeMessage }: Generator, count: number): Iterable<AppendedMessage> {
  const random = rng(1)
  const threads: unknown[] = []
  for (let i = 0; i < count; i++) {
    const ms = FIRST_MS + Math.floor((SPAN_MS * i) / count / 1000) * 1000
    const raw = Buffer.from(makeMessage(random, i, ms, threads).raw)
    const flags = [
      ...(random() < 0.05 ? 'F' : ''),
      ...(random() < 0.15 ? 'R' : ''),
      ...(random() < 0.8 ? 'S' : ''),
    ]
    yield { raw, flags: flags.map(letter => FLAGS[letter]!), date: dateTime(ms) }
  }
}

function* ofDemo(count: number): Iterable<AppendedMessage> {
  for (const plan of planMailbox(count, 'demo@gmail.example').slice(0, count))
    yield { raw: Buffer.from(compose(plan), 'latin1'), flags: [], date: null }
}

/** `04-Mar-2021 05:06:07 +0000` */
function dateTime(ms: number): string {
  const [, day, month, year, time] = new Date(ms).toUTCString().split(' ')
  return `${day}-${month}-${year} ${time} +0000`
}
