import type { Notice } from '../util/notice.ts'
import type { Token } from './lexer.ts'
import { conditionsOf, needlessConditions } from './rewrite/connector-columns.ts'

const WHOLE_LISTS: Readonly<Record<string, string>> = {
  TO: "[To] holds all recipients, ;-separated, and = compares the whole; HAS_ADDRESS([To], 'a@b') asks for one of them",
  ATTACHMENTS:
    "Attachments holds all file names, ;-separated, and = compares the whole; Attachments LIKE '%.txt%' looks in it",
}

/** What a statement in the manner of another connector should know. */
export function connectorNotices(tokens: readonly Token[]): Notice[] {
  const needless = needlessConditions(tokens).map(
    ({ name }): Notice => ({
      code: 'NOT_NEEDED',
      message: `${NAMES[name]!} is not needed: a statement reads all rows, and fetches what it reads`,
    }),
  )
  const lists = conditionsOf(tokens, new Set(Object.keys(WHOLE_LISTS))).map(
    ({ name }): Notice => ({ code: 'WHOLE_LIST', message: WHOLE_LISTS[name]! }),
  )
  return [...needless, ...lists]
}

const NAMES: Readonly<Record<string, string>> = {
  ITEMSPERPAGE: 'ItemsPerPage',
  MESSAGEFORMAT: 'MessageFormat',
  INCLUDEATTACHMENTDATA: 'IncludeAttachmentData',
}
