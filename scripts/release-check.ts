/** `node scripts/release-check.ts v1.2.3`: whether that tag may be published from this checkout; says what is wrong, and ends with 1. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Release {
  readonly tag: string
  readonly manifest: { readonly version: string; readonly repository?: unknown; readonly private?: boolean }
  readonly changelog: string
}

/** What speaks against it, a sentence each. */
export function releaseProblems({ tag, manifest, changelog }: Release): string[] {
  const { version } = manifest
  const sections = [...changelog.matchAll(/^## (\S+)/gm)].map(match => match[1]!)
  const notes = changelog.split(/^## /m).find(section => section.startsWith(`${version} `)) ?? ''
  const problems = {
    [`the tag ${tag} is not v${version}, the version of package.json`]: tag !== `v${version}`,
    [`CHANGELOG.md has no section "## ${version} (date)"`]: !sections.includes(version),
    [`the section of ${version} in CHANGELOG.md has no date and no sentence`]:
      sections.includes(version) && !/^\S+ \(\d{4}-\d\d-\d\d\)\n[\s\S]*^\* \S/m.test(notes),
    'CHANGELOG.md still has sentences under Unreleased': /^## Unreleased\n(?:(?!^## )[\s\S])*?^\* /m.test(
      changelog,
    ),
    'package.json names no repository, of which provenance has to tell': manifest.repository === undefined,
    'package.json is private': manifest.private === true,
  }
  return Object.keys(problems).filter(problem => problems[problem])
}

if (import.meta.main) {
  const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')
  const problems = releaseProblems({
    tag: process.argv[2] ?? '',
    manifest: JSON.parse(read('package.json')) as Release['manifest'],
    changelog: read('CHANGELOG.md'),
  })
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}
