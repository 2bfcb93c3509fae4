/** Probes of which the same is to be said: one reason and one picture for all of them. */
import { readable } from '../readable.ts'
import {
  isChanged,
  type ProbeRecommendation,
  type ProbeTarget,
  type RecommendationFacts,
  ranked,
} from './recommended-result.ts'
import { worthText } from './why-text.ts'

export type ProbeGroup = {
  readonly first: ProbeRecommendation
  /** `default/deployment/web, app`, each. */
  readonly names: readonly string[]
  readonly defaults: ProbeTarget['defaults']
}

/** What is unknown and stays is named once, for all, unless a limit was named that it breaks. */
function isWorthSaying(probe: ProbeRecommendation): boolean {
  if (isChanged(probe) || probe.recommended === null || probe.better !== null) return true
  if (probe.withheld !== undefined) return true
  if (probe.severity === 'unknown') return probe.isKnown || probe.currentBreaks.length > 0
  return probe.severity === 'harmful' || worthText(probe) !== undefined
}

/** Probes about which there is something to say, the most urgent first; those without a recommendation before all. */
export function probeGroups(
  probes: readonly ProbeRecommendation[],
  { targets }: Pick<RecommendationFacts, 'targets'>,
): ProbeGroup[] {
  const groups = new Map<string, ProbeGroup & { readonly names: string[] }>()
  for (const probe of ranked(probes)) {
    if (!isWorthSaying(probe)) continue
    const { workload, container, workloadIndex: _, ...said } = probe
    const name = `${workload}, ${container}`
    const { defaults } = targets[probes.indexOf(probe)]!
    const key = JSON.stringify([said, defaults])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: probe, names: [name], defaults })
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

/** What stands on a default, as sentences; empty if a scenario says all that matters. */
export function defaultsText({ first, defaults }: ProbeGroup): string {
  const { probe, current, recommended } = first
  const kept = (recommended ?? current).setting
  const isLate = kept.initialDelaySeconds > 0
  const texts = [
    defaults.includes('latency') && first.isKnown
      ? 'Its latency is assumed (the default), for the scenario gives none.'
      : '',
    !defaults.includes('startup')
      ? ''
      : probe === 'startup'
        ? 'Nothing is known of its starts, so its budget is kept.'
        : probe === 'liveness' && isLate
          ? 'Nothing is known of its starts, so its initialDelaySeconds is kept.'
          : '',
  ]
  return texts.filter((text) => text !== '').join(' ')
}

/** Whether there is a latency that could be twice as long: twice what is assumed says nothing. */
export function isSlowKnown({ first, defaults }: ProbeGroup): boolean {
  return first.probe === 'startup' || !defaults.includes('latency')
}
