/**
 * How fast bodies are read, beside mailparser on the same messages in the same run: `node bench/bodies.ts [messages]`.
 *
 * `bodies` has the text parts, as after a FETCH; `message` and mailparser have the octets of the whole message. Every run reads all
 * messages; of three runs in turn the fastest counts.
 */
import { simpleParser } from 'mailparser'
import { compose } from '../src/gmaild/demo/compose.ts'
import { planMailbox } from '../src/gmaild/demo/fill.ts'
import { bodyParts } from '../src/mime/body-parts.ts'
import { openMimeReader } from '../src/mime/reader.ts'
import { splitMessage } from '../src/mime/split.ts'
import type { TextPart } from '../src/mime/types.ts'

const RUNS = 3

const count = Number(process.argv[2] ?? 2_000)
const messages = planMailbox(count, 'demo@gmail.example').map(plan => Buffer.from(compose(plan), 'latin1'))
const parts = messages.map(textPartsOf)
const octets = messages.reduce((sum, raw) => sum + raw.length, 0)
const reader = openMimeReader()
await reader.bodies(parts.slice(0, 100))

const work: Readonly<Record<string, () => Promise<unknown>>> = {
  bodies: () => reader.bodies(parts),
  message: () => Promise.all(messages.map(raw => reader.message(raw))),
  mailparser: async () => {
    for (const raw of messages) await simpleParser(raw)
  },
}
const fastest = new Map<string, number>()
for (let run = 0; run < RUNS; run++) {
  for (const [name, read] of Object.entries(work)) {
    const started = performance.now()
    await read()
    fastest.set(name, Math.min(fastest.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - started))
  }
}
await reader.close()

console.log(`${count} messages, ${(octets / 1024 / 1024).toFixed(1)} MB`)
const base = fastest.get('mailparser')!
for (const [name, ms] of fastest) {
  const rate = Math.round((count / ms) * 1000)
  console.log(`${name.padEnd(12)}${`${rate}`.padStart(7)} messages/s${(base / ms).toFixed(2).padStart(8)} x`)
}

function textPartsOf(raw: Buffer): TextPart[] {
  const { structure, contents } = splitMessage(raw)
  return bodyParts(structure).map(part => ({ ...part, content: contents.get(part.part) ?? Buffer.alloc(0) }))
}
