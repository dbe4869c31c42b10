import { describe, expect, test } from 'vitest'
import { nested, nestedMessages } from './make.ts'
import { expectOverLimit, readInTime } from './support.ts'

describe('multiparts inside one another', () => {
  test('are read where a person could have made them', async () => {
    expect(await readInTime(nested(20))).toMatchObject({ text: 'deep', error: null })
  })

  test.each([150, 20_000])('are refused when there are %i', async depth => {
    await expectOverLimit(nested(depth), 'nested deeper than 100 levels')
  })

  test('of one boundary are refused as well', async () => {
    const same = 'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(20_000)
    await expectOverLimit(same, 'nested deeper than 100 levels')
  })
})

test.each([20, 120, 20_000])(
  '%i messages inside one another are one part, which is not looked into',
  async depth => {
    const message = await readInTime(nestedMessages(depth))
    expect(message).toMatchObject({ text: null, error: null, headers: [{}, { value: 'outer' }, {}] })
    expect(message.parts).toMatchObject([{ part: '1', type: 'message/rfc822', isAttachment: true }])
  },
)

test('HTML of half a million elements inside one another has no text, and is there as it is', async () => {
  const html = '<div>'.repeat(500_000)
  const message = await readInTime(`Content-Type: text/html\r\n\r\n${html}`)
  expect(message.error).toBe('MESSAGE_LIMIT: HTML nested deeper than 250 elements')
  expect(message).toMatchObject({ text: null, parts: [{ part: '1' }] })
  expect(message.html === html).toBe(true)
})
