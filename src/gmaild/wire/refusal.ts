/**
 * The tagged answer NO or BAD on its way from where it is decided to the session that sends it. It never leaves
 * gmaild: what callers of the package see are lines on a socket.
 */
export class Refusal extends Error {
  readonly status: 'NO' | 'BAD'

  constructor(status: 'NO' | 'BAD', text: string) {
    super(text)
    this.name = 'Refusal'
    this.status = status
  }
}

export const badSyntax = (): Refusal => new Refusal('BAD', 'Could not parse command')
