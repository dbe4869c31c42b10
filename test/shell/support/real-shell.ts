/** The shell on this process's terminal, from its sources. */
import { main, processIo } from '../../../src/shell/main.ts'

process.exitCode = await main(process.argv.slice(2), processIo())
