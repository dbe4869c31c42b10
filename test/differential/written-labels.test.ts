import { expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { smallAccount } from '../support/mailbox.ts'
import { Random } from './generator/random.ts'

const MESSAGES = 8
const STATEMENTS = 40
const NAMES = ['a', 'a/b', 'a/b/c', 'B', 'büro', "o'clock", 'x y']

/** What the tables Labels and MessageLabels hold: of each label the numbers of its messages. */
type Model = Map<string, Set<number>>

interface Step {
  readonly sql: string
  readonly rowCount: number
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

class Writer {
  readonly #model: Model
  readonly #random: Random
  readonly #ids: readonly string[]

  constructor(model: Model, random: Random, ids: readonly string[]) {
    this.#model = model
    this.#random = random
    this.#ids = ids
  }

  /** A statement, with what it does to the model done. */
  step(): Step {
    const labels = [...this.#model.keys()]
    const kinds = [() => this.#make(), () => this.#rename(), () => this.#remove()]
    const ofMessages = [() => this.#putOn(labels), () => this.#takeOff(labels), () => this.#swap(labels)]
    return this.#random.pick(labels.length === 0 ? kinds : [...kinds, ...ofMessages, ...ofMessages])()
  }

  #make(): Step {
    const names = NAMES.filter(() => this.#random.chance(0.3))
    const fresh = names.filter(name => !this.#model.has(name))
    for (const name of fresh) this.#model.set(name, new Set())
    const values = [...names, 'a'].map(name => `(${text(name)})`)
    if (!this.#model.has('a')) {
      this.#model.set('a', new Set())
      fresh.push('a')
    }
    return { sql: `INSERT OR IGNORE INTO Labels (Name) VALUES ${values.join(', ')}`, rowCount: fresh.length }
  }

  /** With all that is below it. */
  #rename(): Step {
    const from = this.#random.pick(NAMES)
    const to = `${this.#random.pick(NAMES)}-${this.#random.int(1, 99)}`
    const isThere = this.#model.has(from) && !this.#model.has(to)
    if (isThere)
      for (const [name, messages] of [...this.#model]) {
        if (name !== from && !name.startsWith(`${from}/`)) continue
        this.#model.delete(name)
        this.#model.set(to + name.slice(from.length), messages)
      }
    const sql = `UPDATE Labels SET Name = ${text(to)} WHERE Name = ${text(from)} AND IsSelectable`
    return isThere || !this.#model.has(from) ? { sql, rowCount: Number(isThere) } : this.#remove()
  }

  #remove(): Step {
    const prefix = this.#random.pick(NAMES)
    const gone = [...this.#model.keys()].filter(name => name.startsWith(prefix))
    for (const name of gone) this.#model.delete(name)
    const where = `substr(Name, 1, ${[...prefix].length}) = ${text(prefix)} AND IsSelectable AND Type = 'user'`
    return { sql: `DELETE FROM Labels WHERE ${where}`, rowCount: gone.length }
  }

  #some(): number[] {
    return this.#ids.map((_, index) => index).filter(() => this.#random.chance(0.4))
  }

  #condition(numbers: readonly number[]): string {
    return `MsgId IN (${numbers.map(number => text(this.#ids[number]!)).join(', ') || 'NULL'})`
  }

  #putOn(labels: readonly string[]): Step {
    const [label, numbers] = [this.#random.pick(labels), this.#some()]
    const on = this.#model.get(label)!
    const fresh = numbers.filter(number => !on.has(number))
    for (const number of fresh) on.add(number)
    const select = `SELECT MsgId, ${text(label)} FROM Messages WHERE ${this.#condition(numbers)}`
    return { sql: `INSERT INTO MessageLabels (MsgId, Label) ${select}`, rowCount: fresh.length }
  }

  #takeOff(labels: readonly string[]): Step {
    const [label, numbers] = [this.#random.pick(labels), this.#some()]
    const on = this.#model.get(label)!
    const sql = `DELETE FROM MessageLabels WHERE Label = ${text(label)} AND ${this.#condition(numbers)}`
    return { sql, rowCount: numbers.filter(number => on.delete(number)).length }
  }

  #swap(labels: readonly string[]): Step {
    const [from, to] = [this.#random.pick(labels), this.#random.pick(labels)]
    const moved = [...this.#model.get(from)!]
    this.#model.set(from, new Set())
    for (const number of moved) this.#model.get(to)!.add(number)
    const sql = `UPDATE MessageLabels SET Label = ${text(to)} WHERE Label = ${text(from)}`
    return { sql, rowCount: moved.length }
  }
}

async function labelsRead(db: Connection, ids: readonly string[]): Promise<Record<string, number[]>> {
  const { rows: names } = await db.queryArrays("SELECT Name FROM Labels WHERE Type = 'user' AND IsSelectable")
  const { rows } = await db.queryArrays("SELECT Label, MsgId FROM MessageLabels WHERE Label NOT LIKE '\\%'")
  const found = Object.fromEntries(names.map(([name]) => [String(name), [] as number[]]))
  for (const [label, id] of rows) found[String(label)]!.push(ids.indexOf(String(id)))
  return sorted(Object.entries(found))
}

function sorted(entries: readonly (readonly [string, Iterable<number>])[]): Record<string, number[]> {
  const each = entries.map(([label, numbers]) => [label, [...numbers].sort()] as const)
  return Object.fromEntries(each.sort(([a], [b]) => (a < b ? -1 : 1)))
}

test.each([1, 2])('labels and labels of messages are what a model of them says, seed %i', async seed => {
  const random = new Random(seed)
  const { db, demo, ids } = await smallAccount(
    Array.from({ length: MESSAGES }, () => ({})),
    seed === 2 ? 'CacheTolerance=600' : '',
  )
  const other = await demo.open()
  const model: Model = new Map()
  const writer = new Writer(model, random, ids)
  const done: string[] = []
  for (let step = 0; step < STATEMENTS; step++) {
    const { sql, rowCount } = writer.step()
    done.push(sql)
    const says = done.join(';\n')
    expect((await db.query(sql)).rowCount, says).toBe(rowCount)
    const wanted = sorted([...model])
    expect(await labelsRead(db, ids), says).toEqual(wanted)
    if (step % 10 === 0) expect(await labelsRead(other, ids), says).toEqual(wanted)
  }
})
