import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Stage } from './stage.ts'

const INDEX = new URL('../../../src/index.ts', import.meta.url).href

/**
 * Runs one statement in a process of its own, which may not open a browser or ask for an authorization; answers its
 * first row. What it runs comes by the environment: process arguments are for everybody to see.
 */
export async function inProcess(
  { surroundings }: Stage,
  properties: string,
  sql: string,
  params: readonly unknown[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const script = `
    const { properties, sql, params } = JSON.parse(process.env.STATEMENT)
    const { connect } = await import(${JSON.stringify(INDEX)})
    const forbidden = () => { console.error('asked for an authorization'); process.exit(9) }
    await using db = await connect(properties, { openBrowser: forbidden, onAuthorizationUrl: forbidden })
    console.log(JSON.stringify((await db.query(sql, params)).rows[0]))`
  const STATEMENT = JSON.stringify({ properties: `${surroundings};${properties}`, sql, params })
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...environment, STATEMENT },
  })
  return JSON.parse(stdout)
}
