import { randomUUID } from 'node:crypto'
import type { Database } from '../../sqlite/native.ts'
import { Secret } from '../../util/secret.ts'
import {
  KEPT_PROPERTIES,
  type KeptProperty,
  type NamedConnection,
  type PendingAuthorization,
  type StoredGrant,
} from '../types.ts'
import type { Cipher, SealedPlace } from './cipher.ts'

/** A row of `grants` as it is in the file. */
export interface GrantRow {
  readonly user: string
  readonly client: string
  readonly sealed: Buffer
  readonly expires_at: number | null
  readonly obtained_at: number | null
  readonly consented_at: number | null
  readonly scope: string | null
  readonly seed_access_hash: string | null
  readonly seed_refresh_hash: string | null
  readonly used_at: number
}

/** A row of `pending` as it is in the file. */
export interface PendingRow {
  readonly id: string
  readonly client: string
  readonly created_at: number
  readonly sealed: Buffer
}

/** A row of `connections` as it is in the file. */
export interface NamedRow {
  readonly name: string
  readonly saved_at: number
  readonly sealed: Buffer
}

interface GrantSecrets {
  readonly accessToken: string | null
  readonly refreshToken: string | null
  readonly kept: Readonly<Record<string, string>>
}

interface PendingSecrets {
  readonly callbackUrl: string
  readonly state: string
  readonly codeVerifier: string
  readonly scope: string
}

type PlacedRow =
  | { readonly id: string }
  | { readonly name: string }
  | { readonly user: string; readonly client: string }

export function sealGrant(grant: StoredGrant, cipher: Cipher): GrantRow {
  const { user, client } = grant
  const secrets: GrantSecrets = {
    accessToken: grant.accessToken?.reveal() ?? null,
    refreshToken: grant.refreshToken?.reveal() ?? null,
    kept: Object.fromEntries(Object.entries(grant.kept).map(([name, value]) => [name, value.reveal()])),
  }
  return {
    user,
    client,
    sealed: cipher.seal(JSON.stringify(secrets), placeOfRow({ user, client })),
    expires_at: grant.expiresAt,
    obtained_at: grant.obtainedAt,
    consented_at: grant.consentedAt,
    scope: grant.scope,
    seed_access_hash: grant.seedAccessTokenHash,
    seed_refresh_hash: grant.seedRefreshTokenHash,
    used_at: grant.usedAt,
  }
}

/** @returns undefined when the row was damaged, or its secrets belong to another row. */
export function openGrant(row: GrantRow, cipher: Cipher): StoredGrant | undefined {
  const text = cipher.open(row.sealed, placeOfRow(row))
  if (text === undefined) return undefined
  // Sealed and authenticated, so it is what `sealGrant` wrote.
  const secrets = JSON.parse(text) as GrantSecrets
  const kept = KEPT_PROPERTIES.filter(name => Object.hasOwn(secrets.kept, name))
  return {
    user: row.user,
    client: row.client,
    accessToken: secretOrNull(secrets.accessToken),
    refreshToken: secretOrNull(secrets.refreshToken),
    expiresAt: row.expires_at,
    obtainedAt: row.obtained_at,
    consentedAt: row.consented_at,
    scope: row.scope,
    seedAccessTokenHash: row.seed_access_hash,
    seedRefreshTokenHash: row.seed_refresh_hash,
    kept: Object.fromEntries(
      kept.map((name): [KeptProperty, Secret] => [name, new Secret(secrets.kept[name]!)]),
    ),
    usedAt: row.used_at,
  }
}

export function sealPending(pending: PendingAuthorization, cipher: Cipher): PendingRow {
  const id = randomUUID()
  const secrets: PendingSecrets = {
    callbackUrl: pending.callbackUrl,
    state: pending.state.reveal(),
    codeVerifier: pending.codeVerifier.reveal(),
    scope: pending.scope,
  }
  const sealed = cipher.seal(JSON.stringify(secrets), placeOfRow({ id }))
  return { id, client: pending.client, created_at: pending.createdAt, sealed }
}

/** @returns undefined when the row was damaged. */
export function openPending(row: PendingRow, cipher: Cipher): PendingAuthorization | undefined {
  const text = cipher.open(row.sealed, placeOfRow(row))
  if (text === undefined) return undefined
  const { callbackUrl, state, codeVerifier, scope } = JSON.parse(text) as PendingSecrets
  return {
    client: row.client,
    callbackUrl,
    state: new Secret(state),
    codeVerifier: new Secret(codeVerifier),
    scope,
    createdAt: row.created_at,
  }
}

export function sealNamed({ name, connection, savedAt }: NamedConnection, cipher: Cipher): NamedRow {
  return { name, saved_at: savedAt, sealed: cipher.seal(connection.reveal(), placeOfRow({ name })) }
}

/** @returns undefined when the row was damaged. */
export function openNamed(row: NamedRow, cipher: Cipher): NamedConnection | undefined {
  const text = cipher.open(row.sealed, placeOfRow(row))
  if (text === undefined) return undefined
  return { name: row.name, connection: new Secret(text), savedAt: row.saved_at }
}

/** Seals every secret of the file with another key. What the former key does not open stays as it is. */
export function resealAll(db: Database, former: Cipher, next: Cipher): void {
  const grants = db.prepare('SELECT user, client, sealed FROM grants').all() as GrantRow[]
  const update = db.prepare('UPDATE grants SET sealed = ? WHERE user = ? AND client = ?')
  for (const row of grants) update.run(reseal(row, former, next), row.user, row.client)
  const pending = db.prepare('SELECT id, sealed FROM pending').all() as PendingRow[]
  const updatePending = db.prepare('UPDATE pending SET sealed = ? WHERE id = ?')
  for (const row of pending) updatePending.run(reseal(row, former, next), row.id)
  const named = db.prepare('SELECT name, sealed FROM connections').all() as NamedRow[]
  const updateNamed = db.prepare('UPDATE connections SET sealed = ? WHERE name = ?')
  for (const row of named) updateNamed.run(reseal(row, former, next), row.name)
}

function reseal(row: PlacedRow & { readonly sealed: Buffer }, former: Cipher, next: Cipher): Buffer {
  const place = placeOfRow(row)
  const text = former.open(row.sealed, place)
  return text === undefined ? row.sealed : next.seal(text, place)
}

function placeOfRow(row: PlacedRow): SealedPlace {
  if ('id' in row) return ['pending.sealed', row.id]
  if ('name' in row) return ['connections.sealed', row.name]
  return ['grants.sealed', row.user, row.client]
}

function secretOrNull(value: string | null): Secret | null {
  return value === null ? null : new Secret(value)
}
