/** Probes of which the same is to be said: one reason and one picture for all of them. */
import { readable } from '../readable.ts'
import { isChanged, type ProbeRecommendation } from './recommended-result.ts'
import { worthText } from './setting-text.ts'

export type ProbeGroup = {
  readonly first: ProbeRecommendation
  /** `default/deployment/web, app`, each. */
  readonly names: readonly string[]
}

/** Probes about which there is something to say, in their order; those without a recommendation first. */
export function probeGroups(probes: readonly ProbeRecommendation[]): ProbeGroup[] {
  const groups = new Map<string, { first: ProbeRecommendation; names: string[] }>()
  for (const probe of probes) {
    if (!isChanged(probe) && probe.recommended !== null && worthText(probe) === undefined) continue
    const { workload, container, workloadIndex: _, ...said } = probe
    const name = `${workload}, ${container}`
    const key = JSON.stringify(said)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: probe, names: [name] })
    else group.names.push(name)
  }
  const isOpen = ({ first }: ProbeGroup): boolean => first.recommended === null
  const all = [...groups.values()]
  return [...all.filter(isOpen), ...all.filter((group) => !isOpen(group))]
}

/** `liveness of default/deployment/web, app`; of many the first few. */
export function groupTitle({ first, names }: ProbeGroup, namesMax = 3): string {
  const left = names.length - namesMax
  const shown = names.slice(0, left === 1 ? namesMax + 1 : namesMax).join('; ')
  return `${first.probe} of ${shown}${left > 1 ? `; and ${readable(left)} more alike` : ''}`
}
