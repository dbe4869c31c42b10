import type { GmaildAccount } from '../account-door.ts'
import type { Interception } from '../interception.ts'

/** A fault that comes with a certain command. */
export interface ScriptedFault {
  /** In upper case, with UID where it is sent: `UID FETCH`. */
  readonly command: string
  /** Which of these commands, over all connections; 1, the default, is the first. */
  readonly nth?: number
  /** How many of them from that one on; default 1, and Infinity is all. */
  readonly times?: number
  /** A function changes the account before the command is carried out, as another client would. */
  readonly fault: Interception | ((account: GmaildAccount) => void)
}
