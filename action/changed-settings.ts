/** Which settings of probes differ, and where they stand in the head. */
import { type ContainerRef, type ProbeTypeName, workloadLabel } from '../engine/contract/cluster-spec.ts'
import { findingPlace } from '../scenarios/advice/finding-place.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'

export type ChangedSetting = {
  /** `shop/deployment/web, container app, livenessProbe.periodSeconds`. */
  readonly what: string
  readonly base: number
  readonly head: number
  readonly file: string
  readonly line: number
  readonly column: number
}

const fields = [
  ['initialDelaySeconds', 'initialDelayUs'],
  ['periodSeconds', 'periodUs'],
  ['timeoutSeconds', 'timeoutUs'],
  ['successThreshold', 'successThreshold'],
  ['failureThreshold', 'failureThreshold'],
] as const

const types: readonly ProbeTypeName[] = ['startup', 'readiness', 'liveness']

/** Numbers of probes that both sides have; probes that come or go are told by `compare`. */
export function changedSettings(base: LoadedScenario, head: LoadedScenario): ChangedSetting[] {
  const before = probesOf(base)
  return [...probesOf(head)].flatMap(([name, { ref, type, numbers }]) => {
    const old = before.get(name)?.numbers
    if (old === undefined) return []
    return fields.flatMap(([field]) => {
      if (old[field] === numbers[field]) return []
      const { file, line, column } = findingPlace(head.places, ref, type, field)
      return [{ what: `${name}.${field}`, base: old[field], head: numbers[field], file, line, column }]
    })
  })
}

type Numbers = Readonly<Record<(typeof fields)[number][0], number>>
type Probe = { readonly ref: ContainerRef; readonly type: ProbeTypeName; readonly numbers: Numbers }

function probesOf({ spec }: LoadedScenario): Map<string, Probe> {
  const found = new Map<string, Probe>()
  for (const [workload, { pod }] of spec.workloads.entries())
    for (const isInit of [true, false])
      for (const [container, { name, probes }] of (isInit ? pod.initContainers : pod.containers).entries())
        for (const type of types) {
          const probe = probes[type]
          if (probe === undefined) continue
          const numbers = Object.fromEntries(
            fields.map(([field, key]) => [field, key.endsWith('Us') ? probe[key] / 1e6 : probe[key]]),
          ) as Numbers
          const label = `${workloadLabel(spec.workloads[workload]!)}, container ${name}, ${type}Probe`
          found.set(label, { ref: { workload, container, isInit }, type, numbers })
        }
  return found
}
