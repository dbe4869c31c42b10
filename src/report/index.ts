/** Reports: Markdown with SQL and charts, made into one page. */

export { BLOCK_KINDS } from './block-options.ts'
export { loadDraw } from './chart/draw.ts'
export { failedPage, type MadeReport, makeReport } from './make-report.ts'
export { parameterValues } from './parameter-values.ts'
export { readReport } from './read-report.ts'
export { type ReportSource, runQueries } from './run-queries.ts'
export { type ServedPage, servePage } from './serve.ts'
