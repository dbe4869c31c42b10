import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BodyPart } from '../mail/message.ts'
import type { MessageParts } from '../mail/source.ts'
import { bodyParts, hasHollowMultipart } from '../mime/body-parts.ts'
import { mayBeSimple } from '../mime/simple-bodies.ts'
import { snippetOf } from '../mime/snippet.ts'
import type { Bodies, BodyTextPart, TextPart } from '../mime/types.ts'
import type { BodyRow, Lacking } from '../store/content-store.ts'
import type { ExecContext } from './context.ts'
import { type PartBatch, partBatches } from './part-batches.ts'

/** A message whose text is to be fetched, by the parts that its structure names. */
export interface TextWanted extends Lacking {
  readonly structure: BodyPart
  readonly parts: readonly BodyTextPart[]
}

/** What was fetched is being read and kept: nothing of that asks the server. */
export interface BeingKept {
  readonly kept: Promise<void>
}

/** The text of messages: of those whose structure names their texts these only, of the others the whole message. */
export async function fetchBodies(lacking: readonly Lacking[], context: ExecContext): Promise<BeingKept> {
  const wanted = lacking.flatMap(message => textWanted(message) ?? [])
  const textless = wanted.filter(({ parts }) => parts.length === 0)
  await context.contents.keepBodies(
    textless.map(({ key }) => bodyRow(key, NO_TEXT, [])),
    context.call,
  )
  const withText = wanted.filter(({ parts }) => parts.length > 0)
  const keeping = await fetchTexts(partBatches(withText, context.maxMessageBytes), context)
  const nameless = lacking.filter(({ structure }) => !namesTexts(structure))
  if (nameless.length === 0) return keeping
  await keeping.kept
  for (const message of nameless) await fetchWhole(message, context)
  return { kept: Promise.resolve() }
}

/** Null where the structure does not say where the text is. */
export function textWanted(message: Lacking): TextWanted | null {
  const { structure } = message
  return namesTexts(structure) ? { ...message, structure, parts: bodyParts(structure) } : null
}

/** Octets, or characters. */
const LONG_TEXT = 1_000_000
const NO_TEXT: Bodies = { text: null, html: null, error: null }

/** While the texts of one batch are read and kept, the parts of the next come. */
async function fetchTexts(
  batches: readonly PartBatch<TextWanted>[],
  context: ExecContext,
): Promise<BeingKept> {
  const { source, signal, mime } = context
  let keeping: Promise<void> = Promise.resolve()
  if (batches.some(({ messages }) => messages.some(({ parts }) => !mayBeSimple(parts)))) mime.start()
  try {
    for (const { messages, parts } of batches) {
      signal.throwIfAborted()
      const uids = messages.map(({ uid }) => uid)
      const found = await source.fetchParts(uids, parts, { signal })
      await keeping
      keeping = keepTexts(messages, found, context).then(() => context.progress.add(messages.length))
      // Told when its turn comes.
      keeping.catch(() => {})
    }
  } catch (error) {
    await keeping
    throw error
  }
  return { kept: keeping }
}

/** Reads the text of those messages whose parts were found. */
export async function keepTexts(
  messages: readonly TextWanted[],
  found: readonly MessageParts[],
  context: ExecContext,
): Promise<void> {
  const { signal, contents, call, mime } = context
  const byUid = new Map(messages.map(message => [message.uid, message]))
  const read = found.map(answer => textOf(byUid.get(answer.uid)!, answer, context.maxMessageBytes))
  // What is long takes its time on each of its ways: from the server, to the process that reads it, from there, to the store.
  if (read.some(({ parts }) => parts.some(({ content }) => content.length > LONG_TEXT))) await nextTurn()
  const bodies = await mime.bodies(
    read.map(({ parts }) => parts),
    { signal },
  )
  if (bodies.some(({ text }) => text !== null && text.length > LONG_TEXT)) await nextTurn()
  await contents.keepBodies(
    read.map(({ key, problems }, index) => bodyRow(key, bodies[index]!, problems)),
    call,
  )
}

interface FetchedText {
  readonly key: number
  readonly parts: TextPart[]
  readonly problems: string[]
}

function textOf({ key, parts }: TextWanted, answer: MessageParts, maxBytes: number): FetchedText {
  const read: FetchedText = { key, parts: [], problems: [] }
  for (const part of parts) {
    const content = answer.parts.get(part.part)
    if (!content) {
      read.problems.push(`the mail server does not send part ${part.part}`)
      continue
    }
    const isCut = part.size !== null && part.size > maxBytes
    if (isCut) read.problems.push(cutText(part, maxBytes))
    const { type, params, encoding, rendering } = part
    read.parts.push({ part: part.part, type, params, encoding, rendering, content, isCut })
  }
  return read
}

function cutText({ part, size }: BodyPart, maxBytes: number): string {
  return `MESSAGE_LIMIT: of the ${size} bytes of part ${part} the first ${maxBytes} were read (MaxMessageBytes)`
}

function namesTexts(structure: BodyPart | null): structure is BodyPart {
  return structure !== null && !hasHollowMultipart(structure)
}

/** A message whose structure cannot be read, or does not say where its text is. */
async function fetchWhole(message: Lacking, context: ExecContext): Promise<void> {
  const { source, signal, contents, call, mime, maxMessageBytes } = context
  signal.throwIfAborted()
  const [answer] = await source.fetchParts([message.uid], [{ part: '', maxBytes: maxMessageBytes + 1 }], {
    signal,
  })
  context.progress.add(1)
  if (!answer) return
  const octets = answer.parts.get('') ?? null
  const limit = `MESSAGE_LIMIT: the message is larger than MaxMessageBytes=${maxMessageBytes}`
  if (!octets)
    return await contents.keepBodies(
      [bodyRow(message.key, NO_TEXT, ['the mail server does not send it'])],
      call,
    )
  const isOver = octets.length > maxMessageBytes
  const bodies = isOver ? NO_TEXT : await mime.message(octets, { signal })
  await contents.keepBodies([bodyRow(message.key, bodies, isOver ? [limit] : [])], call)
}

function bodyRow(key: number, { text, html, error }: Bodies, problems: readonly string[]): BodyRow {
  const why = [...problems, ...(error === null ? [] : [error])].join('; ')
  return {
    key,
    text,
    html,
    snippet: text === null ? null : snippetOf(text),
    error: why === '' ? null : why,
  }
}
