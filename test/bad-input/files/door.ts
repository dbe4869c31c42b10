import { type Gmaild, startGmaild } from '../../../src/gmaild/index.ts'
import { type Connection, connect } from '../../../src/index.ts'
import type { Notice } from '../../../src/util/notice.ts'

export const USER = 'anna@example.com'
const ACCESS_TOKEN = 'canary-access-token'
const GIVEN = `OAuthAccessToken=${ACCESS_TOKEN};OAuthRefreshToken=canary-refresh-token;OAuthClientId=client-1;OAuthClientSecret=canary-secret`

/** A mail server that takes only the access token above, and connections to it whose tokens are in a settings file. */
export interface Door extends AsyncDisposable {
  readonly gmaild: Gmaild
  /** Connects with all values, which saves them at once. */
  save(settings: string): Promise<Notice[]>
  /** Connects with the three properties of later connections. */
  open(settings: string): Promise<Connection>
  /** Whether a later connection reads mail. */
  reads(settings: string): Promise<boolean>
}

export async function openDoor(): Promise<Door> {
  const gmaild = await startGmaild({
    messages: 60,
    user: USER,
    tokenUser: token => (token === ACCESS_TOKEN ? USER : undefined),
  })
  const opened: Connection[] = []
  const enter = async (settings: string, more = '') => {
    const notices: Notice[] = []
    const location = settings.replaceAll('"', '""')
    const text = `${propertiesFor(gmaild)};OAuthSettingsLocation="${location}";${more}`
    const db = await connect(text, { onNotice: notice => notices.push(notice), openBrowser: null })
    opened.push(db)
    return { db, notices }
  }
  return {
    gmaild,
    save: async settings => (await enter(settings, GIVEN)).notices,
    open: async settings => (await enter(settings)).db,
    async reads(settings) {
      const { db } = await enter(settings)
      return (await db.query('SELECT Subject FROM Inbox LIMIT 3')).rowCount === 3
    },
    async [Symbol.asyncDispose]() {
      for (const db of opened) await db.close()
      await gmaild.close()
    },
  }
}

/** Nothing listens for tokens: none may be asked for. */
function propertiesFor({ port }: Gmaild): string {
  return `Server=127.0.0.1;Port=${port};TLS=None;OAuthAccessTokenURL=http://127.0.0.1:9/;InitiateOAuth=REFRESH;User=${USER}`
}

/** A whole connection string that saves, for a process of its own. */
export function savingString({ gmaild }: Door): string {
  return `${propertiesFor(gmaild)};${GIVEN}`
}
