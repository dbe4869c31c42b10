export const CLAUSE_ENDS = new Set([
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'OFFSET',
  'FETCH',
])
export const JOIN_WORDS = new Set([
  'JOIN',
  'LEFT',
  'RIGHT',
  'FULL',
  'INNER',
  'OUTER',
  'CROSS',
  'NATURAL',
  'ON',
  'USING',
  'INDEXED',
  'NOT',
])
/** Words that end the ON before them. */
export const BEFORE_SOURCE = new Set(['JOIN', 'INNER', 'CROSS', 'NATURAL'])
