import type { Writable } from 'node:stream'
import type { TextSink } from './door.ts'

/** Waits until the stream has taken the text, so that a slow reader holds the statement back. */
export function streamSink(stream: Writable): TextSink {
  return {
    write: text =>
      new Promise<void>((resolve, reject) => {
        stream.write(text, error => (error ? reject(error) : resolve()))
      }),
  }
}

/** The reader went away (`| head -1`): there is nobody left to tell. */
export function isBrokenPipe(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END'
}
