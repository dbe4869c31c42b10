import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENTRIES, nameOf } from './entries.ts'
import { DOCS, pageOf } from './places.ts'

interface Group {
  readonly text: string
  readonly items: { readonly text: string; readonly link: string }[]
}

/** The sections and pages of docs/index.md, and the reference of the library. */
export function sidebar(): Group[] {
  const groups: Group[] = []
  for (const line of readFileSync(join(DOCS, 'index.md'), 'utf8').split('\n')) {
    const section = /^## (.+)$/.exec(line)?.[1]
    if (section) groups.push({ text: section, items: [] })
    const [, text, target] = /^\| \[([^\]]+)\]\(([^)]+)\)/.exec(line) ?? []
    const page = target && pageOf('docs/index.md', target)
    if (text && page) groups.at(-1)?.items.push({ text, link: `/${page.replace(/\.md$/, '')}` })
  }
  const items = ENTRIES.map(entry => ({ text: nameOf(entry), link: `/api/${entry}` }))
  return [...groups, { text: 'Reference of the library', items }]
}
