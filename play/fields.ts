/** A number that a slider holds, and where it stands in a study. */

/** Positions of a slider: whole numbers, tenths, or tenths of a decade. */
export type Scale = 'whole' | 'tenths' | 'decades'

/** What of a thing can be changed. */
export type Field<Thing> = {
  readonly name: string
  readonly unit: string
  readonly scale: Scale
  readonly min: number
  /** The slider goes up to this at least, and to three times the present value. */
  readonly max: number
  /** More is impossible. */
  readonly mostMax?: number
  /** The value that leaves what the scenario has, where no single number says that. */
  readonly asWritten?: number
  /** Undefined: this one has no such number. */
  readonly read: (thing: Thing) => number | undefined
  readonly write: (thing: Thing, value: number) => Thing
}

export type PlaySetting = {
  /** What it belongs to and its name: the same in every page of this scenario. */
  readonly key: string
  /** Empty for what is of no single workload. */
  readonly workload: string
  /** `container app, liveness probe`; empty for what is of the whole workload. */
  readonly part: string
  readonly name: string
  readonly unit: string
  readonly scale: Scale
  readonly min: number
  readonly max: number
  readonly asWritten?: number
  /** As the scenario has it. */
  readonly value: number
}

/** By key; what is not in it stays as it is. */
export type PlayValues = Readonly<Record<string, number>>

/** A thing, its fields, and how it is called. */
export type Place<Thing> = {
  readonly key: string
  readonly workload: string
  readonly part: string
  readonly fields: readonly Field<Thing>[]
}

export function settingsIn<Thing>(
  thing: Thing,
  { key, workload, part, fields }: Place<Thing>,
): PlaySetting[] {
  return fields.flatMap((field) => {
    const value = field.asWritten ?? field.read(thing)
    if (value === undefined || field.read(thing) === undefined) return []
    const { name, unit, scale, min, max, mostMax = Infinity, asWritten } = field
    return [
      {
        key: `${key}${name}`,
        workload,
        part,
        name,
        unit,
        scale,
        min: Math.min(min, value),
        max: asWritten === undefined ? Math.min(mostMax, Math.max(max, 3 * value)) : max,
        ...(asWritten === undefined ? {} : { asWritten }),
        value,
      },
    ]
  })
}

/** The thing with these values, each brought back into the range of its slider; itself where none is changed. */
export function withValues<Thing>(thing: Thing, place: Place<Thing>, values: PlayValues): Thing {
  return settingsIn(thing, place).reduce((changed, { key, name, scale, min, max, value: before }) => {
    const given = values[key]
    if (given === undefined || !Number.isFinite(given) || given === before) return changed
    const value = Math.min(max, Math.max(min, scale === 'whole' ? Math.round(given) : given))
    return place.fields.find((field) => field.name === name)!.write(changed, value)
  }, thing)
}
