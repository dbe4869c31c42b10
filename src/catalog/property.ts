import type { Secret } from '../util/secret.ts'

export const PROPERTY_GROUPS = [
  'Authentication',
  'OAuth',
  'JWT',
  'SSL',
  'Firewall',
  'Proxy',
  'Logging',
  'Schema',
  'Caching',
  'Misc',
] as const
export type PropertyGroup = (typeof PROPERTY_GROUPS)[number]

/**
 * What a text must look like; each is checked in src/driver/property-form.ts. `path` also says that a leading `~` is
 * the home directory.
 */
export type PropertyForm =
  | 'account'
  | 'host'
  | 'path'
  | 'settings-path'
  | 'certificate'
  | 'callback-url'
  | 'endpoint-url'
  | 'time-zone'
  | 'log-modules'
  | 'pairs'

interface PropertyBase {
  readonly name: string
  readonly group: PropertyGroup
  readonly doc: string
  /** False while nothing reads it yet: the docs say so, and a value that is not the default gives a notice. */
  readonly takesEffect: boolean
}

export interface StringProperty extends PropertyBase {
  readonly type: 'string'
  readonly default?: string
  /** In words, where the default depends on the machine. */
  readonly defaultDoc?: string
  readonly form?: PropertyForm
  /** May hold line ends, as PEM does. */
  readonly multiline?: true
}

export interface SecretProperty extends PropertyBase {
  readonly type: 'secret'
  /** `path`: may be a path instead, so a leading `~` is the home directory. */
  readonly form?: 'path'
  readonly multiline?: true
}

export interface ChoiceProperty extends PropertyBase {
  readonly type: 'choice'
  readonly values: readonly string[]
  readonly default?: string
  /** Values that other connectors take and that are not among `values`, with what to use instead. */
  readonly refused?: Readonly<Record<string, string>>
}

export interface BooleanProperty extends PropertyBase {
  readonly type: 'boolean'
  readonly default: boolean
  /** The one value that is refused, and why. */
  readonly refused?: { readonly value: boolean; readonly reason: string }
}

export interface IntegerProperty extends PropertyBase {
  readonly type: 'integer'
  readonly default?: number
  readonly min: number
  readonly max: number
  readonly unit?: 'seconds' | 'milliseconds'
}

/** A number of bytes, written `500kB`, `100MB`, `1GB` (powers of 1000) or as a bare number. */
export interface SizeProperty extends PropertyBase {
  readonly type: 'size'
  readonly default: number
  readonly min: number
  readonly max: number
}

/** One row of the table of connection properties (schema/properties/). */
export type PropertyDefinition =
  | StringProperty
  | SecretProperty
  | ChoiceProperty
  | BooleanProperty
  | IntegerProperty
  | SizeProperty

export type PropertyValue = string | number | boolean | Secret | undefined

type BareValueOf<P extends PropertyDefinition> = P extends { readonly values: readonly (infer V)[] }
  ? V
  : P extends { readonly type: 'secret' }
    ? Secret
    : P extends { readonly type: 'boolean' }
      ? boolean
      : P extends { readonly type: 'integer' | 'size' }
        ? number
        : string

/** The type of a property's value: never undefined where the definition has a default. */
export type ValueOf<P extends PropertyDefinition> = P extends { readonly default: unknown }
  ? BareValueOf<P>
  : BareValueOf<P> | undefined

/** One key a property: `ValuesOf<typeof properties>['Port']` is number. */
export type ValuesOf<T extends readonly PropertyDefinition[]> = {
  readonly [P in T[number] as P['name']]: ValueOf<P>
}

/** A property that connection strings of another connector have, and gmailsql has not. */
export interface ForeignProperty {
  readonly name: string
  /** The row is for all names that begin so. */
  readonly isPrefix?: true
  /** Values that ask for what is so anyway: accepted with a notice. `any`: whatever the value. */
  readonly accepted?: 'any' | readonly string[]
  /** What is so anyway, or what to use instead. */
  readonly doc: string
}
