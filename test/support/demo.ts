import { type Gmaild, type GmaildOptions, startGmaild } from '../../src/gmaild/index.ts'
import { type Connection, connect } from '../../src/index.ts'

/** A running gmaild and how to open it; closed with everything that was opened at the end of the block. */
export interface Demo extends AsyncDisposable {
  readonly gmaild: Gmaild
  readonly connectionString: string
  open(properties?: string): Promise<Connection>
  /** Commands since the last call, without those of session set-up: name and text. */
  commands(): { name: string; line: string }[]
}

const SET_UP = new Set(['CAPABILITY', 'ID', 'AUTHENTICATE', 'LOGIN', 'NAMESPACE', 'ENABLE', 'COMPRESS'])

export async function startDemo(options: GmaildOptions = { messages: 200 }): Promise<Demo> {
  const gmaild = await startGmaild(options)
  const connectionString = `Server=127.0.0.1;Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`
  const opened: Connection[] = []
  return {
    gmaild,
    connectionString,
    async open(properties = '') {
      const connection = await connect(`${connectionString};${properties}`)
      opened.push(connection)
      return connection
    },
    commands() {
      const commands = gmaild.record
        .filter(({ name }) => !SET_UP.has(name))
        .map(({ name, line }) => ({ name, line }))
      gmaild.clearRecord()
      return commands
    },
    async [Symbol.asyncDispose]() {
      for (const connection of opened) await connection.close()
      await gmaild.close()
    },
  }
}
