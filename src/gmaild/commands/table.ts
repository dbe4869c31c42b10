import { append } from './append.ts'
import type { Command, Handler, State } from './command.ts'
import { copy, move } from './copy.ts'
import { expunge } from './expunge.ts'
import { fetch } from './fetch.ts'
import { idle } from './idle.ts'
import { list, lsub, xlist } from './list.ts'
import { authenticate, login } from './login.ts'
import { create, remove, rename, subscribe, unsubscribe } from './mailboxes.ts'
import {
  capability,
  compress,
  enable,
  getQuota,
  getQuotaRoot,
  id,
  logout,
  namespace,
  noop,
  xyzzy,
} from './plain.ts'
import { search } from './search.ts'
import { check, close, examine, select, unselect } from './select.ts'
import { status } from './status.ts'
import { store } from './store.ts'

function on(state: State, handler: Handler, allowExpunge = true): Command {
  return { state, handler, allowExpunge }
}

export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['CAPABILITY', on('any', capability)],
  ['NOOP', on('any', noop)],
  ['LOGOUT', on('any', logout)],
  ['ID', on('any', id)],
  ['XYZZY', on('any', xyzzy)],
  ['LOGIN', on('before', login)],
  ['AUTHENTICATE', on('before', authenticate)],
  ['ENABLE', on('authenticated', enable)],
  ['COMPRESS', on('authenticated', compress)],
  ['NAMESPACE', on('authenticated', namespace)],
  ['LIST', on('authenticated', list)],
  ['XLIST', on('authenticated', xlist)],
  ['LSUB', on('authenticated', lsub)],
  ['STATUS', on('authenticated', status)],
  ['SELECT', on('authenticated', select)],
  ['EXAMINE', on('authenticated', examine)],
  ['GETQUOTA', on('authenticated', getQuota)],
  ['GETQUOTAROOT', on('authenticated', getQuotaRoot)],
  ['SUBSCRIBE', on('authenticated', subscribe)],
  ['UNSUBSCRIBE', on('authenticated', unsubscribe)],
  ['CREATE', on('authenticated', create)],
  ['DELETE', on('authenticated', remove)],
  ['RENAME', on('authenticated', rename)],
  ['APPEND', on('authenticated', append)],
  ['IDLE', on('authenticated', idle)],
  ['UNSELECT', on('selected', unselect)],
  ['CLOSE', on('selected', close)],
  ['CHECK', on('selected', check)],
  ['SEARCH', on('selected', search, false)],
  ['FETCH', on('selected', fetch, false)],
  ['STORE', on('selected', store, false)],
  ['COPY', on('selected', copy)],
  ['MOVE', on('selected', move)],
  ['EXPUNGE', on('selected', expunge)],
])

export const UID_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['SEARCH', on('selected', search)],
  ['FETCH', on('selected', fetch)],
  ['STORE', on('selected', store)],
  ['COPY', on('selected', copy)],
  ['MOVE', on('selected', move)],
  ['EXPUNGE', on('selected', expunge)],
])
