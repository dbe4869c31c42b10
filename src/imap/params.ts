import { joinParameters, type RawParameter } from '../mime/parameters.ts'
import { headerTextOf } from './decode-words.ts'
import { isList, type Token, textOf } from './tokens.ts'

/** Parameters of a body part, decoded: a list of names and values in turn, or NIL. */
export function decodeParams(token: Token): Readonly<Record<string, string>> {
  return joinParameters(isList(token) ? pairsOf(token) : [])
}

function* pairsOf(list: readonly Token[]): Iterable<RawParameter> {
  for (let i = 0; i + 1 < list.length; i += 2) {
    const name = textOf(list[i])
    const value = headerTextOf(list[i + 1])
    if (name !== null && value !== null) yield [name, value]
  }
}
