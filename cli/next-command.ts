/** The command that a user types next: after a run that shows this, somebody who knows the tool would. */
import type { ClusterSpec, RunResult } from '../engine/index.ts'
import type { ThresholdRow } from '../reports/threshold-report.ts'
import { shellWord } from '../scenarios/text/shell-word.ts'
import { inputOptions, type Options, optionRow } from './options.ts'

export type NextCommand = {
  readonly command: string
  readonly why: string
  /** The command without its input: what stands in a page, which others may read. */
  readonly brief: string
}

export type InputOption = (typeof inputOptions)[number]

type CoupledSpec = {
  readonly services: readonly Pick<ClusterSpec['services'][number], 'traffic'>[]
  readonly workloads: readonly {
    readonly pod: {
      readonly containers: readonly {
        readonly behavior: { readonly dependsOn?: readonly unknown[]; readonly cpu?: unknown }
      }[]
    }
  }[]
}

/** Replications that show how much chance matters. */
const replicationsWanted = 10

export function nextCommands(
  result: RunResult,
  verdicts: readonly ThresholdRow[],
  options: Pick<Options, InputOption>,
  spec: CoupledSpec,
  /** Whether liveness probes restarted something in an outage that passes by itself. */
  restartsInVain = false,
): NextCommand[] {
  // What came from a pipe is gone.
  if (options.filename.length === 0 || options.filename.includes('-')) return []
  const next = (verb: string, without: readonly InputOption[], rest: string, why: string): NextCommand => ({
    command: joined(['probestorm', verb, inputWords(options, without), rest]),
    brief: joined(['probestorm', verb, rest]),
    why,
  })
  const { false_restarts_total: falseRestarts } = result.estimates[0].metrics
  const commands: NextCommand[] = []
  // `recommend` judges each container by itself.
  const isCoupled = hasCoupling(spec)
  if (restartsInVain)
    commands.push(
      next(
        'recommend',
        [],
        '',
        'settings that outlast the outage, unless hangs would be noticed far too late',
      ),
    )
  else if (!isCoupled && (falseRestarts.mean ?? 0) > 0)
    commands.push(next('recommend', [], '', 'settings that restart fewer healthy containers'))
  const restarted = result.replications[0].starts.find(({ restartCount }) => restartCount > 0)
  // `explain` simulates everything, so its pods are not those of a part.
  const isPart = options.namespace !== undefined || options.selector !== undefined
  if (restarted !== undefined && !isPart)
    commands.push(
      next(
        'explain',
        ['replications'],
        `-n ${shellWord(restarted.namespace)} --pod ${shellWord(restarted.pod)}`,
        'why it was restarted, line by line',
      ),
    )
  const isCalm = commands.length === 0
  if (isCoupled)
    commands.unshift(
      next(
        'validate',
        ['seed', 'replications'],
        '--advice',
        'what its probes, traffic and dependencies lead to, and what fixes it',
      ),
    )
  const isSingle = result.replications.length === 1
  if (isSingle && (isCalm || verdicts.length > 0))
    commands.push(
      next('run', ['replications'], `--replications ${replicationsWanted}`, 'how much of it is chance'),
    )
  return commands
}

function joined(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ')
}

/** The input as it was given, in words for a shell: what was set of it belongs to the question. */
export function inputWords(options: Pick<Options, InputOption>, without: readonly InputOption[]): string {
  const kept = inputOptions.filter((name) => !without.includes(name))
  return kept
    .flatMap((name) => {
      const { alias, default: usual } = optionRow(name)
      const option = alias ? `-${alias}` : `--${name}`
      const values = [options[name] ?? []].flat().filter((value) => value !== usual && value !== false)
      return values.map((value) => (value === true ? option : `${option} ${shellWord(String(value))}`))
    })
    .join(' ')
}

/** Whether requests, dependencies or processors tie pods to each other. */
function hasCoupling({ services, workloads }: CoupledSpec): boolean {
  return (
    services.some(({ traffic }) => traffic !== undefined) ||
    workloads.some(({ pod }) =>
      pod.containers.some(
        ({ behavior }) => behavior.cpu !== undefined || (behavior.dependsOn ?? []).length > 0,
      ),
    )
  )
}
