import { importsOf, readSources, type Source } from '../architecture/sources.ts'

/** Where the shell, the library, gmaild and the processes of their own begin; the engine imports its functions by URL. */
const BEGINNINGS = [
  'src/shell/main.ts',
  'src/index.ts',
  'src/gmaild/index.ts',
  'src/sqlite/engine-process.ts',
  'src/mime/reader-process.ts',
  'src/sql/functions/index.ts',
]

/** Sources that something of these leads to. */
export function sourcesInUse(): Source[] {
  const sources = readSources('src', 'schema')
  const edges = Map.groupBy(sources.flatMap(importsOf), ({ from }) => from)
  const used = new Set(BEGINNINGS)
  for (const path of used)
    for (const { to, isRelative } of edges.get(path) ?? []) if (isRelative) used.add(to)
  return sources.filter(({ path }) => used.has(path))
}
