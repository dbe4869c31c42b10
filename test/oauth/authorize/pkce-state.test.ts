import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { challengeOf, createPkce } from '../../../src/oauth/authorize/pkce.ts'
import { createState, isSameState } from '../../../src/oauth/authorize/state.ts'
import { Secret } from '../../../src/util/secret.ts'

test('the challenge is that of the example in RFC 7636 appendix B', () => {
  expect(challengeOf(new Secret('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'))).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test('a verifier has 43 characters of RFC 7636 and its own challenge', () => {
  const { codeVerifier, codeChallenge } = createPkce()
  expect(codeVerifier.reveal()).toMatch(/^[A-Za-z0-9._~-]{43}$/)
  expect(codeChallenge).toBe(challengeOf(codeVerifier))
})

test('no two verifiers and no two states are the same', () => {
  const made = Array.from({ length: 1_000 }, () => [
    createPkce().codeVerifier.reveal(),
    createState().reveal(),
  ])
  expect(new Set(made.flat()).size).toBe(2_000)
})

test('a state has 256 bits and is not printed', () => {
  const state = createState()
  expect(Buffer.from(state.reveal(), 'base64url')).toHaveLength(32)
  expect(inspect({ state }, { depth: Infinity })).not.toContain(state.reveal())
})

test('states are compared whole', () => {
  const state = createState()
  expect(isSameState(state, state.reveal())).toBe(true)
  for (const other of ['', state.reveal().slice(0, -1), `${state.reveal()}A`, createState().reveal()]) {
    expect(isSameState(state, other)).toBe(false)
  }
})
