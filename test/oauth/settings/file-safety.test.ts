import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { errorOf, grant, isRoot, makeDirectory, modeOf, NOBODY, open, refreshTokenIn } from './support.ts'

/** Opens the place and saves there; every refusal must come before a byte is written. */
async function use(path: string) {
  const { store, notices } = await open(path)
  await store.save(grant())
  return notices
}

function mkfifo(path: string): void {
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
}

describe('files are born private', () => {
  test.each([0o000, 0o022, 0o077, 0o777])('under umask %o', async umask => {
    const directory = join(makeDirectory(), 'new')
    const former = process.umask(umask)
    onTestFinished(() => void process.umask(former))
    const path = join(directory, 's.db')
    const { store } = await open(path)
    await store.save(grant())
    await store.exclusively('a', async () => {
      expect(readdirSync(directory).filter(name => name.endsWith('.holder'))).toHaveLength(1)
      const modes = readdirSync(directory).map(name => [name, modeOf(join(directory, name))])
      expect(modes).toEqual(modes.map(([name]) => [name, '600']))
    })
    expect(modeOf(directory)).toBe('700')
  })

  test('so is the journal, at every moment of a save', async () => {
    const directory = makeDirectory()
    const path = join(directory, 's.db')
    await use(path)
    const watcher = `
      const fs = require('fs')
      const end = Date.now() + 1500
      const seen = new Set()
      process.stdout.write('ready\\n')
      while (Date.now() < end) {
        for (const name of fs.readdirSync(process.argv[1])) {
          try {
            const { mode } = fs.lstatSync(process.argv[1] + '/' + name)
            seen.add(name.replace(/.*(?=-journal)/, '') + ' ' + (mode & 0o777).toString(8))
          } catch {}
        }
      }
      process.stdout.write(JSON.stringify([...seen]))`
    const child = spawn(process.execPath, ['-e', watcher, directory])
    let output = ''
    child.stdout.on('data', chunk => (output += chunk))
    await new Promise(resolve => child.stdout.once('data', resolve))
    const closed = new Promise(resolve => child.once('close', resolve))
    const { store } = await open(path)
    const until = Date.now() + 1200
    while (Date.now() < until) await store.save(grant({ usedAt: Date.now() }))
    await closed
    const seen: string[] = JSON.parse(output.slice('ready\n'.length))
    expect(seen).toContain('-journal 600')
    expect(seen.filter(entry => !entry.endsWith(' 600'))).toEqual([])
  })
})

describe('a file that others could read', () => {
  test.each([0o644, 0o666, 0o640, 0o604])('(mode %o) is tightened, once and with a notice', async mode => {
    const path = join(makeDirectory(), 's.db')
    await use(path)
    chmodSync(path, mode)
    const { notices } = await open(path)
    expect(notices.map(notice => notice.code)).toEqual(['FILE_MODE'])
    expect(notices[0]!.message).toContain(path)
    expect(modeOf(path)).toBe('600')
    expect((await open(path)).notices).toEqual([])
  })

  test('is tightened when it is the key, with a notice', async () => {
    const path = join(makeDirectory(), 's.db')
    await use(path)
    chmodSync(`${path}.key`, 0o644)
    const { store, notices } = await open(path)
    expect(await store.list()).toHaveLength(1)
    expect(notices.map(notice => notice.message)).toEqual([expect.stringContaining(`${path}.key`)])
    expect(modeOf(`${path}.key`)).toBe('600')
  })
})

