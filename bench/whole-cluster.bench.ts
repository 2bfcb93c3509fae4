/** Whole clusters, from the spec to the CSV files: the largest supported one, and how cost grows with pods. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterSpec, EngineName, RunResult } from '../engine/index.ts'
import { writeCsvReport } from '../reports/csv-report.ts'
import { type Bench, defineBench } from './bench.ts'
import { type ClusterParameters, hourUs, secondUs, uniformCluster } from './clusters.ts'
import { outcomeOfProbes, runEngine } from './engine-run.ts'

const largestPods = 150_000
const errorRate = 1e-4

export function wholeClusterBenches(): Bench[] {
  return [
    wholeCluster('hour/quiet', 'quiet', 3, largestPods, hourUs),
    wholeCluster('hour/exact', 'exact', 1, largestPods, hourUs),
    wholeCluster('day/quiet', 'quiet', 1, largestPods, 24 * hourUs),
    ...[1e3, 1e4, 1e5, 1e6].map((pods) =>
      wholeCluster(`growth-${pods.toExponential().replace('+', '')}/quiet`, 'quiet', 3, pods, hourUs),
    ),
  ]
}

function wholeCluster(
  name: string,
  engine: EngineName,
  iterations: number,
  pods: number,
  durationUs: number,
): Bench {
  const small: ClusterParameters = { pods: 60, durationUs: 300 * secondUs, errorRate }
  return defineBench({
    name: `whole-cluster/${name}`,
    unit: 'probe run',
    iterations,
    small,
    large: { pods, durationUs, errorRate },
    setup: uniformCluster,
    run: (spec) => simulateAndWrite(spec, engine),
    outcome: outcomeOfProbes,
  })
}

async function simulateAndWrite(spec: ClusterSpec, engine: EngineName): Promise<RunResult> {
  const result = await runEngine(spec, engine)
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-bench-'))
  try {
    writeCsvReport(directory, result, false)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return result
}
