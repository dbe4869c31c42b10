import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { messageOf, readMessage } from './support.ts'

/** A server of any protocol, and how often it was asked. */
async function listening<T>(use: (port: number) => Promise<T>): Promise<{ result: T; connections: number }> {
  let connections = 0
  const server = createServer(socket => {
    connections++
    socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const address = server.address()
    const result = await use(typeof address === 'object' && address !== null ? address.port : 0)
    return { result, connections }
  } finally {
    server.close()
  }
}

const EXTERNAL = (access: string) => `message/external-body; ${access}`

test('what a message/external-body points to is never fetched', async () => {
  const { result, connections } = await listening(async port => {
    const types = [
      EXTERNAL(`access-type=anon-ftp; site=127.0.0.1; port=${port}; name="secret.txt"`),
      EXTERNAL(`access-type=url; url="http://127.0.0.1:${port}/secret.txt"`),
      EXTERNAL(`access-type=local-file; name="${import.meta.filename}"`),
    ]
    const parts = types.map(type => `--B\r\nContent-Type: ${type}\r\n\r\nContent-Type: text/plain\r\n\r\n`)
    return await readMessage(messageOf('multipart/mixed; boundary=B', `${parts.join('')}--B--`))
  })
  expect(connections).toBe(0)
  expect(result).toMatchObject({ text: null, html: null, error: null })
  const contents = result.parts.map(part => [part.type, part.content.toString().trim()])
  expect(contents).toEqual(Array(3).fill(['message/external-body', 'Content-Type: text/plain']))
})

test('nothing that HTML points to is ever fetched, and the HTML is as it was', async () => {
  const { result, connections } = await listening(async port => {
    const at = `http://127.0.0.1:${port}`
    const html = `<html><head><link rel="stylesheet" href="${at}/a.css"><link rel="preload" href="${at}/b">
      <base href="${at}"><meta http-equiv="refresh" content="0;url=${at}/c"><style>@import "${at}/d";</style></head>
      <body background="${at}/e"><img src="${at}/bug.gif" width=1 height=1 alt="pic"><iframe src="${at}/f"></iframe>
      <script src="${at}/g"></script><script>fetch("${at}/h")</script><object data="${at}/i"></object>
      <div style="background:url(${at}/j)">hello</div></body></html>`
    return { html, message: await readMessage(messageOf('text/html', html)) }
  })
  expect(connections).toBe(0)
  expect(result.message).toMatchObject({ html: result.html, error: null })
  expect(result.message.text?.replace(/\s+/g, ' ')).toBe('pic hello')
})