describe('FILE_UNSAFE names why, and leaves as it was,', () => {
  async function refusal(path: string): Promise<string> {
    const error = await errorOf(use(path))
    expect(error.code).toBe('FILE_UNSAFE')
    expect(error.message).toContain(path)
    expect(error.hint).toBeTruthy()
    return error.message
  }

  test('a symbolic link to a file', async () => {
    const directory = makeDirectory()
    const [target, link] = [join(directory, 'target'), join(directory, 'link')]
    writeFileSync(target, 'precious', { mode: 0o644 })
    symlinkSync(target, link)
    expect(await refusal(link)).toMatch(/symbolic link/)
    expect(readFileSync(target, 'utf8')).toBe('precious')
    expect(modeOf(target)).toBe('644')
  })

  test('a dangling symbolic link', async () => {
    const directory = makeDirectory()
    symlinkSync(join(directory, 'target'), join(directory, 'link'))
    expect(await refusal(join(directory, 'link'))).toMatch(/symbolic link/)
    expect(existsSync(join(directory, 'target'))).toBe(false)
  })

  test('a file with another name', async () => {
    const directory = makeDirectory()
    writeFileSync(join(directory, 'target'), 'precious', { mode: 0o644 })
    linkSync(join(directory, 'target'), join(directory, 'link'))
    expect(await refusal(join(directory, 'link'))).toMatch(/2 names/)
    expect(readFileSync(join(directory, 'target'), 'utf8')).toBe('precious')
    expect(modeOf(join(directory, 'target'))).toBe('644')
  })

  test('a FIFO, without waiting for its other end', async () => {
    const path = join(makeDirectory(), 'fifo')
    mkfifo(path)
    expect(await refusal(path)).toMatch(/FIFO/)
  })

  test('a directory', async () => {
    const path = join(makeDirectory(), 'directory')
    mkdirSync(path)
    expect(await refusal(path)).toMatch(/is a directory/)
    expect(readdirSync(path)).toEqual([])
  })

  test('a socket', async () => {
    const path = join(makeDirectory(), 'socket')
    const server = createServer().listen(path)
    onTestFinished(() => void server.close())
    await new Promise(resolve => server.once('listening', resolve))
    expect(await refusal(path)).toMatch(/socket/)
  })

  test.runIf(isRoot)('a file of another user', async () => {
    const path = join(makeDirectory(), 's.db')
    writeFileSync(path, '', { mode: 0o600 })
    chownSync(path, NOBODY, NOBODY)
    expect(await refusal(path)).toMatch(/another user \(uid 65534\)/)
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  test.each(['.key', '-journal', '-wal', '-shm'])('a symbolic link where %s belongs', async suffix => {
    const directory = makeDirectory()
    const path = join(directory, 's.db')
    writeFileSync(join(directory, 'target'), 'precious', { mode: 0o644 })
    symlinkSync(join(directory, 'target'), path + suffix)
    expect(await refusal(path)).toMatch(/symbolic link/)
    expect(readFileSync(join(directory, 'target'), 'utf8')).toBe('precious')
  })

  test('a lock file that is a symbolic link or has something in it', async () => {
    const directory = makeDirectory()
    const path = join(directory, 's.db')
    const { store } = await open(path)
    await store.exclusively('a', async () => {})
    const lock = join(directory, readdirSync(directory).find(name => name.includes('.lock-'))!)
    writeFileSync(lock, 'precious')
    const error = await errorOf(store.exclusively('a', async () => {}))
    expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/not empty/)])
    expect(readFileSync(lock, 'utf8')).toBe('precious')
    renameSync(lock, join(directory, 'target'))
    symlinkSync(join(directory, 'target'), lock)
    expect((await errorOf(store.exclusively('a', async () => {}))).message).toMatch(/symbolic link/)
  })

  test('a file in a directory that others can write', async () => {
    const directory = makeDirectory()
    for (const mode of [0o777, 0o707, 0o772]) {
      chmodSync(directory, mode)
      const error = await errorOf(use(join(directory, 's.db')))
      expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/written by others/)])
    }
    expect(readdirSync(directory)).toEqual([])
  })

  test('a file below a directory that others can write', async () => {
    const directory = makeDirectory()
    mkdirSync(join(directory, 'inner'), { mode: 0o700 })
    chmodSync(directory, 0o777)
    const error = await errorOf(use(join(directory, 'inner', 's.db')))
    expect([error.code, error.message, error.hint]).toEqual([
      'FILE_UNSAFE',
      expect.stringMatching(/written by others/),
      expect.stringContaining(`chmod go-w ${directory},`),
    ])
  })

  test.runIf(isRoot)('a file in a directory of another user', async () => {
    const directory = join(makeDirectory(), 'theirs')
    mkdirSync(directory, { mode: 0o755 })
    chownSync(directory, NOBODY, NOBODY)
    const error = await errorOf(use(join(directory, 's.db')))
    expect([error.code, error.message]).toEqual(['FILE_UNSAFE', expect.stringMatching(/another user/)])
  })
})

test('a sticky directory that all can write, like the one for temporary files, will do', async () => {
  const directory = makeDirectory()
  chmodSync(directory, 0o1777)
  await use(join(directory, 's.db'))
  expect(await refreshTokenIn(join(directory, 's.db'))).toBe('CANARY-refresh-token')
})

test('a symbolic link among the directories is followed, and the location tells where it led', async () => {
  const directory = makeDirectory()
  mkdirSync(join(directory, 'real'))
  symlinkSync(join(directory, 'real'), join(directory, 'link'))
  const { store } = await open(join(directory, 'link', 's.db'))
  await store.save(grant())
  expect(store.location).toBe(join(realpathSync(directory), 'real', 's.db'))
})

test('a link that is put in the place of the file later is refused by the next call', async () => {
  const directory = makeDirectory()
  const path = join(directory, 's.db')
  const { store } = await open(path)
  await store.save(grant())
  renameSync(path, join(directory, 'target'))
  symlinkSync(join(directory, 'target'), path)
  expect((await errorOf(store.save(grant()))).code).toBe('FILE_UNSAFE')
  expect((await errorOf(store.find('me@example.com', null))).code).toBe('FILE_UNSAFE')
})
