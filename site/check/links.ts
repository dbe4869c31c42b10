import type { Visit } from './visit.ts'

/** Links between the pages whose page or anchor is not there. */
export function brokenLinks(visits: readonly Visit[]): string[] {
  const anchors = new Map(visits.map(visit => [visit.path, new Set(visit.anchors)]))
  return visits.flatMap(({ path, links }) =>
    links
      .filter(isInner)
      .filter(link => {
        const url = new URL(link)
        const there = anchors.get(url.pathname.replace(/\/$/, '/index.html'))
        return !there || (url.hash !== '' && !there.has(decodeURIComponent(url.hash.slice(1))))
      })
      .map(link => `${path}: there is no ${new URL(link).pathname}${decodeURIComponent(new URL(link).hash)}`),
  )
}

/** Each link to another site once. */
export function outerLinks(visits: readonly Visit[]): string[] {
  return [...new Set(visits.flatMap(({ links }) => links).filter(link => !isInner(link)))].toSorted()
}

function isInner(link: string): boolean {
  return link.startsWith('http://127.0.0.1:')
}
