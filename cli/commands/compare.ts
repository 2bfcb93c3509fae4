/** `compare BASE HEAD`: what differs between two result directories, and whether that may be. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Comparison, compareResults } from '../../engine/index.ts'
import { type ComparedSide, comparisonPage } from '../../reports/comparison-page.ts'
import {
  type ComparisonFacts,
  comparisonJson,
  comparisonMarkdown,
  comparisonText,
  settingChanges,
} from '../../reports/comparison-report.ts'
import { readPage } from '../../reports/page-reader.ts'
import type { StoredResult } from '../../reports/result-reader.ts'
import { painter } from '../../reports/text-blocks.ts'
import { junitXml } from '../../reports/threshold-report.ts'
import { parseThresholds } from '../../scenarios/load-scenario.ts'
import { noScenario } from '../../scenarios/notes.ts'
import type { Positionals } from '../command-row.ts'
import { judgeDifferences } from '../difference-thresholds.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { checkOutputFile, writeOutputFile } from '../output-file.ts'
import { checkSameKind, holdsSweep, openResult } from '../stored-result.ts'
import { takesColor } from '../streams.ts'
import { withDirectory } from '../sweep/directory-error.ts'
import { exitOfThresholds } from '../threshold-exit.ts'
import { UsageError } from '../usage-error.ts'

export async function compare(options: Options, words: Positionals): Promise<ExitCode> {
  const [basePath, headPath] = [words.get('base')![0]!, words.get('head')![0]!]
  for (const option of ['html', 'junit'] as const)
    checkOutputFile(`--${option}`, options[option], undefined, [basePath, headPath])
  checkSameKind(basePath, headPath)
  if (holdsSweep(basePath))
    return (await import('../sweep/compare.ts')).compareSweepsIn(basePath, headPath, options)
  const base = openResult(basePath)
  const head = openResult(headPath)
  const comparison = compareResults(base, head)
  if (comparison.replications.includes(0)) {
    throw new UsageError(`${basePath} and ${headPath} have no replication in common`)
  }
  const workloads = [...new Set(comparison.metrics.map(({ workload }) => workload))]
  const thresholds = parseThresholds(options.threshold, workloads)
  const verdicts = judgeDifferences(comparison, thresholds)
  const facts: ComparisonFacts = {
    base: basePath,
    head: headPath,
    notes: notesOf(base, head),
    verdicts,
    ...(base.simulatedSeconds === head.simulatedSeconds && { simulatedSeconds: base.simulatedSeconds }),
    ...(base.settings && head.settings ? { settings: settingChanges(base.settings, head.settings) } : {}),
  }
  process.stdout.write(textOf(comparison, facts, options))
  if (options.html !== undefined) {
    const pieces = comparisonPage(comparison, facts, sideOf(base, basePath), sideOf(head, headPath))
    writeOutputFile('--html', options.html, pieces)
  }
  if (options.junit !== undefined)
    writeOutputFile('--junit', options.junit, [junitXml(`compare ${head.scenario}`, verdicts)])
  return exitOfThresholds(verdicts, options.strict)
}

/** With what is drawn over time, where the directory still has it. */
function sideOf(result: StoredResult, directory: string): ComparedSide {
  const hasSeries = existsSync(join(directory, 'timeseries.csv'))
  return hasSeries ? { ...result, page: withDirectory(directory, () => readPage(directory)) } : result
}

function textOf(comparison: Comparison, facts: ComparisonFacts, options: Options): string {
  switch (options.format) {
    case 'json':
      return comparisonJson(comparison, facts)
    case 'markdown':
      return comparisonMarkdown(comparison, facts)
    default:
      return comparisonText(
        comparison,
        facts,
        painter(takesColor(options['no-color'], process.stdout, process.env)),
      )
  }
}

function notesOf(base: StoredResult, head: StoredResult): string[] {
  const notes: string[] = []
  const differs = (what: string, from: unknown, to: unknown): void => {
    if (from !== to) notes.push(`${what} differs: ${String(from)} and ${String(to)}`)
  }
  differs('the simulated time in seconds', base.simulatedSeconds, head.simulatedSeconds)
  differs('the version of probestorm', base.version, head.version)
  differs('the Kubernetes version', base.kubernetesVersion, head.kubernetesVersion)
  // Without a Scenario the name is that of the file, which says nothing.
  if (![base, head].every(hasNoScenario)) differs('the scenario', base.scenario, head.scenario)
  const counts = [base.replications.length, head.replications.length] as const
  if (counts[0] !== counts[1]) {
    const pairs =
      base.seed === head.seed ? `; what follows is of the first ${Math.min(...counts)} of both` : ''
    notes.push(`the number of replications differs: ${counts[0]} and ${counts[1]}${pairs}`)
  }
  return [...notes, ...limitsOfBoth(base.limits, head.limits)]
}

function hasNoScenario({ notes }: StoredResult): boolean {
  return notes.some((note) => note.startsWith(noScenario))
}

/** What the results leave out where it matters; what both do needs no name. */
function limitsOfBoth(base: readonly string[], head: readonly string[]): string[] {
  return [
    ...base.map((limit) => (head.includes(limit) ? limit : `base: ${limit}`)),
    ...head.filter((limit) => !base.includes(limit)).map((limit) => `head: ${limit}`),
  ]
}
