import { inspect } from 'node:util'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { connect, type GmailSqlError } from '../../src/index.ts'
import { readSources, walk } from '../architecture/sources.ts'
import { freePort } from '../support/free-port.ts'

test('no error is made with a cause', () => {
  const found: string[] = []
  for (const { path, tree } of readSources('src', 'schema')) {
    walk(tree, node => {
      const isNamed =
        (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
        node.name.getText(tree) === 'cause'
      if (isNamed) found.push(`${path}: ${node.getText(tree)}`)
    })
  }
  expect(found).toEqual([])
})

test('an error of the network leaves as one of ours, with nothing of the connection in it', async () => {
  const port = await freePort()
  await using db = await connect(
    `Server=127.0.0.1;Port=${port};TLS=None;User=a@example.org;Password=canary-of-this-test;Timeout=1`,
  )
  const error = (await db.query('SELECT Subject FROM Inbox').catch((e: unknown) => e)) as GmailSqlError
  expect(error.code).toBe('CONNECT')
  expect(error).not.toHaveProperty('cause')
  const facts = ['code', 'hint', 'name', 'position', 'retryable', 'sqlState']
  expect(Object.keys(error).filter(key => !facts.includes(key))).toEqual([])
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('canary-of-this-test')
})
