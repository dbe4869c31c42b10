import type { Token } from 'markdown-it'
import { type GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Draw } from './chart/draw.ts'
import { errorHtml, figureHtml } from './figure.ts'
import type { ReportValue } from './front-matter.ts'
import { inlineValue, type Known } from './inline-value.ts'
import type { RenderEnvironment } from './markdown.ts'
import { type PageParts, pageHtml } from './page.ts'
import type { Query, Report } from './read-report.ts'
import type { Outcome } from './run-queries.ts'

export interface MakeOptions {
  readonly values: ReadonlyMap<string, ReportValue>
  /** What the page says at its top beside the parameters. */
  readonly facts: PageParts['facts']
  /** For a report without a title of its own. */
  readonly fallbackTitle: string
  readonly reloadFrom?: string | undefined
}

export interface MadeReport {
  readonly html: string
  /** Of the queries and charts that failed, in the order of the report; they stand in the page too. */
  readonly errors: readonly GmailSqlError[]
}

/** The page that stands for a report that cannot be made. */
export function failedPage(
  error: GmailSqlError,
  { title, reloadFrom }: { title: string; reloadFrom: string },
): string {
  return pageHtml({ title, description: undefined, facts: [], body: errorHtml(error), reloadFrom })
}

/** The page of a report whose queries have run. */
export function makeReport(
  report: Report,
  outcomes: ReadonlyMap<Query, Outcome>,
  draw: Draw,
  options: MakeOptions,
): MadeReport {
  const errors = new Set<GmailSqlError>()
  for (const outcome of outcomes.values()) if ('error' in outcome) errors.add(outcome.error)
  const figures = new Map<Token, string>()
  for (const [token, figure] of report.figures) {
    const { html, error } = figureHtml(figure, outcomes.get(figure.query)!, draw)
    figures.set(token, html)
    if (error) errors.add(error)
  }
  const valueText = (reference: string) => {
    const text = inlineText(reference, { report, outcomes, values: options.values })
    if (typeof text === 'string') return text
    errors.add(text)
    return `[${text.message}]`
  }
  const halves = new Set(
    [...report.figures].filter(([, figure]) => figure.options.half).map(([token]) => token),
  )
  const environment = { figures, halves, valueText } satisfies RenderEnvironment
  const { markdown, tokens } = report
  const body = markdown.renderer.render([...tokens], markdown.options, environment)
  const set = [...options.values].map(([name, value]) => [name, String(value)] as const)
  const html = pageHtml({
    title: report.title ?? options.fallbackTitle,
    description: report.description,
    facts: [...options.facts, ...set],
    body,
    reloadFrom: options.reloadFrom,
  })
  return { html, errors: [...errors] }
}

function inlineText(reference: string, known: Known): string | GmailSqlError {
  try {
    return inlineValue(reference, known)
  } catch (error) {
    if (isGmailSqlError(error)) return error
    throw error
  }
}
