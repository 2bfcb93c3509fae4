/** `recommend`: load, search for settings, confirm them, write patches and say why. */
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import {
  type ClusterSpec,
  type KnownOf,
  type Recommendation,
  recommendInThread,
  workloadLabel,
} from '../../engine/index.ts'
import { type WrittenFile, writeText } from '../../reports/csv-report.ts'
import { machineFacts } from '../../reports/provenance.ts'
import { paretoCsv } from '../../reports/recommend/pareto-table.ts'
import { patchFiles } from '../../reports/recommend/patches.ts'
import { recommendationJson } from '../../reports/recommend/recommendation-json.ts'
import { recommendationMarkdown } from '../../reports/recommend/recommendation-markdown.ts'
import { recommendationPage } from '../../reports/recommend/recommendation-page.ts'
import { recommendationText } from '../../reports/recommend/recommendation-text.ts'
import { isSatisfied, type RecommendationFacts } from '../../reports/recommend/recommended-result.ts'
import { ResultDirectory } from '../../reports/result-directory.ts'
import { reportFile } from '../../reports/result-record.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import { probeTarget } from '../../scenarios/probe-target.ts'
import { defaultDirectory } from '../default-directory.ts'
import { ExitCode } from '../exit-code.ts'
import { loadInput, pathsOf } from '../input.ts'
import { type Interrupt, interruptedCode, stopOnSignal } from '../interrupt.ts'
import { checkMemory } from '../memory-limit.ts'
import { type OptionName, type Options, recordedOptions } from '../options.ts'
import { questionOf } from '../recommend/question.ts'
import { remainingAdvice } from '../recommend/remaining-advice.ts'
import { Steps } from '../recommend/show-steps.ts'
import { takesColor } from '../streams.ts'
import { withDirectory } from '../sweep/directory-error.ts'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'

export async function recommend(options: Options): Promise<ExitCode> {
  const question = questionOf(options)
  const scenario = await loadInput(options, 'recommend')
  if (question.limits['max-probe-cpu'] !== null) checkProcessors(scenario)
  const workers = options.workers ?? availableParallelism()
  checkMemory(scenario.spec, { workers }, options['max-memory'])
  const path = options['out-dir'] ?? defaultDirectory('recommendation', scenario.scenarioName)
  const directory = withDirectory(
    '--out-dir',
    () => new ResultDirectory(path, 'recommendation', pathsOf(scenario.inputs)),
  )
  const interrupt = stopOnSignal(() => directory.discard(), 'nothing is written')
  const steps = new Steps(options.quiet)
  const startedAt = new Date().toISOString()
  const startedAtMs = performance.now()
  try {
    const knownOf: KnownOf = (ref) => containerFacts(scenario.places, ref)
    const recommendation = await recommendInThread(scenario.spec, question, knownOf, {
      workers,
      signal: interrupt.signal,
      onStep: (text) => steps.begin(text),
      onProgress: (progress) => steps.update(progress),
    })
    await hearSignal(interrupt)
    const facts = await factsOf(recommendation, scenario)
    await hearSignal(interrupt)
    const files = writeFiles(directory, recommendation, facts)
    const wallSeconds = Math.round(performance.now() - startedAtMs) / 1000
    const provenance = provenanceOf(scenario, options, startedAt, wallSeconds)
    const written = [...files, directory.seal(provenance, files)]
    await hearSignal(interrupt)
    withDirectory('--out-dir', () => directory.commit())
    print(recommendation, facts, { path, files: written, wallSeconds }, options)
    return isSatisfied(recommendation) ? ExitCode.Done : ExitCode.Regression
  } catch (error) {
    directory.discard()
    return interruptedCode(error, interrupt)
  } finally {
    steps.stop()
    interrupt.end()
  }
}

/** A signal that came while something was worked out at a stretch is heard now. */
async function hearSignal({ signal }: Interrupt): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}

function checkProcessors({ spec }: LoadedScenario): void {
  const silent = spec.nodes.find(({ cpuCores }) => cpuCores === undefined)
  if (silent === undefined) return
  throw new UsageError(
    `--max-probe-cpu is a share of each node's processors, but the input does not say how many ${silent.name} has; add allocatable.cpu to its pool or Node`,
  )
}

async function factsOf(
  recommendation: Recommendation,
  scenario: LoadedScenario,
): Promise<RecommendationFacts> {
  const { probes } = recommendation
  const { spec, notes, places, scenarioName } = scenario
  return {
    remaining: await remainingAdvice(recommendation, scenario),
    version: version(),
    kubernetesVersion: spec.kubernetesVersion,
    scenario: scenarioName,
    seed: spec.masterSeed,
    notes: [...notes, ...laterVersions(spec)],
    targets: probes.map(({ workloadIndex, container, probe }) =>
      probeTarget(places[workloadIndex]!, container, probe),
    ),
  }
}

function writeFiles(
  { staging }: ResultDirectory,
  recommendation: Recommendation,
  facts: RecommendationFacts,
): WrittenFile[] {
  return [
    writeText(staging, reportFile, recommendationPage(recommendation, facts)),
    writeText(staging, 'recommendation.md', [recommendationMarkdown(recommendation, facts)]),
    writeText(staging, 'pareto.csv', paretoCsv(recommendation)),
    ...patchFiles(recommendation.probes, facts).map(({ name, text }) => writeText(staging, name, [text])),
  ]
}

/** Options that a result depends on, beside those of the input. */
const ownOptions = [
  'objective',
  'all',
  'detect-within',
  'remove-within',
  'false-restarts-per-month',
  'false-removals-per-month',
  'startup-kill-probability',
  'outlast',
  'max-probes-per-node',
  'max-probe-cpu',
] as const satisfies readonly OptionName[]

function provenanceOf(
  { spec, scenarioName, inputs }: LoadedScenario,
  options: Options,
  startedAt: string,
  wallSeconds: number,
): Readonly<Record<string, unknown>> {
  return {
    version: version(),
    kubernetesVersion: spec.kubernetesVersion,
    recommendation: scenarioName,
    seed: spec.masterSeed,
    inputs,
    options: recordedOptions(options, ownOptions),
    startedAt,
    machine: machineFacts(),
    wallSeconds,
  }
}

function print(
  recommendation: Recommendation,
  facts: RecommendationFacts,
  {
    path,
    files,
    wallSeconds,
  }: { readonly path: string; readonly files: readonly WrittenFile[]; readonly wallSeconds: number },
  options: Options,
): void {
  switch (options.format) {
    case 'json':
      process.stdout.write(recommendationJson(recommendation, facts))
      return
    case 'markdown':
      process.stdout.write(recommendationMarkdown(recommendation, facts))
      return
    case 'yaml':
      process.stdout.write(patchFiles(recommendation.probes, facts)[0]!.text)
      return
    case 'csv':
      for (const piece of paretoCsv(recommendation)) process.stdout.write(piece)
      return
    default:
      process.stdout.write(
        recommendationText(recommendation, {
          ...facts,
          directory: path,
          files,
          wallSeconds,
          color: takesColor(options['no-color'], process.stdout, process.env),
        }),
      )
  }
}

/** Settings belong to manifests, and manifests say what pods are at first. */
function laterVersions({ workloads }: ClusterSpec): string[] {
  const changing = workloads.filter(({ revisions = [] }) => revisions.length > 0)
  if (changing.length === 0) return []
  const names = changing.map(workloadLabel).join(', ')
  return [`Looked at the pods that manifests say, not at the versions that rollouts bring later: ${names}.`]
}
