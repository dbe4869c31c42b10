/**
 * A gmaild in a process of its own, so that it serves at once whatever the tests do. It tells where it is, and changes its mailbox
 * for each seed that it is sent.
 */
import { startGmaild } from '../../src/gmaild/index.ts'
import { changeMailbox } from '../support/changing-mailbox.ts'

const gmaild = await startGmaild({ messages: Number(process.argv[2]) })
const { port, user, password } = gmaild
process.on('disconnect', () => process.exit())
process.on('message', (seed: number) => {
  changeMailbox(gmaild, seed)
  process.send?.('changed')
})
process.send?.(`Server=127.0.0.1;Port=${port};TLS=None;User=${user};Password=${password}`)
