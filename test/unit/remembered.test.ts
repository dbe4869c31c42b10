import { expect, test } from 'vitest'
import { Remembered } from '../../src/store/remembered.ts'

const always = () => true

test('a question is asked once, until something is forgotten', async () => {
  const remembered = new Remembered()
  let asked = 0
  const ask = () => remembered.ask('how many', async () => ++asked, always)
  expect([await ask(), await ask()]).toEqual([1, 1])
  remembered.forget()
  expect([await ask(), await ask()]).toEqual([2, 2])
})

test('an answer that is not to be kept, or to a question without a text, is asked for each time', async () => {
  const remembered = new Remembered()
  let asked = 0
  const count = async () => ++asked
  const large = () => remembered.ask('all', count, () => false)
  expect([await large(), await large()]).toEqual([1, 2])
  const unnamed = () => remembered.ask(null, count, always)
  expect([await unnamed(), await unnamed()]).toEqual([3, 4])
})

test('an answer that was on its way when something was written is not kept', async () => {
  const remembered = new Remembered()
  let value = 'old'
  const early = remembered.ask('what', async () => value, always)
  remembered.forget()
  value = 'new'
  expect(await early).toBe('old')
  expect(await remembered.ask('what', async () => value, always)).toBe('new')
})

test('a question that failed is asked again', async () => {
  const remembered = new Remembered()
  const failing = remembered.ask('what', () => Promise.reject(new Error('no')), always)
  await expect(failing).rejects.toThrow('no')
  expect(await remembered.ask('what', async () => 1, always)).toBe(1)
})
