/** The shell on this process's terminal, over a connection whose every text is hostile. */
import { main, processIo } from '../../../src/shell/main.ts'
import { GmailSqlError } from '../../../src/util/errors.ts'
import { FakeConnection, loaderOf } from './fake-connection.ts'

const HOSTILE = '\x1b]0;owned\x07\x1b[2J\x9b31m\u202egpj.exe\u2066\ud800\r\n\t日本語'

const connection = new FakeConnection(sql => {
  if (sql.includes('refused')) {
    return {
      refusal: new GmailSqlError('NO_TABLE', HOSTILE, { hint: HOSTILE, position: { line: 1, column: 8 } }),
    }
  }
  if (sql.includes('hangs')) return { columns: ['n'], rows: [['first']], hangs: true }
  return { columns: [HOSTILE, 'n'], rows: [[HOSTILE, 1]], notices: [{ code: 'X', message: HOSTILE }] }
})
process.exitCode = await main(process.argv.slice(2), processIo(), loaderOf(connection))
