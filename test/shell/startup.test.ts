import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'gmailsql')

function milliseconds(args: readonly string[]): number {
  const started = performance.now()
  expect(spawnSync(process.execPath, args).status).toBe(0)
  return performance.now() - started
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!
}

test('--version takes at most twice the time of an empty Node.js, medians of 20 taken in turn', () => {
  const own: number[] = []
  const empty: number[] = []
  for (let i = 0; i < 20; i++) {
    own.push(milliseconds([BIN, '--version']))
    empty.push(milliseconds(['-e', '0']))
  }
  expect(median(own) / median(empty)).toBeLessThan(2)
})

test.runIf(process.platform === 'linux')('--demo -c "SELECT 1" needs less than 180 MB', () => {
  const report = "process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))"
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(report)}`,
      BIN,
      '--demo',
      '--format',
      'csv',
      '-c',
      'SELECT 1 AS one',
    ],
    { encoding: 'utf8' },
  )
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'one\r\n1\r\n' })
  expect(Number(/\d+$/.exec(stderr)![0]) / 1024).toBeLessThan(180)
})
