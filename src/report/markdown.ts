import type { MarkdownIt, Token } from 'markdown-it'
import { GmailSqlError } from '../util/errors.ts'
import { loadPackage } from './load-package.ts'

export type Markdown = MarkdownIt

/** What the rendering of a page needs beside the tokens. */
export interface RenderEnvironment {
  /** HTML of the blocks that show something, by their fence. */
  readonly figures: ReadonlyMap<Token, string>
  /** Blocks that stand side by side with the one below or above. */
  readonly halves: ReadonlySet<Token>
  /** Text for `{{ name.Column | format }}`; escaped here. */
  readonly valueText: (reference: string) => string
}

/**
 * CommonMark with tables, without HTML and without pictures: a page loads nothing. Fences of SQL and charts are replaced by what
 * they show.
 */
export async function loadMarkdown(): Promise<Markdown> {
  const { default: markdownIt } = await loadPackage('markdown-it', () => import('markdown-it'))
  const markdown = markdownIt({ html: false, linkify: false, typographer: false })
  markdown.disable('image')
  markdown.inline.ruler.before('emphasis', 'report_value', (state, silent) => {
    const found = /^\{\{([^{}]*)\}\}/.exec(state.src.slice(state.pos, state.posMax))
    if (!found) return false
    if (!silent) state.push('report_value', '', 0).content = found[1]!.trim()
    state.pos += found[0].length
    return true
  })
  const { rules } = markdown.renderer
  const plainFence = rules.fence
  rules['report_value'] = (tokens, index, _options, env) =>
    markdown.utils.escapeHtml(environmentOf(env).valueText(tokens[index]!.content))
  rules.fence = (tokens, index, ...rest) => {
    if (isReportBlock(tokens[index]!)) return figureHtml(tokens, index, environmentOf(rest[1]))
    return plainFence?.(tokens, index, ...rest) ?? ''
  }
  return markdown
}

/** Whether the token is a fence of SQL or of a chart. */
export function isReportBlock(token: Token): boolean {
  return token.type === 'fence' && /^(?:sql|chart)(?:\s|$)/.test(token.info.trim())
}

function figureHtml(tokens: readonly Token[], index: number, env: RenderEnvironment): string {
  const token = tokens[index]!
  const html = env.figures.get(token)
  if (html === undefined) return ''
  if (!env.halves.has(token)) return html
  const isHalf = (other: Token | undefined) => other !== undefined && env.halves.has(other)
  const before = isHalf(tokens[index - 1]) ? '' : '<div class="halves">\n'
  const behind = isHalf(tokens[index + 1]) ? '' : '</div>\n'
  return before + html + behind
}

function environmentOf(env: unknown): RenderEnvironment {
  if (typeof env === 'object' && env !== null && 'valueText' in env) return env as RenderEnvironment
  throw new GmailSqlError('BAD_VALUE', 'the page is rendered without its values', {
    hint: 'Pass them along.',
  })
}
