import { types } from 'node:util'
import { MOST_OCTETS } from '../mail/most-octets.ts'
import { GmailSqlError } from '../util/errors.ts'
import type { ParameterValue } from '../util/value.ts'

/** An input of `db.call`: a value, or a stream of octets (Readable, ReadableStream, any async iterable of them). */
export type CallValue = ParameterValue | AsyncIterable<Uint8Array | string>

/**
 * The inputs, with the octets of streams in place of them.
 * @throws BAD_VALUE for a stream that fails or yields something else, MESSAGE_LIMIT for one that is too long
 */
export async function readStreams(
  inputs: Readonly<Record<string, CallValue>>,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, ParameterValue>>> {
  const values: [string, ParameterValue][] = []
  for (const [name, value] of Object.entries(inputs))
    values.push([name, isStream(value) ? await readStream(value, name, signal) : value])
  return Object.fromEntries(values)
}

function isStream(value: CallValue): value is AsyncIterable<Uint8Array | string> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let octets = 0
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted()
      if (typeof chunk !== 'string' && !types.isUint8Array(chunk)) throw new Error('it yields no octets')
      octets += chunks[chunks.push(Buffer.from(chunk)) - 1]!.length
      if (octets > MOST_OCTETS) break
    }
  } catch (error) {
    if (signal?.aborted) throw new GmailSqlError('CANCELLED', 'the statement was cancelled')
    const why = error instanceof Error ? error.message : String(error)
    throw new GmailSqlError('BAD_VALUE', `${name}: the stream cannot be read: ${why}`, {
      hint: 'Give a readable stream of Buffers, or a Buffer.',
    })
  }
  if (octets <= MOST_OCTETS) return Buffer.concat(chunks)
  throw new GmailSqlError('MESSAGE_LIMIT', `${name}: the stream has more than ${MOST_OCTETS} bytes`, {
    hint: 'Attach less, or send a link.',
  })
}
