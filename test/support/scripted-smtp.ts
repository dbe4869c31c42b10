import { createServer, type Socket } from 'node:net'

/** A server of lines; `null` ends the connection. */
export async function scripted(say: (line: string, socket: Socket) => string | null | undefined) {
  const lines: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    const answer = (line: string) => {
      const said = say(line, socket)
      if (said === null) socket.destroy()
      else if (said !== undefined) socket.write(`${said}\r\n`)
    }
    answer('')
    let rest = ''
    socket.on('data', chunk => {
      const parts = (rest + chunk.toString('latin1')).split('\r\n')
      rest = parts.pop()!
      for (const line of parts) {
        lines.push(line)
        answer(line)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    lines,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Answers as a server does, but what `special` answers differently. */
export function answering(special: (line: string, socket: Socket) => string | null | undefined | false) {
  let isContent = false
  return (line: string, socket: Socket) => {
    const said = special(isContent && line !== '.' ? 'content' : line, socket)
    if (said !== false) return said
    if (isContent && line !== '.') return undefined
    if (line === '.') isContent = false
    if (line === 'DATA') isContent = true
    if (line === '') return '220 ready'
    if (line.startsWith('EHLO')) return '250-me\r\n250 AUTH PLAIN'
    if (line.startsWith('AUTH')) return '235 in'
    if (line === 'DATA') return '354 go on'
    return '250 fine'
  }
}
