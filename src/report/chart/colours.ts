/**
 * Colours that stand for variables of the page's style sheet: the chart library computes with colours and knows no variables, so
 * it gets these, and the drawing gets the variables. That is how one drawing serves light, dark and print.
 */
const PREFIX = '#a1b2'
const NAMES = [
  ...['ink', 'muted', 'grid', 'surface', 'on-tile'],
  ...['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'],
  ...['heat0', 'heat1', 'heat2', 'heat3', 'heat4', 'heat5'],
  ...['tile0', 'tile1', 'tile2', 'tile3', 'tile4'],
] as const

export type ColourName = (typeof NAMES)[number]

/** The colours of series. */
export const SERIES_COLOURS = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'] as const
/** The name of what several parts were added up to. */
const OTHERS = /^[\d,]+ others$/

/** The colour of a part of a pie; grey for those that were added up. */
export function partColour(names: readonly string[], index: number): ColourName {
  if (index === names.length - 1 && OTHERS.test(names[index] ?? '')) return 'c8'
  return SERIES_COLOURS[index % SERIES_COLOURS.length]!
}

/** From nothing to the greatest value. */
export const HEAT_COLOURS = ['heat0', 'heat1', 'heat2', 'heat3', 'heat4', 'heat5'] as const
/** From the largest area to the smallest. */
export const TILE_COLOURS = ['tile0', 'tile1', 'tile2', 'tile3', 'tile4'] as const

export function colour(name: ColourName): string {
  return PREFIX + (0x10 + NAMES.indexOf(name)).toString(16)
}

/** `var(--c0)` for what `colour` gave, also where the library spelled it as `rgb(…)`; undefined for other colours. */
export function variableOf(spelled: string): string | undefined {
  const rgb = /^rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*1)?\)$/.exec(spelled)
  const hex = rgb
    ? `#${rgb
        .slice(1)
        .map(part => Number(part).toString(16).padStart(2, '0'))
        .join('')}`
    : spelled
  const name = hex.startsWith(PREFIX)
    ? NAMES[Number.parseInt(hex.slice(PREFIX.length), 16) - 0x10]
    : undefined
  return name === undefined ? undefined : `var(--${name})`
}
