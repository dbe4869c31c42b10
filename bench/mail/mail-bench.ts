import type { Server } from '../support/server.ts'

/** What a work of the bench gets. */
export interface MailBench {
  readonly server: Server
  readonly rounds: number
  /** The messages: where they are, and how many. */
  readonly inbox: Place
  readonly bodies: Place
  readonly small: Place
}

export interface Place {
  readonly mailbox: string
  readonly count: number
}

/** A mailbox, and the port by which it is reached. */
export interface Way extends Place {
  readonly port: number
}

/** The newest messages of INBOX, no more than MOST_BODIES. */
export const BODIES = 'Bodies'
export const MOST_BODIES = 20_000
/** A few of them, for a line on which all would take an hour. */
export const SMALL = 'Small'
export const MOST_SMALL = 2_000

export const ROWS_SQL = 'SELECT Id, Subject, [From], [To], Date, ReceivedDate, Size, Flags FROM'
