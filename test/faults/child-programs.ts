import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Until the end of the block the processes that this one starts of itself begin as told. They get nothing of its environment, so
 * a program stands in for Node.js that becomes it.
 */
export function childrenBeginWith(directory: string, variables: string, flags = ''): Disposable {
  const node = process.execPath
  const program = join(directory, 'node')
  writeFileSync(program, `#!/bin/sh\n${variables} exec '${node}' ${flags} "$@"\n`)
  chmodSync(program, 0o700)
  process.execPath = program
  return {
    [Symbol.dispose]() {
      process.execPath = node
    },
  }
}
