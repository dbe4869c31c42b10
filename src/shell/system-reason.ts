/** `ENOENT` of an error of the system; else its message. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.message
}
