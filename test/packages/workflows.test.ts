import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Release, releaseProblems } from '../../scripts/release-check.ts'
import { ROOT } from '../architecture/sources.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly uses?: string
  readonly needs?: string
  readonly permissions?: unknown
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const FOLDER = join(ROOT, '.github/workflows')
const workflows = readdirSync(FOLDER).map(name => {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  return { name, text, workflow: parse(text, { strict: true, uniqueKeys: true }) as Workflow }
})
const named = (name: string) => workflows.find(each => each.name === name)!.workflow
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([key, job]) => ({ name: `${name} ${key}`, job })),
)
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map(step => ({ name, step })))
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

describe('the workflows', () => {
  test('are those of changes and of releases', () => {
    expect(workflows.map(({ name }) => name).toSorted()).toEqual(['ci.yml', 'release.yml'])
    expect(steps.length).toBeGreaterThan(12)
  })

  test('may read the repository and nothing else, but for the identity that publishes', () => {
    for (const { workflow } of workflows) expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(jobs.filter(({ job }) => job.permissions !== undefined)).toEqual([
      { name: 'release.yml publish', job: named('release.yml').jobs['publish'] },
    ])
    expect(named('release.yml').jobs['publish']?.permissions).toEqual({
      contents: 'read',
      'id-token': 'write',
    })
    expect(workflows.filter(({ text }) => /secrets\.|pull_request_target/.test(text))).toEqual([])
  })

  test('use actions by the hash of a commit, with its version beside it, and leave no credentials behind', () => {
    for (const { text } of workflows) {
      for (const [line] of text.matchAll(/uses: actions.*/g))
        expect(line).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    }
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
    expect(checkouts.every(({ step }) => step.with?.['persist-credentials'] === false)).toBe(true)
  })

  test('put no text of others into a command', () => {
    expect(steps.filter(({ step }) => step.run?.includes('${{'))).toEqual([])
  })

  test('end, and run only what is there', () => {
    expect(jobs.filter(({ job }) => !job.uses && !job['timeout-minutes'])).toEqual([])
    expect(jobs.flatMap(({ job }) => job.uses ?? [])).toEqual(['./.github/workflows/ci.yml'])
    if (process.platform !== 'win32') expect(statSync(join(ROOT, '.ci/run')).mode & 0o100).not.toBe(0)
    const commands = steps.flatMap(({ step }) => step.run ?? [])
    for (const [, file] of commands.join('\n').matchAll(/node (scripts\/\S+)/g))
      expect(existsSync(join(ROOT, file!)), file).toBe(true)
    for (const [, name] of commands.join('\n').matchAll(/npm run (\S+)/g))
      expect(manifest.scripts).toHaveProperty([name!])
  })

  test('publish with provenance, after all checks, vulnerabilities and every system among them', () => {
    const { on, jobs: release } = named('release.yml')
    expect(on).toEqual({ push: { tags: ['v*'] } })
    expect(release['publish']).toMatchObject({ needs: 'checks' })
    const runs = release['publish']?.steps?.flatMap(step => step.run ?? [])
    expect(runs).toEqual([
      'node scripts/release-check.ts "$TAG"',
      'npm ci',
      'npm publish --provenance --access public',
    ])
    expect(named('ci.yml').on).toHaveProperty('workflow_call')
    const ci = Object.values(named('ci.yml').jobs).flatMap(job => job.steps?.flatMap(step => step.run ?? []))
    expect(ci).toEqual(
      expect.arrayContaining(['.ci/run', 'npm test', 'npm audit --omit=dev --audit-level=moderate']),
    )
  })
})

describe('a tag', () => {
  const good: Release = {
    tag: 'v1.2.3',
    manifest: { version: '1.2.3', repository: { url: 'git+https://forge.example/gmailsql.git' } },
    changelog:
      '# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-11-30)\n\n* Something.\n\n## 1.2.2 (2026-01-01)\n\n* More.\n',
  }
  const changed = (from: string, to: string) => ({ ...good, changelog: good.changelog.replace(from, to) })

  test('is published when version and changelog agree with it', () => {
    expect(releaseProblems(good)).toEqual([])
  })

  test.each<[why: string, release: Release, told: RegExp]>([
    ['another tag', { ...good, tag: 'v1.2.4' }, /^the tag v1\.2\.4 is not v1\.2\.3/],
    ['a tag without v', { ...good, tag: '1.2.3' }, /^the tag 1\.2\.3/],
    [
      'no section',
      changed('## 1.2.3 (2026-11-30)', '## 1.2.1 (2026-11-30)'),
      /^CHANGELOG\.md has no section/,
    ],
    ['a section without date', changed(' (2026-11-30)', ' (soon)'), /no date/],
    ['an empty section', changed('* Something.\n', ''), /no sentence/],
    ['what was left', changed('## Unreleased\n', '## Unreleased\n\n* Left.\n'), /under Unreleased/],
    ['no repository', { ...good, manifest: { version: '1.2.3' } }, /^package\.json names no repository/],
    ['a private package', { ...good, manifest: { ...good.manifest, private: true } }, /is private/],
  ])('is not published with %s', (_, release, told) => {
    expect(releaseProblems(release)).toEqual([expect.stringMatching(told)])
  })
})
