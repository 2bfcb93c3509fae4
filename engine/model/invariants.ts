/** What must hold of the tables at any time between events. A violation is our fault: it stops the run. */
import type { ClusterState } from './cluster-state.ts'
import { PodStage, ProcessState, WorkerMode } from './codes.ts'
import { isOut } from './metrics/missed-pods.ts'
import { limitOf } from './node/leaks/leaks.ts'
import { calmLevel } from './node/prober/quiet-probes.ts'
import { leftKinds } from './tables/leaks.ts'
import type { Dependencies } from './world/dependencies/dependencies.ts'
import type { ServiceLoad } from './world/traffic/service-load.ts'

export function checkInvariants(state: ClusterState): void {
  checkNodes(state)
  checkContainers(state)
  checkProbes(state)
  checkLevels(state)
  checkRequests(state)
  if (state.dependencies !== undefined) checkNeeds(state, state.dependencies)
  if (state.needs.cpu) checkCpu(state)
  if (state.needs.leaks) checkLeaks(state)
}

function demand(holds: boolean, state: ClusterState, text: string): void {
  if (!holds) throw new Error(`broken invariant at ${state.nowUs} us: ${text}`)
}

function checkNodes(state: ClusterState): void {
  const { node, scheduler } = state
  // T3: static pods are admitted in any case, and live ones have been.
  const mayOverfill =
    state.workload.isStatic.includes(1) || state.spec.workloads.some(({ livePods }) => livePods !== undefined)
  for (let row = 0; row < node.podCount.length; row++) {
    // Those that have ended may still be on their way out.
    const count = scheduler.cache.pods[row]
    demand(
      node.podCount[row] >= 0 && count >= 0 && (mayOverfill || count <= node.podsMax[row]),
      state,
      `node ${row} holds ${count} pods of ${node.podsMax[row]}`,
    )
  }
}

function checkContainers(state: ClusterState): void {
  const { container: containers, pod: pods } = state
  for (let row = 0; row < containers.count; row++) {
    const isRunning = containers.state[row] === ProcessState.Running
    demand(
      containers.seenIncarnation[row] <= containers.incarnation[row],
      state,
      `container ${row} was seen before it ran`,
    )
    demand(
      containers.statusIncarnation[row] <= containers.seenIncarnation[row],
      state,
      `container ${row} shows what was not seen`,
    )
    demand(!isRunning || containers.exitAtUs[row] >= state.nowUs, state, `container ${row} outlived its exit`)
    demand(!isRunning || pods.node[containers.pod[row]] >= 0, state, `container ${row} runs without a node`)
  }
}

function checkProbes(state: ClusterState): void {
  const { probe: probes, container: containers } = state
  for (let row = 0; row < probes.count; row++) {
    demand(
      probes.known[row] <= containers.incarnation[probes.container[row]],
      state,
      `probe ${row} knows a future container`,
    )
    demand(
      probes.exists[row] === 1 || probes.isRunning[row] === 0,
      state,
      `probe ${row} runs without a worker`,
    )
    demand(
      !state.isQuiet || probes.mode[row] !== WorkerMode.Calm || probes.level[row] === calmLevel(state, row),
      state,
      `probe ${row} is calm at level ${probes.level[row]}, its container at another`,
    )
  }
}

/** The levels of the metrics equal a fresh count. */
function checkLevels(state: ClusterState): void {
  const { pod: pods, metrics, spec } = state
  const { levels } = metrics
  const ready = new Float64Array(spec.workloads.length)
  const unready = new Float64Array(spec.workloads.length)
  for (let pod = 0; pod < pods.count; pod++) {
    if (pods.stage[pod] !== PodStage.Bound && pods.stage[pod] !== PodStage.Unscheduled) continue
    if (pods.isReady[pod] === 1) ready[pods.workload[pod]]++
    else if (!isOut(pods, state.workload, pod)) unready[pods.workload[pod]]++
  }
  for (let workload = 0; workload < spec.workloads.length; workload++) {
    demand(
      levels.readyCount[workload] === ready[workload],
      state,
      `workload ${workload} counts ${levels.readyCount[workload]} ready pods, has ${ready[workload]}`,
    )
    demand(
      levels.summed.unready.count[workload] === unready[workload],
      state,
      `workload ${workload} counts ${levels.summed.unready.count[workload]} unready pods, has ${unready[workload]}`,
    )
  }
}

/** Those who are asked count who asks. */
function checkNeeds(state: ClusterState, dependencies: Dependencies): void {
  const { container: containers, containerTemplate } = state
  const asking = new Int32Array(dependencies.asking.length)
  for (let row = 0; row < containers.count; row++) {
    if (containers.state[row] !== ProcessState.Running) continue
    const first = containerTemplate.firstProbe[containers.template[row]]
    const end = first + containerTemplate.probeCount[containers.template[row]]
    for (let template = first; template < end; template++) asking[template]++
  }
  for (let template = 0; template < asking.length; template++)
    demand(
      asking[template] === dependencies.asking[template],
      state,
      `${dependencies.asking[template]} of ${asking[template]} probes of template ${template} ask`,
    )
}

