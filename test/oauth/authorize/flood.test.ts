import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { begin, send } from './begun-flow.ts'

/** Sends bad callbacks as fast as it can, opens connections that it never uses, and tells how many were answered. */
const FLOODER = `
  const net = require('node:net')
  const { host, hostname, port } = new URL(process.argv[1])
  const started = Date.now()
  let answered = 0
  const shoot = () => {
    if (Math.random() < 0.25) net.connect(port, hostname).on('error', () => {})
    const socket = net.connect(port, hostname)
    socket.write('GET /?code=x&state=' + Math.random() + ' HTTP/1.1\\r\\nHost: ' + host + '\\r\\n\\r\\n')
    socket.once('data', data => {
      if (String(data.subarray(0, 12)) === 'HTTP/1.1 400' && ++answered % 100 === 0)
        console.log(answered, Math.round(answered / (Date.now() - started) * 1000))
    })
    socket.on('data', () => {})
    socket.on('error', () => {})
    socket.on('close', shoot)
  }
  for (let i = 0; i < 50; i++) shoot()
`

test('a flood of bad callbacks from another process does not keep ours away', async () => {
  const flow = await begin()
  const flooder = spawn(process.execPath, ['-e', FLOODER, flow.redirectUri], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const line of createInterface({ input: flooder.stdout })) {
      if (Number(line.split(' ')[0]) >= 2_000) break
    }
    const started = performance.now()
    const answer = await send(flow.callback({ code: 'good' }))
    expect(answer.status).toBe(200)
    expect((await flow.outcome).code.reveal()).toBe('good')
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(flooder.exitCode).toBeNull()
  } finally {
    flooder.kill()
    await once(flooder, 'exit')
  }
})

test('connections that say nothing are given up for new ones', async () => {
  const flow = await begin()
  const { hostname, port } = new URL(flow.redirectUri)
  const silent: Socket[] = []
  for (let i = 0; i < 300; i++) {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    await once(socket, 'connect')
    silent.push(socket)
  }
  const open = () => silent.filter(socket => !socket.destroyed).length
  for (const socket of silent) socket.resume()
  const deadline = Date.now() + 4_000
  while (open() > 128 && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20))
  expect(open()).toBeGreaterThan(100)
  expect(open()).toBeLessThanOrEqual(128)
  expect((await send(flow.callback({ code: 'good' }))).status).toBe(200)
  await flow.outcome
})
