/**
 * The members of a JSON object, or null for anything else. A map, because members of an answer may be called
 * `__proto__` and the host may have put names on Object.prototype.
 */
export function membersOf(json: string): ReadonlyMap<string, unknown> | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return new Map(Object.entries(value))
}

export function textMember(members: ReadonlyMap<string, unknown> | null, name: string): string {
  const value = members?.get(name)
  return typeof value === 'string' ? value : ''
}
