import { RecentMap } from '../util/recent-map.ts'

const CAPACITY = 64
const LONGEST_QUESTION = 20_000

/** Answers of a store that hold until something is written into it: whoever has it says when, of other writers too. */
export class Remembered {
  #answers = new RecentMap<{ readonly answer: unknown }>(CAPACITY, LONGEST_QUESTION)

  /**
   * @param question always the same text for one question, and for no other; null is asked each time
   * @param isKept whether an answer is small enough to be held
   */
  async ask<T>(question: string | null, ask: () => Promise<T>, isKept: (answer: T) => boolean): Promise<T> {
    if (question === null) return await ask()
    const answers = this.#answers
    const known = answers.get(question)
    if (known) return known.answer as T
    const answer = await ask()
    // Into the map of when it was asked: what was written meanwhile has put another in its place.
    if (isKept(answer)) answers.set(question, { answer })
    return answer
  }

  forget(): void {
    this.#answers = new RecentMap(CAPACITY, LONGEST_QUESTION)
  }
}
