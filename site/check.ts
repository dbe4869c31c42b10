/**
 * `npm run site:check`: every page of the built site in Chromium, wide and narrow: no error of the console, nothing that is wider
 * than the screen, no link inside of the site that leads nowhere, and a search that finds. Links to other sites are listed and
 * not followed.
 */
import { readdirSync } from 'node:fs'
import { relative } from 'node:path'
import { openBrowser } from '../test/report/support/browser.ts'
import { brokenLinks, outerLinks } from './check/links.ts'
import { searchProblem } from './check/search.ts'
import { serve } from './check/serve.ts'
import { visit } from './check/visit.ts'
import { HTML } from './pages/places.ts'

const paths = readdirSync(HTML, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.html') && entry.name !== '404.html')
  .map(entry => `/${relative(HTML, `${entry.parentPath}/${entry.name}`).replaceAll('\\', '/')}`)
  .toSorted()

const server = await serve(HTML)
const browser = await openBrowser()
const problems: string[] = []
try {
  const visits = []
  for (const path of paths) visits.push(await visit(browser, server.origin, path))
  problems.push(...visits.flatMap(visited => visited.problems), ...brokenLinks(visits))
  problems.push(...(await searchProblem(browser, server.origin, 'UIDVALIDITY')))
  for (const link of outerLinks(visits)) console.log(`not followed: ${link}`)
  console.log(`${visits.length} pages, ${visits.flatMap(({ links }) => links).length} links`)
} finally {
  await browser.close()
  server.close()
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 && paths.length > 30 ? 0 : 1
