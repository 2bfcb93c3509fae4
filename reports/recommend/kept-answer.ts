/** What the answer says of probes that keep their settings: why, and whether that does harm. */
import { limitDefaults } from '../../engine/contract/recommendation.ts'
import { outageHelp } from '../outage-help.ts'
import { counted, percent, upperFirst } from '../readable.ts'
import { isUndecided, type UndecidedBasis } from './evidence-text.ts'
import { isStandingStill } from './left-text.ts'
import { asKnown, perMonth, togetherText } from './mistake-text.ts'
import { isChanged, type ProbeRecommendation, probeName, type RatedSetting } from './recommended-result.ts'
import { isCutShort, standstillName } from './standstill-text.ts'
import { isRemoving } from './why-text.ts'

/** Sentences, first of the probes whose settings are known to be right or wrong. */
export function keptTexts(probes: readonly ProbeRecommendation[]): string[] {
  const kept = probes.filter(
    (probe) => !isChanged(probe) && probe.recommended !== null && probe.withheld === undefined,
  )
  const known = kept.filter(({ isKnown }) => isKnown)
  const left = known.filter((probe) => !isUndecided(probe))
  return [
    leftText(left),
    stuckText(kept),
    betterText(probes.filter(({ better }) => better !== null)),
    removingText(left),
    ...Object.entries(undecidedWords).map(([basis, words]) => {
      const own = known.filter(({ evidence }) => evidence.basis === basis)
      return own.length === 0 ? '' : words(own)
    }),
    unknownText(kept.filter(({ isKnown }) => !isKnown)),
  ]
}

function leftText({ length }: readonly ProbeRecommendation[]): string {
  return length === 0
    ? ''
    : `${counted(length, 'probe')} ${length === 1 ? 'stays as it is' : 'stay as they are'}.`
}

/** What does harm, and has no better setting; what one option more would change is said by itself. */
function stuckText(kept: readonly ProbeRecommendation[]): string {
  const own = kept.filter(({ severity, calmer }) => severity === 'harmful' && calmer === null)
  if (own.length === 0) return ''
  const [first] = own
  if (own.every(isCutShort))
    return `${subject(own)} may restart ${own.length === 1 ? 'its container' : 'their containers'} in ${standstillName(first!.standstill!)}, which passes by itself, and no setting within the limits outlasts it: ${outageHelp(...own.map(({ standstill }) => standstill!.of))}.`
  const most = limitDefaults['false-restarts-per-month']
  const many = own.filter(({ current, isKnown }) => isKnown && (current.mistakesPerMonth ?? 0) > most)
  const figures =
    many.length === 0
      ? ''
      : `, with ${sumText(many, ({ current }) => current)} false restarts a month${togetherText(many)}`
  return `${subject(own)} ${own.length === 1 ? 'does' : 'do'} harm${figures}, and no setting within the limits does much less.`
}

/** What would change with `--all`. */
function betterText(own: readonly ProbeRecommendation[]): string {
  if (own.length === 0) return ''
  const parts = (['liveness', 'readiness'] as const).flatMap((type) => {
    const each = own.filter(({ probe, isKnown }) => probe === type && isKnown)
    const before = sumText(each, ({ current }) => current)
    const after = sumText(each, ({ better }) => better)
    if (each.length === 0 || before === after) return []
    if (type === 'readiness' && !each.some(isRemoving)) return []
    const word = type === 'readiness' ? 'false removals' : 'false restarts'
    return [`${word} ${before} → ${after} a month${type === 'readiness' ? ', which restart nothing' : ''}`]
  })
  const figures = parts.length === 0 ? '' : ` (${parts.join('; ')})`
  const urgency =
    parts.length === 0 || own.some(({ probe }) => probe === 'liveness') ? ', which is not urgent' : ''
  const takes = own.length === 1 ? 'it' : 'them'
  return `${subject(own)} could have better numbers${figures}${urgency}: --all changes ${takes}.`
}

