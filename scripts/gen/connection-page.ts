import { foreignProperties } from '../../schema/foreign-properties.ts'
import { type ForeignProperty, PROPERTY_GROUPS, type PropertyDefinition } from '../../src/catalog/property.ts'
import { allowedText, valueText } from '../../src/catalog/property-text.ts'
import { code, generatedFrom, plain, table } from './markdown.ts'
import { definitionsOf, type SchemaFile } from './schema-files.ts'

const INTRODUCTION = `# Connecting

\`\`\`text
User=me@gmail.com;Password=abcd efgh ijkl mnop
\`\`\`

* Entries are \`name=value\`, separated by semicolons. Names have no case, and blanks in them do not count:
  \`Cache Location\` is \`CacheLocation\`.
* A value that holds a semicolon, starts with a quote, or starts or ends with a blank goes in \`'…'\` or \`"…"\`; a quote of
  the same kind inside is doubled: \`OAuthClientSecret="a;b=c""d"\`. Other quotes and further \`=\` are ordinary characters.
* An unknown name, a name given twice and a value that is not allowed are errors that name the near one. An empty value
  asks for the default.
* \`~\` at the start of a path is the home directory. Variables such as \`$HOME\` and \`%APPDATA%\` are not expanded.
* The line end of a file is cut from the end of a secret; any other control character is refused.

The same properties can be given in three other ways:

* as an object: \`connect({ User: 'me@gmail.com', Password: process.env.APP_PASSWORD })\`;
* as a URL: \`gmail:///?User=me@gmail.com&Password=…\` or \`gmail://user@server:port?…\`, where \`&\` and \`;\` both separate,
  values are percent-decoded, and \`+\` stays a plus;
* as environment variables, \`GMAILSQL_USER\`, \`GMAILSQL_PASSWORD\` and so on, for what is given in no other way.

The prefixes \`jdbc:gmail:\` and \`jdbc:cdata:gmail:\` are left out. Secrets are shown as \`********\` everywhere:
in \`sys_connection_props\`, errors, logs and \`console.log\`.

A property marked *not yet read* is accepted and checked, has no effect, and says so in a notice.
`

const FOREIGN = `## Properties of other connection strings

Connection strings that were written for another connector are understood as far as they mean the same.
`

/** docs/connection.md. */
export function connectionPage(files: readonly SchemaFile[]): string {
  const properties = definitionsOf<PropertyDefinition>(files, 'properties')
  const groups = PROPERTY_GROUPS.map(group => {
    const own = properties.filter(property => property.group === group)
    return `## ${group}\n\n${table(['property', 'default', 'values', 'meaning'], own.map(propertyRow))}\n`
  })
  const foreign = table(['property', 'is', 'because'], foreignProperties.map(foreignRow))
  return [generatedFrom('schema/properties'), INTRODUCTION, ...groups, FOREIGN, `${foreign}\n`].join('\n')
}

function propertyRow(property: PropertyDefinition): string[] {
  const meaning = property.takesEffect ? plain(property.doc) : `${plain(property.doc)} *Not yet read.*`
  return [code(property.name), defaultText(property), valuesText(property), meaning]
}

function defaultText(property: PropertyDefinition): string {
  const value = 'default' in property ? valueText(property, property.default) : null
  if (value !== null) return code(value)
  return property.type === 'string' && property.defaultDoc !== undefined ? plain(property.defaultDoc) : ''
}

function valuesText(property: PropertyDefinition): string {
  const allowed = allowedText(property)
  if (property.type === 'secret') return 'secret'
  if (allowed === null) return 'text'
  if (property.type === 'choice' || property.type === 'boolean') return allowed.split(',').map(code).join(' ')
  const unit = property.type === 'integer' && property.unit !== undefined ? ` ${property.unit}` : ''
  return `${allowed.replace('..', ' to ')}${unit}`
}

function foreignRow(property: ForeignProperty): string[] {
  const name = property.isPrefix ? `${code(property.name)}…` : code(property.name)
  const { accepted } = property
  if (accepted === undefined) return [name, 'refused', plain(property.doc)]
  if (accepted === 'any') return [name, 'accepted without effect', plain(property.doc)]
  return [name, `accepted as ${accepted.map(code).join(', ')}, else refused`, plain(property.doc)]
}
