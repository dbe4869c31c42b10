import { expect, test } from 'vitest'
import { CANARY, canariesIn } from '../support/canary/canary.ts'

test.each(['', 'a', 'ab', 'ya29.a0'])(
  'a canary behind %j is known as itself, in base64 and in a URL',
  before => {
    const secret = `${before}${CANARY}tail/+`
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ]
    for (const form of forms)
      expect({ form, found: canariesIn(form) }).toMatchObject({ found: [expect.any(String)] })
    expect(canariesIn('nothing to see')).toEqual([])
  },
)
