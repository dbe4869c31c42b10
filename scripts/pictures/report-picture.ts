import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGmaild } from '../../src/gmaild/index.ts'
import { connect } from '../../src/index.ts'
import { readShippedReport } from '../../src/report/shipped.ts'
import { openBrowser, openPage } from '../../test/report/support/browser.ts'
import { makePage } from '../../test/report/support/make-page.ts'

/** The upper part of the report `overview` over the built-in mailbox, as Chromium shows it. */
export const REPORT_SIZE = { width: 1000, height: 1340 }

/** @returns PNG, for each scheme of colours. */
export async function reportPictures(): Promise<Record<'light' | 'dark', Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), 'gmailsql-picture-'))
  const file = join(folder, 'overview.html')
  const browser = await openBrowser()
  try {
    writeFileSync(file, await overviewPage())
    const picture = async (colours: 'light' | 'dark') => {
      await using opened = await openPage(browser, file, { width: REPORT_SIZE.width, colours })
      await opened.page.setViewportSize(REPORT_SIZE)
      return await opened.page.screenshot()
    }
    return { light: await picture('light'), dark: await picture('dark') }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function overviewPage(): Promise<string> {
  await using mailbox = await startGmaild()
  const { host: Server, port: Port, user: User, password: Password } = mailbox
  await using db = await connect({ Server, Port, TLS: 'None', User, Password })
  return (await makePage(db, await readShippedReport('overview'))).html
}
