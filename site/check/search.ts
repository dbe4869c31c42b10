import type { Browser } from 'playwright-core'

/** Types a word into the search box of the site. */
export async function searchProblem(browser: Browser, origin: string, word: string): Promise<string[]> {
  await using page = await browser.newPage()
  await page.goto(origin, { waitUntil: 'networkidle' })
  await page.locator('.VPNavBarSearch button').first().click()
  await page.locator('.VPLocalSearchBox input').fill(word)
  const found = page.locator('.VPLocalSearchBox .result')
  try {
    await found.first().waitFor({ timeout: 15_000 })
  } catch {
    return [`the search finds no ${word}`]
  }
  const href = await found.first().getAttribute('href')
  console.log(`the search finds ${word} ${await found.count()} times, first at ${href}`)
  return []
}
