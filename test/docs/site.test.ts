import { expect, test } from 'vitest'
import { pageText } from '../../site/pages/prepare.ts'
import { sidebar } from '../../site/pages/sidebar.ts'
import { slugOf } from '../../site/pages/slug.ts'
import { anchorsOf, readPages } from './pages.ts'

test('the side bar of the site leads to every page of docs', () => {
  const links = sidebar().flatMap(({ items }) => items.map(({ link }) => link))
  const pages = readPages().filter(({ path }) => /^docs\/(?!index\.md)[^.]+\.md$/.test(path))
  expect(pages.length).toBeGreaterThan(20)
  const expected = pages.map(({ path }) => path.replace(/^docs(.*)\.md$/, '$1'))
  expect(expected.filter(link => !links.includes(link))).toEqual([])
})

test('headings have the anchors there that they have in the repository', () => {
  const headings = ['A: a user at this machine', 'What’s sent, and why?', 'C: サービス アカウント']
  expect(headings.map(slugOf)).toEqual(
    anchorsOf({ path: 'x.md', text: headings.map(text => `# ${text}\n`).join('') }),
  )
})

test('links lead to pages of the site; what it has not is text', () => {
  expect(pageText('README.md', '[a](docs/sql.md#columns) [b](LICENSE) [c](https://x.example) [d](#e)')).toBe(
    '[a](./sql.md#columns) b [c](https://x.example) [d](#e)',
  )
  expect(pageText('docs/faq.md', '[a](../SECURITY.md) [b](index.md) [c](../examples)')).toBe(
    '[a](./security.md) [b](./map.md) c',
  )
})

test('pictures are those of the repository, and blocks of code stay as they are', () => {
  expect(pageText('README.md', '![x](docs/pictures/shell.svg)\n<img src="docs/pictures/report.png">')).toBe(
    '![x](/pictures/shell.svg)\n<img src="/pictures/report.png">',
  )
  const block = '```markdown\n[a](docs/sql.md)\n```'
  expect(pageText('README.md', block)).toBe(block)
})
