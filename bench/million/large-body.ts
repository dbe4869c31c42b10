/** gmaild with one message of so many octets, in a process of its own: tells its port, and ends when its parent does. */
import { startGmaild } from '../../src/gmaild/index.ts'

process.on('disconnect', () => process.exit())
const { account, port } = await startGmaild({ messages: 0, appendLimit: 100_000_000 })
const line = 'A line of a message that is as long as lines of mail are, with a few words in it.\r\n'
const text = line.repeat(Math.ceil(Number(process.argv[2]) / line.length))
account.append({ raw: `Subject: large\r\nContent-Type: text/plain\r\n\r\n${text}`, labels: ['\\Inbox'] })
process.send?.(port)