/** Readiness that takes well pods out of traffic, and that no number helps much. */
function removingText(left: readonly ProbeRecommendation[]): string {
  const own = left.filter(
    (probe) => probe.severity === 'leave' && isRemoving(probe) && !isStandingStill(probe),
  )
  if (own.length === 0) return ''
  const verb = own.length === 1 ? 'takes' : 'take'
  return `${subject(own)} ${verb} pods that do not hang out of traffic ${sumText(own, ({ current }) => current)} times a month${togetherText(own)}, and no setting that is as quick makes that half.`
}

/** Why probes of which something is known keep their settings though nobody can say whether they are right. */
const undecidedWords: Readonly<Record<UndecidedBasis, (own: readonly ProbeRecommendation[]) => string>> = {
  order: (own) =>
    `Of ${names(own)} nobody can say whether ${own.length === 1 ? 'it is' : 'they are'} right, so nothing changes: ${sumText(own, ({ current }) => current)} to ${perMonth(own.reduce((sum, { evidence }) => sum + (evidence.togetherPerMonth ?? 0), 0))} mistakes a month, and only the order of the answers in time would tell.`,
  few: (own) =>
    `Too few answers of ${names(own)} were seen to say whether ${own.length === 1 ? 'it is' : 'they are'} right, so nothing changes.`,
  contradicted: (own) =>
    `What was counted contradicts what is known of ${names(own)}, so nothing changes: understand that first.`,
  queue: (own) =>
    `${subject(own)} ${own.length === 1 ? 'stays' : 'stay'} as now, and no formula says whether that is right: ${own.length === 1 ? 'it waits' : 'they wait'} with requests, at the peak longer than the timeout in up to ${percent(Number(own.reduce((most, { queued }) => Math.max(most, queued!.lateRatio, queued!.lateRatioThen), 0).toPrecision(2)))} of the runs.`,
  storm: (own) =>
    `${subject(own)} ${own.length === 1 ? 'stays' : 'stay'} as now, and no formula says whether that is right.`,
}

/** What nobody knows, and what a user can say though nobody has measured anything. */
function unknownText(unknown: readonly ProbeRecommendation[]): string {
  if (unknown.length === 0) return ''
  const starts = unknown.filter(({ probe }) => probe === 'startup')
  const answers = unknown.filter(({ probe }) => probe !== 'startup')
  const what = [
    ...(answers.length === 0 ? [] : [`how long the answers to ${names(answers)} take`]),
    ...(starts.length === 0
      ? []
      : [
          starts.length === 1
            ? `how long ${starts[0]!.workload}, ${starts[0]!.container} takes to start`
            : `how long the containers of ${counted(starts.length, 'startup probe')} take to start`,
        ]),
  ]
  const isOpen = answers.some(({ probe, severity }) => probe === 'liveness' && severity === 'unknown')
  const hint = isOpen
    ? ': a scenario or "probestorm calibrate" says it, --outlast says how long a container may stand still'
    : ''
  const one = starts.length === 1 ? 'its startup probe keeps its numbers' : 'it keeps its numbers'
  const keep = unknown.length === 1 ? one : 'they keep their numbers'
  return `Nobody has said ${what.join(', nor ')}, so ${keep}${hint}.`
}

/** `liveness of default/deployment/web, app`, or how many there are. */
function names(own: readonly ProbeRecommendation[]): string {
  const [first, ...others] = own
  return others.length === 0 ? probeName(first!) : counted(own.length, 'probe')
}

function subject(own: readonly ProbeRecommendation[]): string {
  return upperFirst(names(own))
}

/** Mistakes a month of probes together, as well as they are known. */
export function sumText(
  probes: readonly ProbeRecommendation[],
  of: (probe: ProbeRecommendation) => RatedSetting | null,
): string {
  const sum = probes.reduce((total, probe) => total + (of(probe)?.mistakesPerMonth ?? 0), 0)
  return perMonth(probes.reduce((known, probe) => asKnown(known, probe), sum))
}
