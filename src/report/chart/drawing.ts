import { GmailSqlError } from '../../util/errors.ts'
import { htmlText } from '../../util/text.ts'
import { variableOf } from './colours.ts'
import { LABEL_MARK } from './size.ts'

/** What a drawing may consist of. There is no script, link, image or style in the list. */
const TAGS = new Set([
  'svg',
  'g',
  'path',
  'text',
  'rect',
  'circle',
  'line',
  'polyline',
  'polygon',
  'defs',
  'clipPath',
])
const ATTRIBUTES = new Set([
  ...[
    'd',
    'x',
    'y',
    'width',
    'height',
    'rx',
    'ry',
    'cx',
    'cy',
    'r',
    'x1',
    'x2',
    'y1',
    'y2',
    'points',
    'viewBox',
  ],
  ...['transform', 'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray'],
  ...['stroke-linejoin', 'stroke-linecap', 'opacity', 'text-anchor', 'dominant-baseline', 'clip-path', 'id'],
])
const FONT = /^(font-size|font-weight):\s*([\w.]+)$/

const PIECE = /<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|([\s\S])/g
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g

export interface DrawingOptions {
  readonly label: string
  /** Class of the drawing. */
  readonly name: string
  /** What a shape says of its value when it is pointed at; undefined for nothing. */
  readonly titleOf: (series: number, index: number) => string | undefined
}

/**
 * The library's SVG made anew of the tags and attributes that are listed here, with variables for colours, and with titles on
 * its shapes. No style attribute is left, since the page's policy allows none.
 * @throws NOT_SUPPORTED for what is no SVG of that library
 */
export function safeDrawing(svg: string, options: DrawingOptions): string {
  const parts: string[] = []
  let hidden = 0
  for (const [whole, close, tag, attributes = '', isEmpty, text, stray] of svg.matchAll(PIECE)) {
    if (stray !== undefined) throw notDrawable(stray)
    if (tag === undefined) {
      // Of a style sheet, which is left out, and between tags.
      if (hidden === 0 && text !== undefined) parts.push(text.replaceAll(LABEL_MARK, ''))
      else if (hidden === 0 && whole.startsWith('<!')) throw notDrawable(whole.slice(0, 20))
      continue
    }
    if (!TAGS.has(tag)) {
      if (tag !== 'style') throw notDrawable(tag)
      if (!isEmpty) hidden += close ? -1 : 1
      continue
    }
    parts.push(close ? `</${tag}>` : opening(tag, attributes, options) + (isEmpty ? `</${tag}>` : ''))
  }
  return parts.join('').replace(/\n+/g, '\n')
}

function opening(tag: string, text: string, { label, name, titleOf }: DrawingOptions): string {
  const given = new Map([...text.matchAll(ATTRIBUTE)].map(([, key, value]) => [key!, value!]))
  const kept = [...given].flatMap(([key, value]) => attribute(key, value))
  if (tag === 'svg') {
    const size = kept.filter(one => one.startsWith(' viewBox='))
    const described = label === '' ? 'aria-hidden="true"' : `role="img" aria-label="${htmlText(label)}"`
    return `<svg class="${name}" ${described}${size.join('')}>`
  }
  return `<${tag}${kept.join('')}>${shapeTitle(given, titleOf)}`
}

function attribute(key: string, value: string): string[] {
  if (key === 'style') return value.split(';').flatMap(fontAttribute)
  if (!ATTRIBUTES.has(key) || /url\(\s*(?!#)/i.test(value)) return []
  return [` ${key}="${variableOf(value) ?? value}"`]
}

function fontAttribute(declaration: string): string[] {
  const shorthand = /^font:.*?\b(\d+(?:\.\d+)?px)/.exec(declaration.trim())
  if (shorthand) return [` font-size="${shorthand[1]}"`]
  const found = FONT.exec(declaration.trim())
  return found ? [` ${found[1]}="${found[2]}"`] : []
}

function shapeTitle(given: ReadonlyMap<string, string>, titleOf: DrawingOptions['titleOf']): string {
  const [series, index] = [given.get('ecmeta_series_index'), given.get('ecmeta_data_index')]
  if (given.get('ecmeta_ssr_type') !== 'chart' || series === undefined || index === undefined) return ''
  const title = titleOf(Number(series), Number(index))
  return title === undefined ? '' : `<title>${htmlText(title)}</title>`
}

function notDrawable(what: string): GmailSqlError {
  return new GmailSqlError(
    'NOT_SUPPORTED',
    `the chart library drew something that is not drawn here: ${what}`,
    {
      hint: 'Install the version of echarts that package.json names.',
    },
  )
}
