/**
 * Whether small messages are cheaper fetched whole than by BODYSTRUCTURE and their text parts: `node bench/small-messages.ts [messages]`.
 *
 * Both statements run over messages whose sizes the store has already, so that what is counted is the text alone. Commands and
 * bytes are counted; the time they take is reckoned, so that it does not depend on the machine. A ratio above 1 says that whole
 * messages are cheaper.
 */
import { startGmaild } from '../src/gmaild/index.ts'
import { connect } from '../src/index.ts'

const ROUND_TRIPS_MS = [20, 50, 150]
/** 20 Mbit/s. */
const BYTES_PER_MS = 2_500
const SIZES = ['< 2000', '< 8000', 'BETWEEN 8000 AND 100000', '> 0']
const LIMITS = [1, 20, 100, 500, 2_000]

interface Cost {
  readonly rows: number
  readonly commands: number
  readonly bytes: number
}

const gmaild = await startGmaild({ messages: Number(process.argv[2] ?? 3_000) })
const connection = `Server=${gmaild.host};Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`

async function costOf(column: 'BodyText' | 'RawMessage', size: string, limit: number): Promise<Cost> {
  const db = await connect(connection)
  try {
    await db.query('SELECT Size FROM Messages')
    const sql = `SELECT ${column} FROM Messages WHERE Size ${size} ORDER BY Id DESC LIMIT ${limit}`
    const { rowCount, stats } = await db.queryArrays(sql)
    return { rows: rowCount, commands: stats.commands, bytes: stats.bytesReceived }
  } finally {
    await db.close()
  }
}

const milliseconds = ({ commands, bytes }: Cost, roundTrip: number) =>
  commands * roundTrip + bytes / BYTES_PER_MS

const ratios = ROUND_TRIPS_MS.map(ms => `${ms} ms`.padStart(8)).join('')
console.log(`${'size'.padEnd(24)}messages   commands and bytes of parts, of whole messages   ${ratios}`)
for (const size of SIZES) {
  for (const limit of LIMITS) {
    const parts = await costOf('BodyText', size, limit)
    if (parts.rows < limit) continue
    const whole = await costOf('RawMessage', size, limit)
    const counts = [parts.commands, parts.bytes, whole.commands, whole.bytes]
    const cells = counts.map((value, i) => `${value}`.padStart(i % 2 === 0 ? 10 : 14)).join('')
    const ratio = ROUND_TRIPS_MS.map(ms => (milliseconds(parts, ms) / milliseconds(whole, ms)).toFixed(2))
    console.log(
      `${size.padEnd(24)}${`${limit}`.padStart(8)}${cells}   ${ratio.map(text => text.padStart(8)).join('')}`,
    )
  }
}
await gmaild.close()
