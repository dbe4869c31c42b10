/**
 * Bytes that break the protocol or its limits: the connection cannot go on. `code` is what imapflow calls the same fault,
 * so that `errors.ts` maps both alike.
 */
export class WireError extends Error {
  readonly code: 'LineTooLarge' | 'LiteralTooLarge' | 'ResponseTooLarge' | 'TooManyTokens' | 'InvalidResponse'

  constructor(code: WireError['code'], message: string) {
    super(message)
    this.code = code
  }
}
