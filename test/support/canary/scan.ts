// Fails when the file named by its argument, such as the output of a command, shows a canary.
import { readFileSync } from 'node:fs'
import { canariesIn } from './canary.ts'

const found = canariesIn(readFileSync(process.argv[2]!, 'utf8'))
for (const passage of found) console.log(`A secret came to light: ${passage}`)
process.exitCode = found.length === 0 ? 0 : 1
