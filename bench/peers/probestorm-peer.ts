/** The workload of README.md in probestorm: a pod with one container and one liveness probe for each probe. */

import {
  controlPlaneDefaults,
  podsMaxDefault,
  probeCpuUsDefaults,
} from '../../engine/contract/cluster-spec.ts'
import type { ClusterSpec, DistributionSpec, EngineName, WorkloadSpec } from '../../engine/index.ts'
import { nodesNamed, secondUs } from '../clusters.ts'
import { runEngine } from '../engine-run.ts'

const periodsSeconds = [1, 2, 5, 10, 20, 30]
const podsPerNode = 60
const zero: DistributionSpec = { kind: 'constant', value: 0 }
const never: DistributionSpec = { kind: 'never' }
const latency: DistributionSpec = { kind: 'lognormal', median: 5_000, sigma: 1 }

const [engine, ...numbers] = process.argv.slice(2)
const [probes = 0, seconds = 0, failureProbability = 0, failingEvery = 1, seed = 0] = numbers.map(Number)

/** How many of the probes have this period and fail, or do not. */
function countOf(place: number, isFailing: boolean): number {
  let count = 0
  for (let index = place; index < probes; index += periodsSeconds.length) {
    if ((index % failingEvery === 0) === isFailing) count++
  }
  return count
}

/** One Deployment per period and failure probability. Which node a pod is on changes no total. */
function workloads(): WorkloadSpec[] {
  return [false, true].flatMap((isFailing) =>
    periodsSeconds.flatMap((periodSeconds, place) => {
      const replicas = countOf(place, isFailing)
      return replicas === 0 ? [] : [workload(periodSeconds, isFailing, replicas)]
    }),
  )
}

function workload(periodSeconds: number, isFailing: boolean, replicas: number): WorkloadSpec {
  return {
    namespace: 'default',
    kind: 'Deployment',
    name: `${isFailing ? 'failing' : 'healthy'}-${String(periodSeconds).padStart(2, '0')}`,
    replicas,
    createdAtUs: 0,
    pod: {
      restartPolicy: 'Always',
      terminationGraceUs: 30 * secondUs,
      hasVolumes: false,
      initContainers: [],
      containers: [
        {
          name: 'app',
          image: 'app:1',
          isImageValid: true,
          imagePullPolicy: 'IfNotPresent',
          probes: {
            liveness: {
              handler: 'httpGet',
              initialDelayUs: 0,
              timeoutUs: secondUs,
              periodUs: periodSeconds * secondUs,
              successThreshold: 1,
              failureThreshold: 3,
              portDefined: true,
            },
          },
          behavior: {
            start: [zero],
            startup: [zero],
            latency: { startup: latency, readiness: latency, liveness: latency },
            errorRate: isFailing ? 0.9 : failureProbability,
            hang: { after: [never], tcpOk: true },
            crash: { after: [never], exitCode: 1 },
            complete: { after: [never] },
            shutdown: { after: [zero], exitCode: 143 },
            afterSigterm: 'ok',
            script: [],
            image: { pull: zero, check: zero, present: true, fails: false },
            probeCpuUs: probeCpuUsDefaults,
            startError: [],
          },
        },
      ],
    },
  }
}

const spec: ClusterSpec = {
  scenario: 'peers',
  durationUs: seconds * secondUs,
  warmUpUs: 0,
  intervalUs: 10 * secondUs,
  masterSeed: String(seed),
  replications: 1,
  podsMax: podsMaxDefault,
  kubernetesVersion: '1.36',
  featureGates: {},
  initialState: 'running',
  kubeletUptimeUs: 24 * 3600 * secondUs,
  clockOffsetUs: 0,
  overheads: {
    ideal: true,
    relistCostUs: zero,
    syncUs: zero,
    stopUs: zero,
    volumesUs: zero,
    apiRoundTripUs: zero,
    watchUs: zero,
    podStartDelayUs: zero,
    lostTrigger: 0,
  },
  controlPlane: controlPlaneDefaults,
  nodes: nodesNamed(Math.ceil(probes / podsPerNode)),
  workloads: workloads(),
  services: [],
  faults: [],
}

const before = process.cpuUsage()
const result = await runEngine(spec, engine as EngineName)
const { user, system } = process.cpuUsage(before)
const { values } = result.replications[0]!.summary[0]!
// The spread over nodes is not known here: placement mixes the workloads. The peers' own serves for all.
const totals = (sum: number | null) => ({ sum: sum ?? 0, sumOfSquares: null })
process.stdout.write(
  `${JSON.stringify({
    setupCpuSeconds: 0,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ticks: totals(values.probes_total),
    failures: totals(values.probe_failures_total),
    restarts: totals(values.restarts_total),
  })}\n`,
)
