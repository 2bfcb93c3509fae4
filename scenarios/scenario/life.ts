/** Settings of a container's life: `10m`, `{after: 10m, exitCode: 2}`, or a list of either, one for each incarnation; the last repeats. */
import type { DistributionSpec, OneOrEach } from '../../engine/contract/cluster-spec.ts'
import { isMap, type Located } from '../text/located.ts'
import { distribution, perIncarnation } from './distribution-text.ts'
import {
  described,
  type JsonSchema,
  listOf,
  object,
  type Reading,
  type Shape,
  type ValueOf,
} from './shape.ts'

/** One incarnation: when it happens, and what else is said of it. */
export type LifeSetting<Facts> = { readonly after: DistributionSpec } & Facts

type FactShapes = Readonly<Record<string, Shape<unknown>>>
type FactsOf<F extends FactShapes> = { readonly [K in keyof F]?: ValueOf<F[K]> }

/** @param facts what a setting may say beside `after`. */
export function life<F extends FactShapes>(facts: F): Shape<readonly LifeSetting<FactsOf<F>>[]> {
  const whole = object({ after: described(perIncarnation, 'when') }, facts)
  const item = short(object({ after: described(distribution, 'when') }, facts), Object.keys(facts))
  const list = listOf(item, 1)
  return {
    schema: { anyOf: [perIncarnation.schema, whole.schema, list.schema] },
    read(at, reading) {
      if (Array.isArray(at.value)) return list.read(at, reading) as readonly LifeSetting<FactsOf<F>>[]
      if (!isWhole(at, Object.keys(facts))) {
        const times = perIncarnation.read(at, reading)
        return times?.map((after) => ({ after })) as readonly LifeSetting<FactsOf<F>>[] | undefined
      }
      const setting = whole.read(at, reading)
      if (setting === undefined) return undefined
      const { after, ...others } = setting
      return after.map((each) => ({ ...others, after: each })) as readonly LifeSetting<FactsOf<F>>[]
    },
  }
}

/** A distribution for `{after: ...}`, or the map itself. */
function short(whole: Shape<unknown>, facts: readonly string[]): Shape<unknown> {
  const schema: JsonSchema = { anyOf: [distribution.schema, whole.schema] }
  return {
    schema,
    read(at: Located, reading: Reading) {
      if (isWhole(at, facts)) return whole.read(at, reading)
      const after = distribution.read(at, reading)
      return after === undefined ? undefined : { after }
    },
  }
}

/** A map with a key of a setting is one, also `{exitCode: 2}`, which lacks `after`: it is no distribution. */
function isWhole(at: Located, facts: readonly string[]): boolean {
  return isMap(at.value) && at.keys().some((key) => key === 'after' || facts.includes(key))
}

/** A fact of each setting; one for all if they agree. */
export function factOf<Setting, T>(
  settings: readonly Setting[],
  read: (setting: Setting) => T,
): OneOrEach<T> {
  const facts = settings.map(read)
  return facts.every((fact) => fact === facts[0]) ? facts[0]! : facts
}
