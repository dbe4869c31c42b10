/** The shell on this process's terminal, over a connection with long results. */
import { main, processIo } from '../../../src/shell/main.ts'
import { FakeConnection, loaderOf } from './fake-connection.ts'

function* numbers(count: number) {
  for (let i = 1; i <= count; i++) yield [i, 'x']
}

const connection = new FakeConnection(sql => ({
  columns: ['n:INTEGER', 'x'],
  rows: numbers(sql.includes('endless') ? Number.POSITIVE_INFINITY : 100),
}))
process.exitCode = await main(process.argv.slice(2), processIo(), loaderOf(connection))
