/** What the commands share that look at one replication: its input, the time, and which objects they are about. */
import { ClusterObserver, type ClusterSpec, type PodView } from '../engine/index.ts'
import { dated } from '../reports/kubectl/before-run.ts'
import { podLabels, type ShownPod } from '../reports/kubectl/pod-object.ts'
import { safeText } from '../reports/readable.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'
import { durationText, parseDuration } from '../scenarios/text/duration.ts'
import {
  type LabelSelector,
  type Labels,
  parseLabelSelector,
  selects,
} from '../scenarios/text/label-selector.ts'
import { ExitCode } from './exit-code.ts'
import { loadInput } from './input.ts'
import { checkMemory } from './memory-limit.ts'
import type { Options } from './options.ts'
import type { Output } from './streams.ts'
import { UsageError } from './usage-error.ts'

/** Which objects a command is about, as kubectl takes namespace, names and label selector. */
export class ObjectScope {
  /** Undefined for all. */
  readonly namespace: string | undefined
  readonly names: readonly string[]
  private readonly selector: LabelSelector

  constructor(options: Options, names: readonly string[]) {
    this.namespace = options['all-namespaces'] ? undefined : (options.namespace ?? 'default')
    this.names = names
    this.selector = selectorOf(options.selector ?? '')
    if (names.length > 0 && this.selector.length > 0)
      throw new UsageError('names and --selector are given; expected one of the two')
    if (names.length > 0 && this.namespace === undefined)
      throw new UsageError('names and --all-namespaces are given; a name is of one namespace')
  }

  holds(namespace: string, name: string, labels: Labels): boolean {
    return (
      (this.namespace === undefined || this.namespace === namespace) &&
      (this.names.length === 0 || this.names.includes(name)) &&
      selects(this.selector, labels)
    )
  }

  /**
   * Says which names were not found, or that nothing was; the exit code that follows.
   * @param spec whose names are near, where pods were looked for.
   */
  async report(
    noun: string,
    found: readonly string[],
    { err }: Output,
    spec?: ClusterSpec,
  ): Promise<ExitCode> {
    const missing = this.names.filter((name) => !found.includes(name))
    for (const name of missing) err(`Error from server (NotFound): ${noun} "${safeText(name)}" not found\n`)
    if (spec !== undefined && (missing.length > 0 || found.length === 0))
      err((await import('./name-hint.ts')).nameHint(spec, this.namespace, missing))
    if (missing.length > 0) return ExitCode.Input
    if (found.length === 0) {
      const place = this.namespace === undefined ? '' : ` in ${safeText(this.namespace)} namespace`
      err(`No resources found${place}.\n`)
    }
    return ExitCode.Done
  }
}

function selectorOf(text: string): LabelSelector {
  const parsed = parseLabelSelector(text)
  if (!('problem' in parsed)) return parsed
  throw new UsageError(
    `--selector: "${parsed.problem}" is no requirement on a label; write one such as tier=front`,
  )
}

/**
 * The input of a view: everything in it runs, once, whatever is shown of it. A view shows no metrics: one bucket takes
 * them all.
 */
export async function loadView(options: Options, command: string): Promise<LoadedScenario> {
  const loaded = await loadInput(options, command, 'whole')
  const spec = { ...loaded.spec, intervalUs: loaded.spec.durationUs, replications: 1 }
  checkMemory(spec, {}, options['max-memory'])
  return { ...loaded, spec }
}

/** The time to look at. */
export function viewUs(options: Options, { spec }: LoadedScenario, fallbackUs: number): number {
  if (options.at === undefined) return fallbackUs
  const reading = parseDuration(options.at)
  if ('problem' in reading) throw new UsageError(`--at ${reading.problem}; ${reading.fix}`)
  if (reading.us <= spec.durationUs) return reading.us
  throw new UsageError(
    `--at is ${durationText(reading.us)}, but the run ends at ${durationText(spec.durationUs)}; write an earlier time, or a longer --duration`,
  )
}

/** Handles what happens up to and at this time. */
export function runTo(observer: ClusterObserver, timeUs: number): void {
  observer.runBefore(timeUs + 1)
}

/** The cluster at the time to look at. Of a watch, what happens at the time itself is a change. */
export function clusterAt(
  options: Options,
  scenario: LoadedScenario,
): { readonly observer: ClusterObserver; readonly nowSeconds: number } {
  const atUs = viewUs(options, scenario, options.watch ? 0 : scenario.spec.durationUs)
  const observer = new ClusterObserver(scenario.spec)
  if (options.watch) observer.runBefore(atUs)
  else runTo(observer, atUs)
  return { observer, nowSeconds: secondsOf(atUs) }
}

function secondsOf(us: number): number {
  return us / 1_000_000
}

/** The pod with what its manifest says. */
export function shownPod(view: PodView, scenario: LoadedScenario): ShownPod {
  return { view: dated(view), template: scenario.podTemplates[view.workload] }
}

/** The pods in scope that are in the API. */
export function podsInScope(
  observer: ClusterObserver,
  scenario: LoadedScenario,
  scope: ObjectScope,
): ShownPod[] {
  return observer
    .pods()
    .map((view) => shownPod(view, scenario))
    .filter((pod) => isInScope(pod, scope))
}

export function isInScope(pod: ShownPod, scope: ObjectScope): boolean {
  return scope.holds(pod.view.namespace, pod.view.name, podLabels(pod))
}
