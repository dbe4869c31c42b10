import { expect, test } from 'vitest'
import { properties } from '../../schema/index.ts'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { isGmailSqlError } from '../../src/index.ts'

const takingEffect = properties.filter(({ takesEffect }) => takesEffect)

function errorOf(name: string, value: unknown): unknown {
  try {
    parseConnection({ User: 'me@gmail.com', Password: 'x', [name]: value } as never)
    return null
  } catch (error) {
    return error
  }
}

/** Nothing that a property of the type could be. */
const IMPOSSIBLE: Readonly<Record<string, string>> = {
  choice: 'qqq',
  boolean: 'qqq',
  integer: 'qqq',
  size: '5 pounds',
}

const bounded = takingEffect.filter(({ type }) => type in IMPOSSIBLE)

test.each(bounded.map(({ name, type }) => ({ name, type })))(
  '$name refuses what is no $type, and says what to write',
  ({ name, type }) => {
    const error = errorOf(name, IMPOSSIBLE[type])
    expect(isGmailSqlError(error)).toBe(true)
    expect(error).toMatchObject({
      message: expect.stringContaining(name),
      hint: expect.stringMatching(/\w{3}/),
    })
  },
)

test.each([
  ['MaxMessageBytes', '1'],
  ['MaxMessageBytes', '900000GB'],
  ['Timeout', '-1'],
  ['TimeZone', 'Atlantis/Deep'],
  ['LogModules', 'QQQ'],
  ['Other', 'no pairs'],
  ['Server', 'imaps://host'],
  ['OAuthSettingsLocation', '~other/settings'],
  ['CallbackURL', 'http://elsewhere.example/'],
  ['SSLServerCert', 'AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD'],
  ['User', 5],
  ['Password', 5],
])('%s=%s is refused with a hint', (name, value) => {
  const error = errorOf(name, value)
  expect(error).toMatchObject({ hint: expect.stringMatching(/\w{3}/) })
})
