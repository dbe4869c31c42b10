import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { startGmaild } from '../../src/gmaild/index.ts'

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gmaild-tls-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    const make = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ]
    execFileSync('openssl', [...make, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('with a certificate the port speaks TLS from the first octet', async () => {
  const tls = selfSigned()
  await using gmaild = await startGmaild({ messages: 0, tls })
  const socket = connect({ host: gmaild.host, port: gmaild.port, ca: tls.cert })
  const greeting = await new Promise<string>((resolve, reject) => {
    socket.on('data', chunk => resolve(chunk.toString()))
    socket.on('error', reject)
  })
  socket.destroy()
  expect(greeting).toMatch(/^\* OK Gimap ready/)
})
