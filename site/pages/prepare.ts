import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { DOCS, PAGES, pageOf, placeOf, ROOT, ROOT_PAGES } from './places.ts'

/** Copies the pages of the repository to where VitePress reads them, with links that lead there. */
export function preparePages(): void {
  rmSync(PAGES, { recursive: true, force: true })
  mkdirSync(join(PAGES, 'public'), { recursive: true })
  cpSync(join(DOCS, 'pictures'), join(PAGES, 'public', 'pictures'), { recursive: true })
  cpSync(join(ROOT, 'site', 'icon.svg'), join(PAGES, 'public', 'icon.svg'))
  const pages = readdirSync(DOCS).filter(name => name.endsWith('.md'))
  for (const path of [...ROOT_PAGES, ...pages.map(name => `docs/${name}`)])
    writeFileSync(join(PAGES, placeOf(path)!), pageText(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** Links in blocks of code are code. */
export function pageText(path: string, text: string): string {
  return text
    .split(/^(`{3,}[^\n]*\n[\s\S]*?^`{3,}$)/m)
    .map((part, index) => (index % 2 === 1 ? part : withLinks(path, part)))
    .join('')
}

function withLinks(path: string, text: string): string {
  return text
    .replace(
      /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g,
      (whole, sign: string, label: string, target: string) => {
        if (isOutside(target) || target.startsWith('#')) return whole
        const picture = pictureOf(path, target)
        if (picture) return `${sign}[${label}](${picture})`
        const page = pageOf(path, target)
        // A file of the repository, which the site does not have.
        return page === undefined ? label : `[${label}](./${page}${anchorOf(target)})`
      },
    )
    .replace(/(src|srcset)="([^"]+)"/g, (whole, name: string, target: string) => {
      const picture = pictureOf(path, target)
      return picture ? `${name}="${picture}"` : whole
    })
}

function isOutside(target: string): boolean {
  return /^[a-z][a-z+.-]*:/i.test(target)
}

function anchorOf(target: string): string {
  return /#.*$/.exec(target)?.[0] ?? ''
}

function pictureOf(path: string, target: string): string | undefined {
  const file = posix.join(posix.dirname(path), target)
  return file.startsWith('docs/pictures/') ? `/${file.slice('docs/'.length)}` : undefined
}
