/**
 * Whether a mailbox may be called like this: LIST takes `%` and `*` for patterns, so such a name could never be asked for again, and
 * CR, LF and NUL end a command.
 */
export function canNameMailbox(name: string): boolean {
  return name.trim() !== '' && !/[%*\r\n\0]/.test(name)
}
