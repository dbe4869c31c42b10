/** gmaild in a process of its own, so that what it takes of memory is not its client's: a mailbox for each bomb that is named. */
import { startGmaild } from '../../../src/gmaild/index.ts'
import { BOMBS, GOOD } from './bombs.ts'

const gmaild = await startGmaild({ messages: 0 })
for (const name of process.argv.slice(2)) {
  for (let n = 0; n < GOOD / 2; n++) append(Buffer.from(`Subject: good\r\n\r\ntext ${n}`), name)
  append(BOMBS[name]!(), name)
  for (let n = GOOD / 2; n < GOOD; n++) append(Buffer.from(`Subject: good\r\n\r\ntext ${n}`), name)
}
process.once('disconnect', () => process.exit())
process.send?.(
  `Server=127.0.0.1;Port=${gmaild.port};TLS=None;User=${gmaild.user};Password=${gmaild.password}`,
)

function append(raw: Buffer, label: string): void {
  gmaild.account.append({ raw, labels: [label] })
}
