/** Words after which what a row is, or whether it is there, depends on other rows. */
export const DEPENDENT_ROWS = ['GROUP', 'HAVING', 'DISTINCT', 'UNION', 'INTERSECT', 'EXCEPT', 'WITH'] as const

/** Words after which a value depends on other rows, though the row itself does not. */
export const WINDOWS = ['OVER', 'WINDOW'] as const
