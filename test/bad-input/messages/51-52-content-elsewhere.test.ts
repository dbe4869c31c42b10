import { expect, test } from 'vitest'
import { externalBodies, htmlOf, startElsewhere } from './elsewhere.ts'
import { messageOf } from './make.ts'
import { readMessage } from './support.ts'

test('what a message/external-body points to is never fetched', async () => {
  await using elsewhere = await startElsewhere()
  const message = await readMessage(externalBodies(elsewhere.port))
  expect(elsewhere.visits()).toBe(0)
  expect(message).toMatchObject({ text: null, html: null, error: null })
  const contents = message.parts.map(part => [part.type, part.content.toString().trim()])
  expect(contents).toEqual(Array(3).fill(['message/external-body', 'Content-Type: text/plain']))
})

test('nothing that HTML points to is ever fetched, and the HTML is as it was', async () => {
  await using elsewhere = await startElsewhere()
  const html = htmlOf(elsewhere.port)
  const message = await readMessage(messageOf('text/html', html))
  expect(elsewhere.visits()).toBe(0)
  expect(message).toMatchObject({ html, error: null })
  expect(message.text?.replace(/\s+/g, ' ')).toBe('pic hello')
})
