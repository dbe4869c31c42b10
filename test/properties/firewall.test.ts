import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { parseConnection } from '../../src/driver/connection-string.ts'
import { connect } from '../../src/index.ts'
import { startDemo } from '../support/demo.ts'
import { connectProxy, oddProxy, socks4Proxy, socksProxy } from '../support/proxies.ts'

const COUNT = 'SELECT COUNT(*) FROM Inbox'

test.each([
  ['TUNNEL', connectProxy],
  ['SOCKS4', socks4Proxy],
  ['SOCKS5', socksProxy],
] as const)(
  'FirewallType=%s: mail is read through the proxy of FirewallServer and FirewallPort',
  async (type, start) => {
    await using demo = await startDemo({ messages: 30 })
    await using proxy = await start()
    const direct = await (await demo.open()).queryArrays(COUNT)
    const properties = `FirewallType=${type};FirewallServer=127.0.0.1;FirewallPort=${proxy.port}`
    const through = await (await demo.open(properties)).queryArrays(COUNT)
    expect(through.rows).toEqual(direct.rows)
    expect(proxy.asked).toEqual([expect.stringContaining(`127.0.0.1:${demo.gmaild.port}`)])
  },
)

test('FirewallUser and FirewallPassword log in at the proxy, and the password is shown nowhere', async () => {
  await using demo = await startDemo({ messages: 5 })
  const directory = mkdtempSync(join(tmpdir(), 'gmailsql-firewall-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const log = join(directory, 'log')
  const login = 'me:canary-firewall'
  for (const start of [connectProxy, () => socksProxy({ login })]) {
    await using proxy = await start()
    const type = start === connectProxy ? 'TUNNEL' : 'SOCKS5'
    const properties = `FirewallType=${type};FirewallServer=127.0.0.1;FirewallPort=${proxy.port};FirewallUser=me`
    const db = await demo.open(`${properties};FirewallPassword=canary-firewall;Logfile=${log};Verbosity=5`)
    await db.query(COUNT)
    expect(proxy.logins).toEqual([login])
    const shown = await db.query("SELECT * FROM sys_connection_props WHERE Name LIKE 'Firewall%'")
    expect(inspect([db, shown], { depth: 20 })).not.toContain('canary-firewall')
    await db.close()
  }
  const text = readFileSync(log, 'utf8')
  expect(text).toContain('(FirewallServer)')
  expect(text).not.toContain('canary-firewall')
})

test('Timeout counts for a proxy that does not answer, which the error names', async () => {
  await using demo = await startDemo({ messages: 5 })
  await using proxy = await oddProxy(null)
  const properties = `FirewallType=SOCKS5;FirewallServer=localhost;FirewallPort=${proxy.port};Timeout=1`
  await expect((await demo.open(properties)).query(COUNT)).rejects.toMatchObject({
    code: 'CONNECT',
    message: `The proxy localhost:${proxy.port} (FirewallServer) cannot be used: it did not answer within Timeout`,
  })
})

test('a FirewallType needs a FirewallServer', async () => {
  await expect(connect('User=a@b.example;Password=x;FirewallType=SOCKS5')).rejects.toMatchObject({
    code: 'MISSING_PROPERTY',
    message: 'FirewallType=SOCKS5 needs FirewallServer',
  })
})

test('what has no effect beside the FirewallType is told', () => {
  const notices = (text: string) => parseConnection(text, {}).notices.map(notice => notice.message)
  expect(notices('FirewallServer=fw')).toEqual(['FirewallServer has no effect with FirewallType=NONE'])
  expect(notices('FirewallType=SOCKS4;FirewallServer=fw;FirewallUser=u;FirewallPassword=p')).toEqual([
    'FirewallPassword has no effect with FirewallType=SOCKS4',
  ])
  expect(notices('FirewallType=TUNNEL;FirewallServer=fw;FirewallUser=u;FirewallPassword=p')).toEqual([])
})
