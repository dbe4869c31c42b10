import { expect, test } from 'vitest'
import { expectConnectRefused } from '../support.ts'

const untouched = Object.getOwnPropertyNames(Object.prototype)

test.each(['__proto__', 'constructor', 'toString'])(
  '%s=x is no property, and no prototype is touched',
  async name => {
    // Object literals would set the prototype; JSON makes a key of it.
    const option = JSON.parse(`{ ${JSON.stringify(name)}: "hunter2" }`) as Record<string, unknown>
    for (const given of [`${name}=hunter2`, `gmail:///?${name}=hunter2`, option]) {
      await expectConnectRefused(given, {
        code: 'BAD_PROPERTY',
        names: [`"${name}"`],
        hint: 'sys_connection_props',
        hidden: ['hunter2'],
      })
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(untouched)
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    expect(`${{}}`).toBe('[object Object]')
  },
)
