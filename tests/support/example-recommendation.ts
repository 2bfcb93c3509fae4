/** A recommendation worked out anew, for two workloads of one container each. */

import type { BehaviorSpec } from '../../engine/contract/cluster-spec.ts'
import { type Limits, type Recommendation, recommend } from '../../engine/index.ts'
import type { RecommendationFacts } from '../../reports/recommend/recommended-result.ts'
import { app } from './one-workload.ts'
import { cluster, constant, probe, workload } from './spec.ts'

export type ExampleRecommendation = {
  readonly recommendation: Recommendation
  readonly facts: RecommendationFacts
}

/** Of specs that are made here, everything is known. */
export const allKnown = () => ({ setsLatency: { startup: true, readiness: true, liveness: true } })

/** What `recommend` asks for where the command line says nothing. */
export const noLimits: Limits = {
  'detect-within': null,
  'remove-within': null,
  'false-restarts-per-month': null,
  'false-removals-per-month': null,
  'startup-kill-probability': null,
  'max-probes-per-node': null,
  'max-probe-cpu': null,
  outlast: null,
}

/**
 * `web` has a startup, a liveness and a readiness probe, `web-2` a liveness probe that only connects.
 * @param name of the scenario, the second workload and its container.
 */
export async function exampleRecommendation(
  name: string,
  limits: Partial<Limits> = {},
  does: Partial<BehaviorSpec> = {},
): Promise<ExampleRecommendation> {
  const probes = {
    startup: probe(),
    liveness: probe(),
    readiness: probe({}, { failureThreshold: 4 }),
  }
  const spec = cluster(
    [
      workload([app(probes, { errorRate: 0.01, startup: [constant(50)], ...does })], {
        kind: 'Deployment',
        replicas: 4,
      }),
      workload([app({ liveness: probe({}, { handler: 'tcpSocket' }) }, {}, name)], {
        kind: 'Deployment',
        name,
      }),
    ],
    600,
    { initialState: 'running', replications: 3 },
  )
  const question = { limits: { ...noLimits, ...limits }, objective: 'probe-load' as const }
  const recommendation = await recommend(spec, question, allKnown)
  return {
    recommendation,
    facts: {
      version: '1.2.3',
      kubernetesVersion: '1.35',
      scenario: name,
      seed: name,
      remaining: [],
      notes: [`a note on ${name}`],
      targets: recommendation.probes.map(({ workloadIndex, container, probe: type }) => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: workloadIndex === 0 ? 'web' : 'web-2',
        listSteps: ['spec', 'template', 'spec', 'containers'],
        index: 0,
        container,
        probe: type,
        handler: { httpGet: { port: 80 } },
        written: { periodSeconds: 10 },
        defaults: workloadIndex === 0 ? [] : ['latency', 'startup'],
      })),
    },
  }
}
