import type { Context } from './context.ts'
import { type Fragment, sql } from './fragment.ts'
import { localAtom } from './local.ts'
import { constantAtom, decidableAtom, pushableAtom } from './pushable.ts'
import { serverAtom } from './server-atom.ts'
import type { Source } from './source.ts'

/** A WHERE condition over the sources: AND, OR and NOT, with and without parentheses. */
export function condition(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  if (random.chance(0.15)) return pushableCondition(context, sources)
  if (random.chance(0.1)) return decidableCondition(context, sources)
  const style = random.weighted<'flat' | 'and' | 'tree'>([
    [4, 'flat'],
    [3, 'and'],
    [3, 'tree'],
  ])
  if (style === 'flat') return flat(context, sources)
  if (style === 'and')
    return chain(
      random.times(1, 4, () => atom(context, sources)),
      () => 'AND',
    )
  return tree(context, sources, random.int(1, 3))
}

/** A condition of which a server could decide everything. */
export function pushableCondition(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const atoms = random.times(1, 3, () => pushableAtom(context, random.pick(sources)))
  return chain(atoms, () => random.pick(['AND', 'AND', 'OR']))
}

/** A condition of which a server could decide everything exactly. */
export function decidableCondition(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const atoms = random.times(1, 2, () => decidableAtom(context, random.pick(sources)))
  return chain(atoms, () => random.pick(['AND', 'OR']))
}

/** A condition for each purpose at some times, none at others. */
export function maybeCondition(
  context: Context,
  sources: readonly Source[],
  probability = 0.8,
): Fragment | null {
  return context.random.chance(probability) ? condition(context, sources) : null
}

export function atom(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const source = random.pick(sources)
  const make = random.weighted<() => Fragment>([
    [21, () => pushableAtom(context, source)],
    [6, () => localAtom(context, source)],
    [0.7, () => serverAtom(context, source)],
    [0.5, () => constantAtom(context)],
  ])
  return make()
}

/** `a AND b OR NOT c AND d`: what binds what is the reader's business. */
function flat(context: Context, sources: readonly Source[]): Fragment {
  const { random } = context
  const atoms = random.times(1, 5, () => {
    const one = atom(context, sources)
    return random.chance(0.15) ? sql`NOT ${one}` : one
  })
  return chain(atoms, () => (random.chance(0.62) ? 'AND' : 'OR'))
}

function chain(parts: readonly Fragment[], word: () => string): Fragment {
  return parts.slice(1).reduce((left, right) => sql`${left} ${word()} ${right}`, parts[0]!)
}

function tree(context: Context, sources: readonly Source[], depth: number): Fragment {
  const { random } = context
  if (depth === 0) return atom(context, sources)
  const parts = random.times(1, 3, () => tree(context, sources, random.int(0, depth - 1)))
  const joined = chain(parts, () => random.pick(['AND', 'AND', 'OR']))
  return random.weighted<() => Fragment>([
    [5, () => sql`(${joined})`],
    [2, () => sql`NOT (${joined})`],
    [1, () => sql`((${joined}))`],
    [2, () => joined],
  ])()
}
