import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { ROOT, readTexts } from '../architecture/sources.ts'

export interface Page {
  /** From the root of the project, with `/`. */
  readonly path: string
  readonly text: string
}

interface Fenced {
  readonly page: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  /** What stands behind the fence, in words: language first. */
  readonly info: readonly string[]
  readonly text: string
}

/** A fenced block of a page. */
export interface Block extends Fenced {
  /** The block right below it, with nothing but blank lines between. */
  readonly next: Fenced | undefined
}

const ROOT_PAGES = ['README.md', 'README.ja.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']

/** README, the root's other pages and docs/. */
export function readPages(): Page[] {
  return readTexts(...ROOT_PAGES, 'docs').filter(({ path }) => path.endsWith('.md'))
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') }
}

/** @throws Error for a fence that is never closed. */
export function blocksOf({ path, text }: Page): Block[] {
  const lines = text.split('\n')
  const found: { block: Fenced; end: number }[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, fence, info] = /^(`{3,})(.*)$/.exec(lines[at]!) ?? []
    if (fence === undefined || info === undefined) continue
    const end = lines.indexOf(fence, at + 1)
    if (end < 0) throw new Error(`${path}:${at + 1} opens a block that never closes`)
    const content = lines.slice(at + 1, end).join('\n')
    found.push({ block: { page: path, line: at + 1, info: info.trim().split(/\s+/), text: content }, end })
    at = end
  }
  return found.map(({ block, end }, index) => {
    const below = found[index + 1]?.block
    const isNext =
      below !== undefined &&
      lines
        .slice(end + 1, below.line - 1)
        .join('')
        .trim() === ''
    return { ...block, next: isNext ? below : undefined }
  })
}

/** Where the block is, for test names. */
export function placeOf({ page, line }: Pick<Block, 'page' | 'line'>): string {
  return `${page}:${line}`
}

/** The rows of every table of a page, cells trimmed, `\|` read as `|`; the head is the first. */
export function tablesOf({ text }: Page): string[][][] {
  const tables: string[][][] = []
  let isOpen = false
  for (const line of withoutBlocks(text).split('\n')) {
    if (!line.startsWith('|')) {
      isOpen = false
      continue
    }
    if (!isOpen) tables.push([])
    isOpen = true
    const cells = line.split(/(?<!\\)\|/).slice(1, -1)
    if (!cells.every(cell => /^[\s:-]+$/.test(cell))) {
      tables.at(-1)!.push(cells.map(cell => cell.trim().replaceAll('\\|', '|')))
    }
  }
  return tables
}

export function tableWithHead(page: Page, ...head: readonly string[]): string[][] {
  const found = tablesOf(page).find(rows => head.every((cell, index) => rows[0]?.[index] === cell))
  if (!found) throw new Error(`${page.path} has no table with the head ${head.join(' | ')}`)
  return found.slice(1)
}

/** The words in backticks of a cell or paragraph. */
export function codesOf(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(match => match[1]!)
}

export interface Link {
  readonly page: string
  readonly target: string
  /** The file meant, from the root; the page itself for `#anchor`. */
  readonly file: string
  readonly anchor: string | undefined
}

/** Links to files of the project, and its pictures. */
export function relativeLinks({ path, text }: Page): Link[] {
  const found = withoutBlocks(text).matchAll(/\]\(([^()\s]+)\)|<[^<>]*\s(?:src|srcset|href)="([^"]+)"/g)
  const targets = [...found].map(match => (match[1] ?? match[2])!)
  return targets
    .filter(target => !/^[a-z][a-z+.-]*:/i.test(target))
    .map(target => {
      const [file = '', anchor] = target.split('#')
      return { page: path, target, file: file === '' ? path : posix.join(posix.dirname(path), file), anchor }
    })
}

/** The anchors that headings get on the pages that people read them on. */
export function anchorsOf({ text }: Page): string[] {
  const headings = [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(match => match[1]!)
  return headings.map(heading =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
}

/** The page's prose: its fenced blocks left out. */
export function withoutBlocks(text: string): string {
  return text.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '')
}
