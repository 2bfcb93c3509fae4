/** `uncertainty` of an entry: what its laws rest on, equally likely draws of all of them, and what happened. */
import type { BehaviorEntry, BehaviorKey, ObservedItem } from './behavior-entries.ts'
import { type Happened, probeTypes } from './observations.ts'

/** Lines of YAML at an indent of 8; none where nothing is known. */
export function uncertaintyLines({ keys, happened: counted }: BehaviorEntry): string[] {
  const happened = counted?.happened
  const observed = keys.flatMap((key) => key.observed ?? [])
  const draws = drawTexts(keys.filter((key) => key.draws !== undefined))
  if (observed.length === 0 && draws.length === 0 && happened === undefined) return []
  return [
    '        uncertainty: # for recommend; simulation ignores it',
    ...(observed.length === 0
      ? []
      : ['          observed:', ...observed.map((item) => `            - ${itemText(item)}`)]),
    ...(happened === undefined ? [] : [`          happened: ${happenedText(happened)}`]),
    ...(draws.length === 0
      ? []
      : ['          draws: # equally likely', ...draws.map((text) => `            - ${text}`)]),
  ]
}

function happenedText({ restarts, podDays, removals, dispersion }: Happened): string {
  const parts = [`restarts: ${restarts}`, `podDays: ${Number(podDays.toPrecision(6))}`]
  if (removals !== undefined) parts.push(`removals: ${removals}`)
  if (dispersion !== undefined && dispersion !== 1)
    parts.push(`dispersion: ${Number(dispersion.toPrecision(4))}`)
  return `{ ${parts.join(', ')} }`
}

function itemText({ of, count, censored, truncated, order, dispersion }: ObservedItem): string {
  const parts = [`of: ${of}`, `count: ${count}`]
  if (censored > 0) parts.push(`censored: ${censored}`)
  if (truncated > 0) parts.push(`truncated: ${truncated}`)
  parts.push(`order: ${order}`)
  if (dispersion !== undefined) parts.push(`dispersion: ${Number(dispersion.toPrecision(4))}`)
  return `{ ${parts.join(', ')} }`
}

/** One flow map for each draw. */
function drawTexts(keys: readonly BehaviorKey[]): string[] {
  const count = keys.reduce((most, { draws }) => Math.max(most, draws!.length), 0)
  const types = probeTypes.filter((type) => keys.some(({ key }) => key === `latency.${type}`))
  const whole = keys.find(({ key }) => key === 'latency')
  return Array.from({ length: count }, (_, draw) => {
    const textOf = ({ draws }: BehaviorKey): string | null => draws![draw % draws!.length]
    const ofTypes =
      types.length === 0
        ? []
        : probeTypes.flatMap((type) => {
            const part = keys.find(({ key }) => key === `latency.${type}`) ?? whole
            return part === undefined ? [] : [`${type}: ${textOf(part)}`]
          })
    const others = keys.filter(
      ({ key }) => !key.startsWith('latency.') && (key !== 'latency' || types.length === 0),
    )
    const pairs = others.flatMap((each) => {
      const value = textOf(each)
      return value === null ? [] : [`${each.key}: ${value}`]
    })
    if (ofTypes.length > 0) pairs.push(`latency: { ${ofTypes.join(', ')} }`)
    return `{ ${pairs.join(', ')} }`
  })
}
