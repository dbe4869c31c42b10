import type { Gmaild } from '../../src/gmaild/index.ts'

/** Park and Miller's generator: the same numbers each time. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** New mail, flags, a deletion and at times another UIDVALIDITY: the same for the same seed. */
export function changeMailbox({ account }: Gmaild, seed: number): void {
  const draw = numbers(seed)
  const ids = account.mailbox('[Gmail]/All Mail')!.msgIds
  const any = () => ids[draw(ids.length)]!
  for (let i = 0; i < 5; i++) {
    account.append({ raw: `Subject: ${draw(1e9)}\r\n\r\nhello\r\n`, labels: ['\\Inbox'] })
    account.setFlags(any(), draw(2) ? ['\\Seen'] : [])
  }
  account.delete(any())
  if (draw(5) === 0) account.renumber('INBOX')
}
