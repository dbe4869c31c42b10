import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
export const hasBrowser = existsSync(CHROMIUM)
if (!hasBrowser)
  console.warn(`\n*** SKIPPED: there is no Chromium at ${CHROMIUM}; name it in CHROMIUM. ***\n`)

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  })
}

export interface Look {
  readonly width: number
  readonly colours: 'light' | 'dark'
}

/** An opened page, and what it did that a page of ours must not do. */
export interface Opened extends AsyncDisposable {
  readonly page: Page
  /** Messages of the console, errors, dialogs, and requests for anything but the file itself. */
  readonly incidents: readonly string[]
}

export async function openPage(browser: Browser, file: string, { width, colours }: Look): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: colours })
  const incidents: string[] = []
  const url = pathToFileURL(file).href
  page.on('console', message => incidents.push(`console: ${message.text()}`))
  page.on('pageerror', error => incidents.push(`error: ${error.message}`))
  page.on('request', request => request.url() !== url && incidents.push(`request: ${request.url()}`))
  page.on('dialog', dialog => {
    incidents.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  return { page, incidents, [Symbol.asyncDispose]: () => page.close() }
}

/** Of each chart that is shown: how many colours a tenth of a percent or more of its pixels have. */
export async function chartColours(browser: Browser, page: Page): Promise<number[]> {
  const boxes = await page.evaluate(`[...document.querySelectorAll('figure svg[role=img]')]
    .map(svg => svg.getBoundingClientRect()).filter(box => box.width > 0)
    .map(({ x, y, width, height }) => [x + scrollX, y + scrollY, width, height].map(Math.floor))`)
  const png = (await page.screenshot({ fullPage: true })).toString('base64')
  await using blank = await browser.newPage()
  // A string, since the project's types know no document.
  return await blank.evaluate(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${png}'
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    return ${JSON.stringify(boxes)}.map(box => {
      const counts = new Map()
      const pixels = new Uint32Array(context.getImageData(...box).data.buffer)
      for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
      return [...counts.values()].filter(count => count >= pixels.length / 1000).length
    })
  })()`)
}
