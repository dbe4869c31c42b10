/** A lag proxy in a process of its own, so that what it does is not done by whoever is measured. It is asked over IPC. */
import { type Line, startLagProxy } from './lag-proxy.ts'

interface Order extends Line {
  readonly target: number
}

const [order] = await new Promise<[Order]>(resolve =>
  process.once('message', (message: Order) => resolve([message])),
)
const proxy = await startLagProxy(order.target, order)
process.on('message', () => process.send?.(proxy.takeTraffic()))
process.on('disconnect', () => process.exit(0))
process.send?.({ port: proxy.port })
