import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { screenSvg } from '../../scripts/pictures/screen-svg.ts'
import { shellPicture, terminalAfter } from '../../scripts/pictures/shell-picture.ts'
import { ROOT } from '../architecture/sources.ts'

const picture = readFileSync(join(ROOT, 'docs/pictures/shell.svg'), 'utf8')

/** Character by place, and what is drawn. Not the colours: those of functions come when their names are known, a moment later. */
function shownIn(svg: string): readonly string[] {
  const texts = svg.matchAll(/<text x="([\d.]+)" y="(\d+)" textLength="([\d.]+)"[^>]*>(.*?)<\/text>/g)
  const characters = [...texts].flatMap(([, x, y, length, text]) => {
    const each = [...text!.replace(/&(\w)t;/g, (_, sign) => (sign === 'l' ? '<' : '>'))]
    return each.map((character, index) => {
      const left = Number(x) + (index * Number(length)) / each.length
      return `${Math.round(left)} ${y} ${character}`
    })
  })
  const drawn = [...svg.matchAll(/ d="(.*?)"|<rect x=".*?" y=".*?" width=".*?"/g)].map(([shape]) => shape)
  return [...characters, ...drawn]
}

describe.runIf(process.platform !== 'win32')('the picture of the shell', () => {
  test('is what the shell shows; else run `npm run pictures`', async () => {
    expect(shownIn(picture).length).toBeGreaterThan(500)
    expect(shownIn(await shellPicture())).toEqual(shownIn(picture))
  })
})

describe('a screen as SVG', () => {
  const size = { columns: 20, rows: 4 }

  test('has every word where its cell is, in the colours of the terminal', async () => {
    const svg = screenSvg(await terminalAfter('a \x1b[1;34mb\x1b[0m 京都\r\n<c>', size), 'A title')
    const words = [
      ...svg.matchAll(
        /<text x="([\d.]+)" y="(\d+)"[^>]*?( fill="[^"]+")?( font-weight="bold")?>(.*?)<\/text>/g,
      ),
    ]
    expect(words.map(([, x, y, fill, bold, text]) => [x, y, fill, bold, text])).toEqual([
      ['16', '30', undefined, undefined, 'a'],
      ['32.8', '30', ' fill="#61afef"', ' font-weight="bold"', 'b'],
      ['49.6', '30', undefined, undefined, '京'],
      ['66.4', '30', undefined, undefined, '都'],
      ['16', '48', undefined, undefined, '&lt;c&gt;'],
    ])
    expect(svg).toContain('<title>A title</title>')
  })

  test('draws lines and bars instead of writing them', async () => {
    const svg = screenSvg(await terminalAfter('│─█▌', size), 'A title')
    expect(svg).not.toContain('<text')
    expect(svg).toContain('d="M20.2 16v18M24.4 25h8.4"')
    expect(svg).toMatch(/<rect x="32.8" y="18" width="12.6"/)
  })

  test('ends with the last line that is not empty', async () => {
    expect(screenSvg(await terminalAfter('a', size), 'A title')).toContain('height="50"')
  })
})
