import type { Context } from './context.ts'
import { type Fragment, sql, unjudged } from './fragment.ts'
import type { Source } from './source.ts'

/** What the server itself searches: a set, which no other evaluation knows. */
export function serverAtom({ random, constants, words }: Context, { column, qualified }: Source): Fragment {
  const { gmail, criteria } = words.searches
  const word = constants.of(random.pick(words.searches.words))
  const make = random.weighted<() => Fragment>([
    [gmail.length > 0 ? 3 : 0, () => sql`${qualified('GmailSearch')} = ${constants.of(random.pick(gmail))}`],
    [2, () => sql`${constants.of(random.pick(criteria))} = ${qualified('SearchCriteria')}`],
    [2, () => sql`CONTAINS(${qualified('Subject')}, ${word})`],
    [1, () => sql`${column('Subject')} ${random.pick(['', 'NOT '])}MATCH ${word}`],
    [1, () => sql`CONTAINS(${qualified(random.pick(['From', 'To', 'CC']))}, ${word})`],
    [1.5, () => sql`CONTAINS(${qualified(random.pick(['BodyText', 'BodyHtml', 'MessageBody']))}, ${word})`],
  ])
  return unjudged(make())
}
