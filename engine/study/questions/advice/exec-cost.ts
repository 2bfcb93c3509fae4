/**
 * Rule `exec-cost`: CPU time that exec probes cost the node on which they cost most. Each run starts several processes of the
 * runtime (H5, H9); no other handler does.
 */

import type { AdviceFindingOf } from '../../../contract/advice-result.ts'
import type { ClusterSpec, ContainerSpec, ProbeTypeName } from '../../../contract/cluster-spec.ts'
import { podsByNode } from '../../../model/control/placement.ts'
import { type ContainerView, usPerSecond } from './container-view.ts'

/** Cores of one node from which on exec probes are worth a word, and a warning. */
const coresWorth = 0.1
const coresWarned = 0.5
/** A probe is named if it has that share of what its node spends; if none has, the dearest is. */
const shareWorth = 0.25

type ExecProbe = {
  readonly view: ContainerView
  readonly type: ProbeTypeName
  readonly runsPerSecond: number
  readonly cores: number
}

export function execCost(spec: ClusterSpec, views: readonly ContainerView[]): AdviceFindingOf<'exec-cost'>[] {
  const probes = views.flatMap(execProbesOf)
  if (probes.length === 0) return []
  const pods = podsByNode(spec)
  const coresOn = (node: number): number =>
    probes.reduce((sum, { view, cores }) => sum + cores * pods[view.at.workload][node], 0)
  const coresByNode = spec.nodes.map((_, node) => coresOn(node))
  const coresOfNode = coresByNode.reduce((a, b) => Math.max(a, b), 0)
  if (coresOfNode < coresWorth) return []
  const node = coresByNode.indexOf(coresOfNode)
  const there = probes
    .map((probe) => ({ ...probe, pods: pods[probe.view.at.workload][node] }))
    .sort((a, b) => b.cores * b.pods - a.cores * a.pods)
  return there
    .filter(({ cores, pods }, index) => index === 0 || cores * pods >= shareWorth * coresOfNode)
    .map(({ view, type, runsPerSecond, cores, pods }) => {
      const { exec, httpGet } = view.container.behavior.probeCpuUs
      return {
        rule: 'exec-cost',
        severity: coresOfNode >= coresWarned ? 'warning' : 'info',
        container: view.at,
        probe: type,
        field: 'exec',
        restsOnDefault: !view.facts.setsExecCpu,
        figures: {
          node: spec.nodes[node].name,
          cpuSecondsPerRun: exec / usPerSecond,
          pods,
          runsPerSecond: runsPerSecond * pods,
          cores: cores * pods,
          coresOfNode,
          coresOfHttpGet: (runsPerSecond * pods * httpGet) / usPerSecond,
        },
      }
    })
}

/** Those that run for as long as the container does. Of one pod. */
function execProbesOf(view: ContainerView): ExecProbe[] {
  return (['readiness', 'liveness'] as const).flatMap((type) => {
    const runsPerSecond = execRunsPerSecond(view.container, type)
    const cores = (runsPerSecond * view.container.behavior.probeCpuUs.exec) / usPerSecond
    return cores > 0 ? [{ view, type, runsPerSecond, cores }] : []
  })
}

function execRunsPerSecond({ probes }: ContainerSpec, type: ProbeTypeName): number {
  const probe = probes[type]
  return probe?.handler === 'exec' ? usPerSecond / probe.periodUs : 0
}
