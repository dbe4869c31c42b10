import type { NamedConnection, Protection, SettingsStore, StoredGrant } from '../oauth/types.ts'
import { GmailSqlError, isGmailSqlError } from '../util/errors.ts'
import type { Notice } from '../util/notice.ts'
import type { Secret } from '../util/secret.ts'
import { connectionPropertyRows } from './connection-property-rows.ts'
import { parseConnection } from './connection-string.ts'
import { openSettingsAt, type StoredConnection, withoutSecrets } from './stored-connections.ts'

/** A connection that has a name. */
export interface SavedConnection {
  readonly name: string
  /** Its connection string. */
  readonly connection: Secret
  /** What the string gives, by the names of the reference; secrets are `********`. */
  readonly properties: Readonly<Record<string, string>>
  /** Milliseconds since the epoch. */
  readonly savedAt: number
}

/** Names are told from connection strings, and typed in a shell. */
const NAME = /^[\p{L}\p{N}_.-]{1,64}$/u

/**
 * The connections that have a name, in the settings file beside the sign-ins that they use; encrypted as these are.
 * Every method opens the file and closes it again.
 */
export class SavedConnections {
  readonly #store: SettingsStore

  constructor(store: SettingsStore) {
    this.#store = store
  }

  get location(): string {
    return this.#store.location
  }

  get protection(): Protection {
    return this.#store.protection
  }

  /** In the order of their names. */
  async list(): Promise<readonly SavedConnection[]> {
    return (await this.#store.listNamed()).map(toSaved)
  }

  /** Names have no case. */
  async find(name: string): Promise<SavedConnection | undefined> {
    return (await this.list()).find(saved => isName(saved.name, name))
  }

  /**
   * Saves a connection, in place of one of this name.
   * @param signIn an OAuthSettingsLocation that it was signed in with: what that keeps is saved along, all or nothing
   * @throws BAD_PROPERTY for a string that cannot be used, BAD_VALUE for a name that cannot
   */
  async save(name: string, connection: Secret, signIn?: string): Promise<void> {
    refuseOddName(name)
    parseConnection(connection.reveal(), {})
    const grants = signIn === undefined ? [] : await grantsOf(signIn)
    await this.#store.saveNamed({ name, connection, savedAt: Date.now() }, { grants })
  }

  /** @throws BAD_VALUE where there is none of this name, or one of the other */
  async rename(name: string, to: string): Promise<void> {
    refuseOddName(to)
    const saved = await this.#existing(name)
    const inTheWay = await this.find(to)
    if (inTheWay && !isName(name, to)) throw taken(inTheWay.name)
    const { connection, savedAt } = saved
    await this.#store.saveNamed({ name: to, connection, savedAt }, { replaces: saved.name })
  }

  /**
   * Removes a connection, and the sign-ins that no other one uses: none of those that have a name, and none of `others`.
   * @returns the sign-ins that were removed along
   * @throws BAD_VALUE where there is none of this name
   */
  async remove(name: string, others: readonly string[] = []): Promise<readonly StoredConnection[]> {
    const saved = await this.#existing(name)
    const rest = (await this.list()).filter(other => other.name !== saved.name)
    const users = [...rest.map(({ connection }) => connection.reveal()), ...others].map(signInOf)
    const own = signInOf(saved.connection.reveal())
    const unused = (await this.#store.list()).filter(
      grant => uses(own, grant) && !users.some(other => uses(other, grant)),
    )
    await this.#store.removeNamed(saved.name)
    for (const { user, client } of unused) await this.#store.remove(user, client)
    return unused.map(withoutSecrets)
  }

  async close(): Promise<void> {
    await this.#store.close()
  }

  async #existing(name: string): Promise<SavedConnection> {
    const saved = await this.find(name)
    if (saved) return saved
    throw new GmailSqlError('BAD_VALUE', `no connection is saved under the name ${JSON.stringify(name)}`, {
      hint: 'gmailsql connections lists the names.',
    })
  }
}

/**
 * @param location as the property OAuthSettingsLocation
 * @throws FILE_UNSAFE, FILE_DAMAGED, BAD_PROPERTY
 */
export async function openSavedConnections(
  options: { readonly location?: string | undefined; readonly onNotice?: (notice: Notice) => void } = {},
): Promise<SavedConnections> {
  return new SavedConnections(await openSettingsAt(options.location, options.onNotice ?? (() => {})))
}

/** The properties that a connection string gives; secrets are `********`. @throws BAD_PROPERTY and what else is wrong with it */
export function describeConnection(connection: string): Readonly<Record<string, string>> {
  const parsed = parseConnection(connection, {})
  const given: ReadonlySet<string> = parsed.given
  const rows = connectionPropertyRows(parsed).filter(({ Name, Value }) => given.has(Name) && Value !== null)
  return Object.fromEntries(rows.map(({ Name, Value }) => [Name, Value!]))
}

function toSaved({ name, connection, savedAt }: NamedConnection): SavedConnection {
  return { name, connection, savedAt, properties: describeIfPossible(connection.reveal()) }
}

/** What another version saved must not keep the others from being listed. */
function describeIfPossible(connection: string): Readonly<Record<string, string>> {
  try {
    return describeConnection(connection)
  } catch (error) {
    if (isGmailSqlError(error)) return {}
    throw error
  }
}

async function grantsOf(location: string): Promise<readonly StoredGrant[]> {
  const store = await openSettingsAt(location, () => {})
  try {
    return await store.list()
  } finally {
    await store.close()
  }
}

/** Which sign-ins a connection can use; null is any. */
interface SignIn {
  readonly user: string | null
  readonly client: string | null
}

/** Undefined for one that logs in without, or that cannot be used at all. */
function signInOf(connection: string): SignIn | undefined {
  try {
    const { values } = parseConnection(connection, {})
    if (values.InitiateOAuth === 'OFF') return undefined
    return { user: values.User ?? null, client: values.OAuthJWTIssuer ?? values.OAuthClientId ?? null }
  } catch (error) {
    if (isGmailSqlError(error)) return undefined
    throw error
  }
}

function uses(signIn: SignIn | undefined, { user, client }: StoredGrant): boolean {
  if (!signIn) return false
  const isUser = signIn.user === null || isName(signIn.user, user)
  return isUser && (signIn.client === null || signIn.client === client)
}

function isName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function refuseOddName(name: string): void {
  if (NAME.test(name)) return
  throw new GmailSqlError('BAD_VALUE', `${JSON.stringify(name)} cannot be the name of a connection`, {
    hint: 'A name has up to 64 letters, digits, points, hyphens and underscores.',
  })
}

function taken(name: string): GmailSqlError {
  return new GmailSqlError('BAD_VALUE', `there is a connection ${JSON.stringify(name)} already`, {
    hint: 'Choose another name, or remove that one first.',
  })
}
