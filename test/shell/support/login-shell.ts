/** The shell on this process's terminal, with a browser that goes through the pages and agrees. */
import { loader } from '../../../src/shell/door.ts'
import { main, processIo } from '../../../src/shell/main.ts'
import { agreeing } from './agreeing.ts'

process.exitCode = await main(process.argv.slice(2), processIo(), agreeing(loader))
