import type { ShellIo } from '../io.ts'
import { askKeyFile } from './ask-key-file.ts'
import type { Questions } from './questions.ts'

/** Names and values of properties. */
export type Pairs = Readonly<Record<string, string>>

/** What is tried, and what is kept of it when it works. */
export interface Attempt {
  readonly tried: Pairs
  readonly kept: Pairs
}

/** A way to log in. */
export interface Way {
  readonly title: string
  /** What has to be done at Google before. */
  readonly guide: string
  /** Something that the doctor says too, once it works. */
  readonly remark?: string
  ask(user: string, questions: Questions, io: ShellIo): Promise<Attempt>
}

const appPassword: Way = {
  title: 'an app password: your own account, at once; needs 2-Step Verification',
  guide: `  1. Turn on 2-Step Verification, if it is off:
     https://myaccount.google.com/signinoptions/twosv
  2. Make an app password, and copy its 16 letters:
     https://myaccount.google.com/apppasswords
  A Workspace administrator may have forbidden app passwords; take another way then.
`,
  async ask(User, questions) {
    const Password = await askSecret('App password (it is not shown): ', questions)
    const all = { AuthScheme: 'Basic', User, Password }
    return { tried: all, kept: all }
  },
}

const desktopClient: Way = {
  title: 'an OAuth client of your own (desktop app): your own account, for good, without a password',
  guide: `  1. Choose a project, or create one:
     https://console.cloud.google.com/projectcreate
  2. Enable the Gmail API in it:
     https://console.cloud.google.com/apis/library/gmail.googleapis.com
  3. Fill in the consent screen; Internal is for your own Workspace domain, External for all others:
     https://console.cloud.google.com/auth/overview
  4. Data access, "Add or remove scopes": https://mail.google.com/
     https://console.cloud.google.com/auth/scopes
  5. External only: add your address under "Test users", or press "Publish app". In testing mode a sign-in ends
     after 7 days.
     https://console.cloud.google.com/auth/audience
  6. Create a client of the type "Desktop app", and press "Download JSON":
     https://console.cloud.google.com/auth/clients
`,
  remark:
    'While the project is in testing mode this sign-in ends after 7 days: "Publish app" ends that, and gmailsql doctor counts.',
  async ask(User, questions, io) {
    const { clientId: OAuthClientId, clientSecret } = await askKeyFile('client', questions, io)
    const both = { AuthScheme: 'OAuth', OAuthClientId, User }
    return {
      tried: { ...both, InitiateOAuth: 'GETANDREFRESH', OAuthClientSecret: clientSecret },
      // Never opens a browser: it may be used in a script.
      kept: { ...both, InitiateOAuth: 'REFRESH' },
    }
  },
}

const serviceAccount: Way = {
  title: 'a service account with domain-wide delegation: accounts of a Workspace domain, without their users',
  guide: `  1. Create a service account; it needs no roles:
     https://console.cloud.google.com/iam-admin/serviceaccounts
  2. Open it: Keys, "Add key", "Create new key", JSON.
  3. A super administrator of the domain allows it: "Add new", with the number of the service account (its Unique ID)
     as Client ID, and https://mail.google.com/ as scope:
     https://admin.google.com/ac/owl/domainwidedelegation
`,
  async ask(User, questions, io) {
    const { email, clientId, text } = await askKeyFile('service account', questions, io)
    if (clientId !== '') questions.say(`  Its number for the delegation is ${clientId.replace(/\D/g, '')}.\n`)
    const both = { AuthScheme: 'OAuthJWT', InitiateOAuth: 'GETANDREFRESH', OAuthJWTIssuer: email, User }
    // The key itself is kept with the sign-in, encrypted: the file may go.
    return { tried: { ...both, OAuthJWTCertType: 'GOOGLEJSONBLOB', OAuthJWTCert: text }, kept: both }
  },
}

/** By the number that is typed for it. */
export const WAYS: ReadonlyMap<string, Way> = new Map([
  ['1', appPassword],
  ['2', desktopClient],
  ['3', serviceAccount],
])

async function askSecret(prompt: string, questions: Questions): Promise<string> {
  for (;;) {
    const typed = await questions.ask({ prompt, isSecret: true })
    if (typed !== '') return typed
  }
}
