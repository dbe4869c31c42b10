/** The server in a process of its own: tells its port, and ends when its parent does. */
import { startLargeMailbox } from '../../test/support/large-mailbox.ts'

process.on('disconnect', () => process.exit())
const { port } = await startLargeMailbox(Number(process.argv[2]))
process.send?.(port)
