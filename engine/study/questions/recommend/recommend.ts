/**
 * From limits to settings: formulas prune the search space and choose, a simulation confirms where they are not exact, and the
 * scenario itself is simulated with the present and the recommended settings. Start reading here.
 */
import { type ClusterSpec, workloadLabel } from '../../../contract/cluster-spec.ts'
import type {
  KnownOf,
  NodeLoad,
  ProbeRecommendation,
  Question,
  Recommendation,
} from '../../../contract/recommendation.ts'
import { Candidates } from './candidates.ts'
import { Confirmation } from './confirmation.ts'
import { missingProbes } from './missing-probes.ts'
import { NodeLoads } from './node-loads.ts'
import type { ProbeCase } from './probe-case.ts'
import { alikeCases, probeCases } from './probe-cases.ts'
import { type Finding, findingOf } from './probe-finding.ts'
import { breathe, type RecommendOptions } from './recommend-options.ts'
import { checkScenario } from './scenario-check.ts'
import { startupFinding } from './startup-finding.ts'

/**
 * @param knownOf what the input says of a container: of the rest neither timeouts nor thresholds become smaller.
 * @throws the reason of the signal, if it is aborted.
 */
export async function recommend(
  spec: ClusterSpec,
  question: Question,
  knownOf: KnownOf,
  options: RecommendOptions = {},
): Promise<Recommendation> {
  const { cases, skipped } = probeCases(spec, knownOf, question.limits)
  const nodes = new NodeLoads(spec)
  const candidates = alikeCases(cases.filter(({ type }) => type !== 'startup')).map((probes) =>
    Candidates.of(probes, question),
  )
  const evidence = new Confirmation(spec, options)
  const choice = await evidence.choose(candidates, nodes, question)
  await evidence.countPresent(candidates)
  const findings = new Map<ProbeCase, Finding>()
  for (const [index, candidate] of candidates.entries()) {
    await breathe(options.signal)
    const finding = findingOf(candidate, choice, index, evidence, question)
    for (const probe of candidate.probes) findings.set(probe, finding)
  }
  for (const probes of alikeCases(cases.filter(({ type }) => type === 'startup'))) {
    await breathe(options.signal)
    const finding = startupFinding(probes[0], question)
    for (const probe of probes) findings.set(probe, finding)
  }
  const { probes, comparison, stormy } = await checkScenario(
    spec,
    cases.map((probe) => ({ ...identityOf(probe), ...findings.get(probe)! })),
    options,
  )
  const found = new Map(cases.map((probe, index) => [probe, probes[index]]))
  const loadWith = (periodOf: (recommendation: ProbeRecommendation) => number): NodeLoad =>
    nodes.busiest(
      candidates.flatMap((candidate) =>
        candidate.probes.map((probe) => [probe, periodOf(found.get(probe)!)] as const),
      ),
    )
  return {
    question,
    probes,
    skipped,
    missing: missingProbes(spec),
    load: {
      current: loadWith(({ current }) => current.setting.periodSeconds),
      recommended: loadWith(({ recommended, current }) => (recommended ?? current).setting.periodSeconds),
    },
    nodeLimitsBroken: choice.broken,
    scenarioCheck: comparison,
    ...(stormy === undefined ? {} : { feelsLoad: true as const, stormy }),
  }
}

function identityOf({
  workloadIndex,
  workload,
  container,
  type,
  probe,
  containers,
  noticesHangs,
  crowd,
  endsStarts,
}: ProbeCase) {
  return {
    workloadIndex,
    workload: workloadLabel(workload),
    container: container.name,
    probe: type,
    handler: probe.handler,
    noticesHangs,
    containers,
    ...(crowd !== undefined && endsStarts && { crowd }),
  }
}
