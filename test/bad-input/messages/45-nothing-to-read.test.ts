import { expect, test } from 'vitest'
import { readMessage, withReader } from './support.ts'

test.each([
  ['nothing at all', '', []],
  ['an empty line', '\r\n', []],
  ['a header that nothing ends', 'Subject: x', ['Subject']],
  ['a header without a colon', 'this is not a header\r\nSubject: x\r\n\r\n', ['Subject']],
  ['line ends', '\n\n', []],
])('%s is a message with no bodies', async (_, raw, names) => {
  const message = await readMessage(raw)
  expect(message).toMatchObject({ html: null, error: null })
  expect(message.text?.trim() ?? '').toBe('')
  expect(message.headers.map(({ name }) => name)).toEqual(names)
})

test('a message without text parts has no bodies', async () => {
  expect(await withReader(reader => reader.bodies([[]]))).toEqual([{ text: null, html: null, error: null }])
})
