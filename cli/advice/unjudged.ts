/** What no rule of advice judges, with the command that does: the load at which a Service tips over, and what ties containers to each other. */
import { unjudgedOf } from '../../engine/index.ts'
import type { Unjudged } from '../../reports/advice/advice-item.ts'
import { percent } from '../../reports/readable.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import { shellWord } from '../../scenarios/text/shell-word.ts'
import { type InputOption, inputWords } from '../next-command.ts'
import type { Options } from '../options.ts'

/** The search starts where at most this share of the workers is busy at the peak, and ends well beyond what they can do. */
const calmShare = 0.2
const wildShare = 1.5
/** Failed requests that count as tipped over, of those that come at the present rate. */
const failedShare = 0.1
/** Replications that show how much chance matters. */
const replications = 10

/** @param options the input as it was given; without it, or where it came from a pipe, there is no command. */
export function unjudged(
  { spec, servicePaths }: LoadedScenario,
  options?: Pick<Options, InputOption>,
): Unjudged[] {
  const { loads, shares } = unjudgedOf(spec)
  const isTyped = options !== undefined && options.filename.length > 0 && !options.filename.includes('-')
  const command = (verb: string, without: readonly InputOption[], rest: string): string | null =>
    isTyped ? `probestorm ${verb} ${inputWords(options, without)} ${rest}` : null
  const simulated = command('run', ['replications'], `--replications ${replications}`)
  const ofLoads = loads.map((load): Unjudged => {
    const { requestsPerSecond: now, fullRequestsPerSecond: full } = load
    const path = servicePaths[load.service]
    const rest =
      now === null || full === null || path === undefined
        ? undefined
        : searchWords(load.holdsProbes, now, full, path, spec.durationUs / 1e6)
    const calls =
      now !== null && full === null
        ? '; calls of other Services alone keep all workers busy, so no rate of its own is calm'
        : ''
    return {
      about: `where ${load.title} tips over: its requests keep ${percent(rough(load.busyRatio))} of the workers of its pods busy at the peak, and ${load.pods === 1 ? 'it has one pod' : `${percent(rough(load.busyRatioThen))} with one pod fewer`}; no formula says how waits, retries and restarts cause each other${calls}`,
      command: rest === undefined ? simulated : command('find-threshold', ['replications'], rest),
    }
  })
  if (shares.length === 0) return ofLoads
  return [
    ...ofLoads,
    {
      about: `what containers do to each other through ${shares.map((share) => words[share]).join(' and ')}: rules look at each container by itself, except for the starts of a node`,
      command: simulated,
    },
  ]
}

const words = {
  processors: 'the processors that they share',
  dependencies: 'the services that they need',
  leaks: 'the processes and sockets that their probes leave',
} as const

function searchWords(holdsProbes: boolean, now: number, full: number, path: string, seconds: number): string {
  const from = rough(Math.min(now / 2, calmShare * full))
  const to = rough(Math.max(2 * now, wildShare * full))
  const until = holdsProbes
    ? 'availability_ratio < 90%'
    : `failed_requests_total > ${rough(failedShare * now * seconds)}`
  const vary = shellWord(`${path}.requestsPerSecond`)
  return `--vary ${vary} --from ${from} --to ${to} --until ${shellWord(until)}`
}

/** Two digits. */
function rough(value: number): number {
  return Number(value.toPrecision(2))
}
