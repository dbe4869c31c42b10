/** The shell of these sources, as bin/gmailsql starts it of a build. */
import { main, processIo } from '../../src/shell/main.ts'

process.exitCode = await main(process.argv.slice(2), processIo())
