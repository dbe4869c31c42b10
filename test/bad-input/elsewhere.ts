/**
 * Bad inputs whose test stands with what it is about: its file, and words of the name of each test. Without a word the file as a
 * whole is about it.
 */
export const ELSEWHERE: Readonly<Record<number, readonly (readonly [file: string, name: string])[]>> = {
  53: [['test/imap/connect.test.ts', 'gives up on a server that accepts and says nothing']],
  54: [
    ['test/imap/connect.test.ts', 'tells what a BYE greeting says'],
    ['test/imap/connect.test.ts', 'does not take a session that is logged in before the login'],
    ['test/imap/connect.test.ts', 'recognises a server of another kind by its greeting'],
    ['test/imap/connect.test.ts', 'stops reading a greeting that never ends'],
  ],
  55: [
    ['test/imap/tls.test.ts', 'is refused by its fault, before a byte of the login is sent'],
    ['test/imap/tls.test.ts', 'is refused below version 1.2'],
    ['test/imap/tls.test.ts', 'is named as missing when the port speaks plain text'],
  ],
  56: [['test/imap/tls.test.ts', 'refuses what was slipped in before the handshake']],
  57: [
    ['test/imap/login.test.ts', 'tells Google’s status and scope, after the empty line that XOAUTH2 wants'],
    ['test/bad-input/oauth/93-imap-refuses-a-good-token.test.ts', 'One renewal'],
  ],
  58: [
    ['test/imap/login.test.ts', 'is not the password’s fault when there are too many connections'],
    ['test/imap/login.test.ts', 'is worth another try when the server is unavailable'],
    ['test/imap/login.test.ts', 'tells how to enable IMAP'],
    ['test/imap/login.test.ts', 'shows the address of a WEBALERT, and only an https one'],
  ],
  61: [
    ['test/imap/faults.test.ts', 'may come one octet at a time'],
    ['test/imap/response-splitter.test.ts', 'are whole and in order when they come in pieces of'],
  ],
  62: [['test/imap/faults.test.ts', 'because only single bytes come is a timeout too']],
  72: [
    ['test/driver/cut-writes.test.ts', 'that is cut at any octet is done once, or known not to be'],
    [
      'test/driver/insert-outcome.test.ts',
      'a message that came without an answer is found where no Gmail is',
    ],
    ['test/imap/writer.test.ts', 'what the server refuses is an error with its words, never a value'],
  ],
  73: [
    ['test/imap/writer.test.ts', 'COPYUID with sets of different length is not believed'],
    ['test/driver/recovery.test.ts', 'of a change that reached some of its messages the journal keeps those'],
  ],
  75: [['test/imap/compression.test.ts', 'may not send a bomb']],
  76: [
    ['test/driver/watch.test.ts', 'IDLE is begun anew when its time is over'],
    ['test/driver/watch.test.ts', 'it goes on after its connection was lost'],
  ],
  120: [
    ['test/shell/exit-codes.test.ts', 'a reader that goes away ends the shell quietly'],
    ['test/shell/demo.test.ts', 'ends quietly when its reader has had enough'],
  ],
  121: [
    ['test/shell/exit-codes.test.ts', 'during a statement cancels it and exits with 130'],
    ['test/shell/exit-codes.test.ts', 'during the login exits with 130, and closes what comes of it'],
    ['test/driver/killed-store.test.ts', ''],
  ],
  122: [
    ['test/oauth/token/jwt.test.ts', 'a clock two hours ahead, and two behind, with the seconds'],
    ['test/bad-input/files/100-stale-lock.test.ts', 'clock jump'],
    ['test/oauth/settings/store.test.ts', 'one from a future that a clock jump made'],
  ],
  123: [
    ['test/oauth/flows/refresh-race.test.ts', 'test.each([2, 8, 32])'],
    ['test/oauth/flows/refresh-race.test.ts', 'a process that is killed while it refreshes holds nobody up'],
  ],
  125: [
    ['test/imap/connect.test.ts', 'tells that a name has no address'],
    ['test/imap/connect.test.ts', 'tells that the connection was refused'],
    ['test/imap/firewall.test.ts', 'a firewall that does not let through is CONNECT'],
  ],
  128: [
    ['test/shell/history.test.ts', 'a secret is not stored, nor offered by the arrow keys'],
    ['test/shell/history.test.ts', 'can be read by its owner only'],
  ],
}

/** Why some of the list have no test. */
export const WITHOUT_TEST: readonly (readonly [first: number, last: number, why: string])[] = [
  [107, 118, 'what clients of the PostgreSQL protocol send: no server here speaks it'],
]
