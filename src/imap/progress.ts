const TICKS = 4
/**
 * Less than this in a whole timeout is a server that only keeps the line warm: a byte every 20 s would hold a
 * statement for ever.
 */
const MIN_BYTES = 64

/**
 * Rejects when the peer makes no progress for `timeoutMs` while `work` runs: `bytes` is what was received so
 * far. The clock is ours, not the socket's, because it must also see a server that drips single bytes. 0 ms:
 * no limit.
 */
export async function withProgress<T>(
  work: Promise<T>,
  timeoutMs: number,
  bytes: () => number,
  stalled: () => void,
): Promise<T> {
  if (timeoutMs === 0) return await work
  let mark = bytes()
  let quiet = 0
  const timer = setInterval(() => {
    const now = bytes()
    if (now - mark >= MIN_BYTES) {
      mark = now
      quiet = 0
    } else if (++quiet >= TICKS) {
      clearInterval(timer)
      stalled()
    }
  }, timeoutMs / TICKS)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
