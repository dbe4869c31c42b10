import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GmailSqlError, systemCode } from '../util/errors.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
const LIMIT_MS = 60_000

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The browser that prints: the one named in CHROMIUM, else one of the usual names on the search path or in the usual places.
 * @throws NOT_SUPPORTED when there is none
 */
export function findChromium(env: Environment): string {
  const named = env['CHROMIUM']
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const paths = (env['PATH'] ?? '').split(delimiter).filter(path => path !== '')
  const candidates = named
    ? [named]
    : [...NAMES.flatMap(name => paths.map(path => join(path, name + suffix))), ...PLACES]
  const found = candidates.find(isProgram)
  if (found !== undefined) return found
  const what = named
    ? `CHROMIUM names "${named}", which cannot be run`
    : 'there is no Chromium, Chrome or Edge'
  throw new GmailSqlError('NOT_SUPPORTED', `a PDF is printed by a browser: ${what}`, {
    hint: 'Install one, or name it in the environment variable CHROMIUM; or write HTML and print that.',
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The page as a PDF. The browser gets a profile of its own and no network: the page needs none.
 * @throws NOT_SUPPORTED when the browser fails; CANCELLED by the signal
 */
export async function printPdf(html: string, chromium: string, signal: AbortSignal): Promise<Uint8Array> {
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-'))
  try {
    const [page, pdf] = [join(directory, 'page.html'), join(directory, 'page.pdf')]
    await writeFile(page, html, { mode: 0o600 })
    await run(chromium, argumentsOf(directory, pdf, pathToFileURL(page).href), signal)
    return await readFile(pdf)
  } catch (error) {
    if (signal.aborted) throw new GmailSqlError('CANCELLED', 'printing was interrupted')
    const reason = error instanceof Error ? error.message : String(error)
    throw new GmailSqlError('NOT_SUPPORTED', `${chromium} made no PDF: ${systemCode(error) || reason}`, {
      hint: 'Write HTML, and print it from a browser.',
    })
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

function argumentsOf(directory: string, pdf: string, url: string): string[] {
  // Chromium's own sandbox refuses to start for root.
  const isRoot = process.getuid?.() === 0
  return [
    '--headless',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
    '--disable-extensions',
    '--proxy-server=127.0.0.1:9',
    ...(isRoot ? ['--no-sandbox'] : []),
    `--user-data-dir=${join(directory, 'profile')}`,
    '--no-pdf-header-footer',
    `--print-to-pdf=${pdf}`,
    url,
  ]
}

function run(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])
    const child = spawn(program, args, { stdio: 'ignore', signal: limit, killSignal: 'SIGKILL' })
    child.on('error', reject)
    child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}`))))
  })
}
