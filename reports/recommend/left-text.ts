/** Why probes are left as they are: a sentence for each reason, with the probes that have it. */
import { counted, readable } from '../readable.ts'
import { perMonth, probability, togetherText } from './mistake-text.ts'
import { isChanged, type ProbeRecommendation, type Recommendation } from './recommended-result.ts'
import { standstillName } from './standstill-text.ts'

/** Mistakes a month that are no reason to change anything. */
const negligible = 0.01
/** Names that are said; the others are counted. */
const namesMax = 6

/** Sentences, partly of inputs; empty where every probe changes, or too little is known of it. */
export function leftTexts({ probes }: Pick<Recommendation, 'probes'>): string[] {
  const reasons = new Map<string, string[]>()
  const left = probes.filter(
    (probe) =>
      probe.severity === 'leave' && !isChanged(probe) && (probe.noticesHangs || probe.probe === 'startup'),
  )
  const add = (reason: string, { probe, workload, container }: ProbeRecommendation): void => {
    reasons.set(reason, [...(reasons.get(reason) ?? []), `${probe} of ${workload}, ${container}`])
  }
  for (const probe of left) add(reasonOf(probe), probe)
  for (const probe of left) if (isSingle(probe)) add(singleText, probe)
  return [...reasons].map(([reason, names]) => `${reason}: ${named(names)}.`)
}

const singleText =
  'One failed run is enough (failureThreshold: 1), and neither lost packets nor late kubelets are simulated, so there may be more mistakes than the table says'

function isSingle({ probe, current }: ProbeRecommendation): boolean {
  return probe !== 'startup' && current.setting.failureThreshold === 1
}

function reasonOf(of: ProbeRecommendation): string {
  const { probe, current, standstill } = of
  if (probe === 'startup')
    return `It lets the starts through that are known (at most ${probability(current.startKillProbability)} of them are cut short)`
  const mistakes = current.mistakesPerMonth ?? 0
  if (mistakes <= negligible)
    return `By what is known of its answers it makes next to no mistakes (at most ${negligible} a month), so other numbers would not make fewer`
  const word = probe === 'readiness' ? 'removal' : 'false restart'
  const all = counted(Number(perMonth(mistakes).replaceAll(',', '')) || mistakes, word)
  if (isStandingStill(of))
    return `It makes ${all} a month, most of them of pods that stand still (${standstillName(standstill!)}) and answer no request either, so it is right to take them out of traffic`
  return `It makes ${all} a month${togetherText([of])}, and no setting that is as quick makes at most half as many`
}

/** Whether a readiness probe takes out pods that stand still, and is right to. */
export function isStandingStill({ probe, current, standstill }: ProbeRecommendation): boolean {
  return (
    probe === 'readiness' && standstill !== undefined && standstill.seconds >= current.detectionSecondsLow
  )
}

function named(names: readonly string[]): string {
  const left = names.length - namesMax
  return `${names.slice(0, namesMax).join('; ')}${left > 0 ? `; and ${readable(left)} more` : ''}`
}
