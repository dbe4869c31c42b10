/**
 * `npm run pictures`: makes the pictures of README.md anew, of the built-in mailbox: the shell in a pseudo-terminal, and a
 * report in Chromium. Needs Python 3 and Chromium (`CHROMIUM` names another than Debian's).
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reportPictures } from './pictures/report-picture.ts'
import { shellPicture } from './pictures/shell-picture.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures')

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(FOLDER, name), content)
  process.stdout.write(`docs/pictures/${name} ${content.length} bytes\n`)
}

write('shell.svg', await shellPicture())
const { light, dark } = await reportPictures()
write('report.png', light)
write('report-dark.png', dark)
