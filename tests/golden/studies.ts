/** The studies whose results are kept as files, and how they are run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClusterObserver } from '../../engine/index.ts'
import { podCells, podHeaders } from '../../reports/kubectl/pod-table.ts'
import { GrowingTable } from '../../reports/kubectl/tabbed-text.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository, runCli, withTemporaryDirectory } from '../support/cli.ts'

export const goldenStudies = ['nginx-liveness', 'exec-tmp-healthy', 'crash-loop', 'slow-start'] as const
export const goldenTables = ['summary.csv', 'starts.csv', 'detections.csv', 'probes.csv'] as const

/** Where a table of a study is kept. */
export function goldenPath(study: string, table: string): string {
  return join(repository, 'tests/golden', study, table)
}

/** Studies of which every line that `kubectl get pods -w` would print is kept. */
export const watchedStudies = [
  'probe-handlers',
  'exec-tmp-healthy',
  'image-typo',
  'pull-policy-always',
  'init-services',
  'two-containers',
  'run-once',
  'delete-pods',
  'no-such-node',
  'static-pod',
  'edit-deployment',
  'drain-node',
  'dead-node',
] as const
export const watchFile = 'watch.txt'

/** What a watch of a study prints now. */
export async function watchStudy(study: string): Promise<string> {
  const scenario = await loadScenario({ files: [join(repository, 'scenarios/library', study)] })
  const options = { wide: false, withNamespace: false, labelColumns: [], showLabels: false }
  const table = new GrowingTable()
  const lines: string[] = []
  new ClusterObserver(scenario.spec).watchPods(scenario.spec.durationUs, (view, seconds) => {
    const pod = { view, template: scenario.podTemplates[view.workload] }
    const head = lines.length === 0 ? [podHeaders(options)] : []
    lines.push(table.add([...head, podCells(pod, seconds, options)]))
  })
  return lines.join('')
}

/** The tables of a study as they are now, by name. */
export function runStudy(study: string): Map<string, string> {
  return withTemporaryDirectory((directory) => {
    const out = join(directory, 'out')
    const scenario = join(repository, 'scenarios/library', study)
    const run = runCli(['run', '-f', scenario, '--trace', 'probes', '--quiet', '--out-dir', out])
    if (run.exitCode !== 0) throw new Error(run.stderr)
    return new Map(goldenTables.map((table) => [table, readFileSync(join(out, table), 'utf8')]))
  })
}
