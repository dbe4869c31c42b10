import { expect, test } from 'vitest'
import { BROKEN } from './broken.ts'
import { readMessage } from './support.ts'

test.each(BROKEN)('a message %s gives what can be recovered', async (_, raw, text) => {
  expect(await readMessage(raw)).toMatchObject({ text, error: null })
})
