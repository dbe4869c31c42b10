/** The languages that the pages speak. */
export const LANGUAGES = ['en', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]

/** The first language that the browser asks for and the pages speak (RFC 9110 §12.5.4); English if there is none. */
export function chooseLanguage(acceptLanguage: string | undefined): Language {
  let best: Language = 'en'
  let bestWeight = 0
  for (const range of (acceptLanguage ?? '').slice(0, 1_000).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    const language = LANGUAGES.find(known => known === tag.split('-')[0])
    const weight = weightOf(parameters)
    if (language === undefined || weight <= bestWeight) continue
    best = language
    bestWeight = weight
  }
  return best
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters.find(parameter => /^q\s*=/.test(parameter))
  if (q === undefined) return 1
  const weight = Number(q.replace(/^q\s*=\s*/, ''))
  return weight >= 0 && weight <= 1 ? weight : 0
}
