import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { REPORT_SIZE, reportPictures } from '../../scripts/pictures/report-picture.ts'
import { ROOT } from '../architecture/sources.ts'
import { hasBrowser } from '../report/support/browser.ts'

interface Png {
  readonly width: number
  readonly height: number
  readonly size: number
}

function readPng(content: Uint8Array): Png {
  const octets = Buffer.from(content)
  expect(octets.toString('latin1', 1, 4)).toBe('PNG')
  return { width: octets.readUInt32BE(16), height: octets.readUInt32BE(20), size: octets.length }
}

describe.skipIf(!hasBrowser)('the pictures of a report', () => {
  test('can be made, and are those of the README in size', async () => {
    const { light, dark } = await reportPictures()
    const kept = ['report.png', 'report-dark.png'].map(name =>
      readFileSync(join(ROOT, 'docs/pictures', name)),
    )
    for (const [index, made] of [light, dark].entries()) {
      const picture = readPng(made)
      const shown = readPng(kept[index]!)
      expect(picture).toMatchObject(REPORT_SIZE)
      expect(shown).toMatchObject(REPORT_SIZE)
      // A page without its charts is far smaller; fonts differ between machines.
      expect(picture.size / shown.size).toBeGreaterThan(0.6)
      expect(shown.size).toBeLessThan(150_000)
    }
    expect(Buffer.compare(light, dark)).not.toBe(0)
  })
})
