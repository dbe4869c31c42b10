import type { NameList } from './known-names.ts'

const MOST = 300

/**
 * The names that fit what is typed, of the best kind that there is: those that begin with it, else those in which a word
 * begins with it or that hold it, else those that have its letters in this order.
 */
export function matching(list: NameList, typed: string): { names: string[]; total: number } {
  const wanted = typed.toLowerCase()
  const kinds = [
    beginsWith,
    ...(wanted.length > 1 ? [holds] : []),
    ...(wanted.length > 2 ? [hasLetters] : []),
  ]
  for (const isFit of kinds) {
    const names: string[] = []
    let total = 0
    for (const [index, folded] of list.folded.entries()) {
      if (!isFit(folded, wanted)) continue
      if (total++ < MOST) names.push(list.names[index]!)
    }
    if (total > 0) return { names, total }
  }
  return { names: [], total: 0 }
}

function beginsWith(folded: string, wanted: string): boolean {
  return folded.startsWith(wanted)
}

function holds(folded: string, wanted: string): boolean {
  return folded.includes(wanted)
}

function hasLetters(folded: string, wanted: string): boolean {
  let at = -1
  for (const letter of wanted) {
    at = folded.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}
