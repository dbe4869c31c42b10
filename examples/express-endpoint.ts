// Mail as JSON over HTTP, on loopback: GET /senders/example.com answers the newest messages of a domain.
//
//   GMAILSQL_USER=you@gmail.com GMAILSQL_PASSWORD=… node examples/express-endpoint.ts
import express from 'express'
import { createPool, isGmailSqlError, type MessagesRow } from 'gmailsql'

// Requests come at the same time. What one has fetched the others find in the store.
const pool = createPool({ AutoCache: true, CacheTolerance: 60 }, { max: 3 })
const app = express()

app.get('/senders/:domain', async (request, response) => {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const { rows } = await pool.query<Pick<MessagesRow, 'MsgId' | 'Subject' | 'From' | 'ReceivedDate'>>(
    `SELECT MsgId, Subject, [From], ReceivedDate FROM Messages
     WHERE FromDomain = ? ORDER BY ReceivedDate DESC LIMIT 20`,
    [request.params.domain],
    { signal: gone.signal, timeout: 20 },
  )
  response.json(rows)
})

app.use(((error, _request, response, next) => {
  if (response.headersSent || !isGmailSqlError(error)) return next(error)
  response.status(error.retryable ? 503 : 500).json({ code: error.code, message: error.message })
}) satisfies express.ErrorRequestHandler)

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}/senders/example.com`)
})

process.once('SIGTERM', () => {
  server.close(() => void pool.close())
  server.closeIdleConnections()
})
