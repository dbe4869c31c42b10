/**
 * What fetching few small messages whole saves: `node bench/small-messages.ts [messages]`.
 *
 * Both statements read the same texts of messages that they name to the server, and whose sizes the store has already. One has
 * a condition besides that is evaluated here, and so a list of what is left whose sizes are known: if these are small, they are
 * fetched whole. The other fetches BODYSTRUCTURE and then the text parts. Commands and bytes are counted; the time they take is
 * reckoned, so that it does not depend on the machine. A ratio above 1 says that whole messages are cheaper; where both send as
 * many commands, the messages are too large, and go by their parts.
 */
import { startGmaild } from '../src/gmaild/index.ts'
import { connect } from '../src/index.ts'

const ROUND_TRIPS_MS = [20, 50, 150]
/** 20 Mbit/s. */
const BYTES_PER_MS = 2_500
const SIZES = ['< 2000', '< 8000', 'BETWEEN 8000 AND 16000', 'BETWEEN 16000 AND 100000']
const LIMITS = [1, 5, 10, 20, 100]

interface Cost {
  readonly texts: readonly unknown[]
  readonly commands: number
  readonly bytes: number
}

const gmaild = await startGmaild({ messages: Number(process.argv[2] ?? 3_000) })
const connection = `Server=${gmaild.host};Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`

async function costOf(sql: string): Promise<Cost> {
  const db = await connect(connection)
  try {
    await db.query('SELECT Size FROM Messages')
    const { rows, stats } = await db.queryArrays(sql)
    return { texts: rows.map(([text]) => text), commands: stats.commands, bytes: stats.bytesReceived }
  } finally {
    await db.close()
  }
}

async function idsOf(size: string, limit: number): Promise<string[]> {
  const db = await connect(connection)
  try {
    const { rows } = await db.queryArrays(
      `SELECT Id FROM Messages WHERE Size ${size} ORDER BY Id DESC LIMIT ${limit}`,
    )
    return rows.map(([id]) => `'${id}'`)
  } finally {
    await db.close()
  }
}

const milliseconds = ({ commands, bytes }: Cost, roundTrip: number) =>
  commands * roundTrip + bytes / BYTES_PER_MS

const ratios = ROUND_TRIPS_MS.map(ms => `${ms} ms`.padStart(8)).join('')
console.log(`${'size'.padEnd(26)}messages   commands and bytes of parts, of whole messages   ${ratios}`)
for (const size of SIZES) {
  for (const limit of LIMITS) {
    const ids = await idsOf(size, limit)
    if (ids.length < limit) continue
    const sql = `SELECT BodyText FROM Messages WHERE Id IN (${ids})`
    const parts = await costOf(`${sql} ORDER BY Id DESC`)
    const whole = await costOf(`${sql} AND Size % 2 >= 0 ORDER BY Id DESC`)
    if (`${parts.texts}` !== `${whole.texts}`) throw new Error(`the texts of ${limit} of ${size} differ`)
    const counts = [parts.commands, parts.bytes, whole.commands, whole.bytes]
    const cells = counts.map((value, i) => `${value}`.padStart(i % 2 === 0 ? 10 : 14)).join('')
    const ratio = ROUND_TRIPS_MS.map(ms => (milliseconds(parts, ms) / milliseconds(whole, ms)).toFixed(2))
    console.log(
      `${size.padEnd(26)}${`${limit}`.padStart(8)}${cells}   ${ratio.map(text => text.padStart(8)).join('')}`,
    )
  }
}
await gmaild.close()