/** Requests are somewhere: what pods have taken in they have worked on, lost, or it waits; and all that are sent are sent to somebody, or nowhere. */
function checkRequests(state: ClusterState): void {
  for (const load of state.traffic?.loads ?? []) {
    const { taken, worked, lost, spread, place } = load
    const cohorts = [...load.cohorts]
    const waiting = cohorts.reduce((sum, { backlog, members }) => sum + backlog * members.size, 0)
    demand(
      cohorts.every(({ backlog }) => backlog >= 0),
      state,
      `load ${place} has a backlog below nothing`,
    )
    demand(
      Math.abs(taken - worked - lost - waiting) <= 1e-6 * (taken + 1),
      state,
      `load ${place} took ${taken} requests, worked on ${worked}, lost ${lost}, and ${waiting} wait`,
    )
    const groups = [...load.closed, ...load.silent, ...cohorts]
    const shares = groups.reduce((sum, group) => sum + spread.shareOf(group), spread.nowhere)
    demand(Math.abs(shares - 1) < 1e-6, state, `load ${place} sends ${shares} of its requests`)
    demand(countsTargets(load), state, `load ${place} counts other targets than it has`)
  }
}

function countsTargets({ targets, closed, silent, cohorts, spread }: ServiceLoad): boolean {
  let members = 0
  let known = 0
  for (const group of [...closed, ...silent, ...cohorts]) {
    members += group.members.size
    known += group.known
    for (const target of group.members)
      if (target.group !== group || targets.get(target.pod) !== target) return false
  }
  return members === targets.size && known === spread.known
}

/** Shares of a node are no more than it has, none is above what the container may take, and metrics count all of them. */
function checkCpu(state: ClusterState): void {
  const { cpu, nodeCpu, cpuTemplate, container: containers, pod: pods, spec } = state
  const taken = new Float64Array(spec.nodes.length)
  const counted = new Float64Array(spec.workloads.length)
  let running = 0
  for (let node = 0; node < spec.nodes.length; node++) {
    for (let row = nodeCpu.first[node]; row >= 0; row = cpu.next[row]) {
      const pod = containers.pod[row]
      running++
      taken[node] += cpu.share[row]
      counted[pods.workload[pod]] += cpu.counted[row]
      demand(
        pods.node[pod] === node && containers.state[row] === ProcessState.Running,
        state,
        `container ${row} has a share of node ${node}, where it does not run`,
      )
      demand(
        cpu.share[row] <= cpuTemplate.limit[containers.template[row]] && cpu.left[row] >= 0,
        state,
        `container ${row} takes ${cpu.share[row]} cores, with ${cpu.left[row]} us of its start-up to do`,
      )
    }
    const { cpuCores = Infinity } = spec.nodes[node]
    demand(
      taken[node] <= cpuCores * (1 + 1e-9),
      state,
      `node ${node} gives away ${taken[node]} of ${cpuCores} cores`,
    )
  }
  let sharing = 0
  for (let row = 0; row < containers.count; row++)
    if (containers.state[row] === ProcessState.Running) sharing++
  demand(running === sharing, state, `${running} of ${sharing} running containers have a share`)
  for (const [workload, microcores] of counted.entries())
    demand(
      state.metrics.cpu.microcores[workload] === microcores,
      state,
      `workload ${workload} counts ${state.metrics.cpu.microcores[workload]} millionths of a core, takes ${microcores}`,
    )
}

/** What a node has left is what its containers have left, and no more than there is. */
function checkLeaks(state: ClusterState): void {
  const { containerLeak, nodeLeak, container: containers, pod: pods, spec } = state
  const left = new Float64Array(spec.nodes.length * leftKinds)
  for (let row = 0; row < containers.count; row++) {
    if (containerLeak.isOn[row] === 0) continue
    for (let kind = 0; kind < leftKinds; kind++) {
      const at = row * leftKinds + kind
      const atNode = pods.node[containers.pod[row]] * leftKinds + kind
      left[atNode] +=
        containerLeak.amount[at] +
        containerLeak.rate[at] * (nodeLeak.clockUs[atNode] - containerLeak.sinceClockUs[at])
    }
  }
  for (const [at, amount] of left.entries()) {
    const limit = limitOf(state, Math.floor(at / leftKinds), at % leftKinds)
    demand(
      Math.abs(nodeLeak.amount[at] - amount) <= 1e-6 * limit && nodeLeak.amount[at] <= limit * (1 + 1e-9),
      state,
      `a node counts ${nodeLeak.amount[at]} of ${limit} that probes have left, its containers have ${amount}`,
    )
  }
}
