import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { messageOf } from './make.ts'

/** Where a message points to, and how often anybody came. */
export interface Elsewhere extends AsyncDisposable {
  readonly port: number
  readonly visits: () => number
}

/** A server of any protocol. */
export async function startElsewhere(): Promise<Elsewhere> {
  let visits = 0
  const server = createServer(socket => {
    visits++
    socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    visits: () => visits,
    async [Symbol.asyncDispose]() {
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A message of parts that are elsewhere (RFC 2046 §5.2.3): by FTP, at a URL, in a file of this machine. */
export function externalBodies(port: number): string {
  const types = [
    `access-type=anon-ftp; site=127.0.0.1; port=${port}; name="secret.txt"`,
    `access-type=url; url="http://127.0.0.1:${port}/secret.txt"`,
    `access-type=local-file; name="${fileURLToPath(import.meta.url)}"`,
  ]
  const parts = types.map(
    type => `--B\r\nContent-Type: message/external-body; ${type}\r\n\r\nContent-Type: text/plain\r\n\r\n`,
  )
  return messageOf('multipart/mixed; boundary=B', `${parts.join('')}--B--`)
}

/** HTML with everything that makes a browser fetch. */
export function htmlOf(port: number): string {
  const at = `http://127.0.0.1:${port}`
  return `<html><head><link rel="stylesheet" href="${at}/a.css"><link rel="preload" href="${at}/b">
      <base href="${at}"><meta http-equiv="refresh" content="0;url=${at}/c"><style>@import "${at}/d";</style></head>
      <body background="${at}/e"><img src="${at}/bug.gif" width=1 height=1 alt="pic"><iframe src="${at}/f"></iframe>
      <script src="${at}/g"></script><script>fetch("${at}/h")</script><object data="${at}/i"></object>
      <div style="background:url(${at}/j)">hello</div></body></html>`
}
