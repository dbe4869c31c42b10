import type { Notice } from '../util/notice.ts'
import { scanPairs } from './connection-pairs.ts'
import { firewallNotices } from './firewall.ts'
import { quote } from './property-error.ts'
import { PROPERTIES, type PropertyName, type PropertyValues } from './property-values.ts'

/** What the user should know of the values as given. */
export function noticesOf(values: PropertyValues, given: ReadonlySet<PropertyName>): Notice[] {
  return [
    ...withoutEffect(values, given),
    ...literalVariables(values, given),
    ...otherNotices(values),
    ...tlsNotices(values),
    ...firewallNotices(values, given),
  ]
}

function withoutEffect(values: PropertyValues, given: ReadonlySet<PropertyName>): Notice[] {
  const idle = PROPERTIES.filter(property => !property.takesEffect && given.has(property.name))
  return idle
    .filter(property => !('default' in property) || values[property.name] !== property.default)
    .map(property => ({ code: 'NO_EFFECT', message: `${property.name} is not yet read and has no effect` }))
}

/** `%APPDATA%` and `$HOME` are not expanded: whoever writes them expects otherwise. */
function literalVariables(values: PropertyValues, given: ReadonlySet<PropertyName>): Notice[] {
  return PROPERTIES.flatMap(property => {
    const value = values[property.name]
    const isPath =
      property.type === 'string' && (property.form === 'path' || property.form === 'settings-path')
    if (!isPath || !given.has(property.name) || typeof value !== 'string') return []
    if (!/^(?:%\w+%|\$\{?\w+\}?)/.test(value)) return []
    const message = `${property.name} is taken as written: ${quote(value)}; only ~ stands for the home directory`
    return [{ code: 'LITERAL_PATH', message }]
  })
}

function otherNotices(values: PropertyValues): Notice[] {
  const pairs = values.Other === undefined ? [] : [...scanPairs(values.Other)]
  return pairs.map(pair => ({ code: 'NO_EFFECT', message: `Other: ${quote(pair.name)} has no effect` }))
}

function tlsNotices(values: PropertyValues): Notice[] {
  const notices: Notice[] = []
  if (values.SSLServerCert === '*') {
    const message =
      'SSLServerCert=* accepts any certificate: whoever is on the way to the server can read along'
    notices.push({ code: 'TLS_UNVERIFIED', message })
  }
  if (values.TLS === 'StartTLS' && values.Port === 993) {
    const message =
      'TLS=StartTLS with Port=993: servers speak StartTLS on 143 as a rule, and expect TLS on 993'
    notices.push({ code: 'PORT', message })
  }
  return notices
}
