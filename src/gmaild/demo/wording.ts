import { contentId } from './files.ts'
import { ME_NAME } from './people.ts'
import { DAYS, PROJECTS, SENTENCES } from './phrases.ts'
import type { AttachmentPlan, MailPlan } from './plan.ts'
import type { Random } from './random.ts'

/** `{n}`, `{day}`, `{project}`, `{amount}`, `{order}` become values. */
export function fillIn(text: string, random: Random): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    switch (name) {
      case 'n':
        return String(random.int(2, 60))
      case 'day':
        return random.pick(DAYS)
      case 'project':
        return random.pick(PROJECTS)
      case 'amount':
        return `€${random.int(5, 4000)}.${random.int(10, 99)}`
      case 'order':
        return String(random.int(10_000, 99_999))
      default:
        return whole
    }
  })
}

const GREETINGS: Readonly<Partial<Record<MailPlan['topic'], string>>> = {
  work: 'Hi,',
  family: 'Hello dear,',
  german: 'Sehr geehrte Damen und Herren,',
  receipt: `Dear ${ME_NAME},`,
  travel: `Dear ${ME_NAME},`,
}

export function textBody(plan: MailPlan, random: Random): string {
  const paragraphs: string[] = []
  const greeting = GREETINGS[plan.topic]
  if (greeting !== undefined) paragraphs.push(greeting)
  let line: string[] = []
  for (let i = 0; i < plan.sentences; i++) {
    line.push(fillIn(random.pick(SENTENCES[plan.topic]), random))
    if (random.chance(0.35) || i === plan.sentences - 1) {
      paragraphs.push(line.join(plan.topic === 'japanese' ? '' : ' '))
      line = []
    }
  }
  paragraphs.push(`-- \r\n${plan.from.name}`)
  return `${paragraphs.join('\r\n\r\n')}\r\n`
}

export function htmlBody(text: string, images: readonly AttachmentPlan[]): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const paragraphs = escaped
    .trim()
    .split('\r\n\r\n')
    .map(p => `<p>${p}</p>`)
  const pictures = images.map(file => `<img src="cid:${contentId(file)}" alt="">`)
  const style = '<style>p { margin: 0 0 1em; color: #333 }</style>'
  return `<!doctype html>\r\n<html><head>${style}</head><body>\r\n${[...paragraphs, ...pictures].join('\r\n')}\r\n</body></html>\r\n`
}
