/** The same history by the engine: what each instant leaves, and what was left to chance. */
import { ClusterObserver, type ClusterSpec } from '../../engine/index.ts'
import type { Condition } from './deployment.ts'
import type { NodeObject, NodeOracle } from './node-monitor.ts'
import { nodesTrace, type PodTrace, traceOf } from './snapshot.ts'
import { type Oracle, type Pod, second } from './world.ts'

type Seen = PodTrace & {
  readonly shown: string
  readonly deletedSeconds: number | null
  readonly isRunning: boolean
}

export type Observed = { readonly trace: readonly string[]; readonly oracle: Oracle }

export function observeHistory(spec: ClusterSpec): Observed {
  const times = new Set<number>()
  new ClusterObserver(spec).runBefore(Infinity, (_, timeUs) => {
    times.add(timeUs)
  })
  const observer = new ClusterObserver(spec)
  const namer = new Namer(spec)
  const trace: string[] = []
  const known = new Map<string, Seen>()
  const deletedUs = new Map<string, number>()
  const nodeHistory: NodeMoment[] = []
  const boundUs = new Map<string, number>()
  const victims = new Map<number, Seen[]>()
  const progress = new Map<number, Condition | undefined>()
  let before: readonly Seen[] = []
  let text = ''
  for (const timeUs of [...times].sort((a, b) => a - b)) {
    const faults = [...spec.faults.entries()].filter(([, fault]) => fault.atUs === timeUs)
    let first: readonly Seen[] | undefined
    observer.runBefore(timeUs + 1, () => {
      if (faults.length === 0 || first !== undefined) return
      first = namer.podsOf(observer, timeUs)
      namer.forget(before, first)
    })
    const pods = namer.podsOf(observer, timeUs)
    for (const pod of pods) {
      known.set(key(pod), pod)
      if (pod.node !== null && !boundUs.has(key(pod))) boundUs.set(key(pod), timeUs)
      if (pod.isDeleting && !deletedUs.has(key(pod))) deletedUs.set(key(pod), timeUs)
    }
    for (const pod of before)
      if (!deletedUs.has(key(pod)) && !pods.some((other) => key(other) === key(pod)))
        deletedUs.set(key(pod), timeUs)
    for (const [index, { kind }] of faults) {
      const isHit = (pod: Seen): boolean => {
        const at = (list: readonly Seen[]): Seen | undefined => list.find((other) => key(other) === key(pod))
        if (kind === 'delete') return pod.isDeleting !== (at(first!)?.isDeleting ?? !pod.isDeleting)
        const now = at(pods)
        return pod.isRunning && (now === undefined || !now.isRunning || now.restarts > pod.restarts)
      }
      victims.set(index, before.filter(isHit))
    }
    before = pods
    const controller = controllerOf(spec, observer)
    progress.set(timeUs, controller.deployment?.progressing)
    const nodes = observer.nodes().map(({ name, ready, taints }) => ({
      name,
      isUnknown: ready !== 'yes',
      hasNoSchedule: taints.some(({ effect }) => effect === 'NoSchedule'),
      hasNoExecute: taints.some(({ effect }) => effect === 'NoExecute'),
    }))
    nodeHistory.push({ timeUs, nodes })
    const now = [traceOf(pods, controller), nodesTrace(nodes)].join(' | ')
    if (now !== text) trace.push(`${(timeUs / 1e6).toFixed(3)} ${now}`)
    text = now
  }
  const oracle: Oracle = {
    nodes: nodeOracleOf(nodeHistory),
    nodeOf: (name, createdUs) => known.get(`${name}@${createdUs}`)?.node ?? spec.nodes[0].name,
    // One that has come and gone within an instant nobody has seen.
    boundUs: (name, createdUs) =>
      boundUs.get(`${name}@${createdUs}`) ?? (known.has(`${name}@${createdUs}`) ? Infinity : createdUs),
    isDeletedBy: ({ name, createdUs }: Pod, timeUs) =>
      (deletedUs.get(`${name}@${createdUs}`) ?? Infinity) <= timeUs,
    progressingAt: (timeUs) => progress.get(timeUs),
    victimsOf: (fault) => victims.get(fault) ?? [],
  }
  return { trace, oracle }
}

const key = ({ name, createdUs }: Pick<PodTrace, 'name' | 'createdUs'>): string => `${name}@${createdUs}`

/** Names pods as the naive model does: by revision and number, or as a StatefulSet does. */
class Namer {
  private readonly names = new Map<string, Pick<Seen, 'name' | 'createdUs' | 'isDeleting'>>()
  private readonly counts = new Map<string, number>()
  private readonly spec: ClusterSpec

  constructor(spec: ClusterSpec) {
    this.spec = spec
  }

  /** Pods that a fault has removed: one with the same name is another one, in the same second as well. */
  forget(before: readonly Seen[], after: readonly Seen[]): void {
    for (const pod of before)
      if (!after.some((other) => key(other) === key(pod))) this.names.delete(pod.shown)
  }

  podsOf(observer: ClusterObserver, timeUs: number): Seen[] {
    const isStateful = this.spec.workloads[0].kind === 'StatefulSet'
    const numberOf = (name: string): number => Number(name.split('-').at(-1))
    return observer
      .pods()
      .sort((a, b) => numberOf(a.name) - numberOf(b.name))
      .map((pod) => {
        const revision = pod.containers[0].image.split(':')[1]
        const shown = `${pod.name} ${revision} ${pod.createdSeconds}`
        const isDeleting = pod.deletedSeconds !== null
        let named = this.names.get(shown)
        // One that is not being deleted any more is another one.
        if (named === undefined || (named.isDeleting && !isDeleting)) {
          const count = this.counts.get(revision) ?? 0
          this.counts.set(revision, count + 1)
          named = { name: isStateful ? pod.name : `${revision}/${count}`, createdUs: timeUs, isDeleting }
        }
        this.names.set(shown, { ...named, isDeleting })
        return {
          ...named,
          shown,
          node: pod.node,
          phase: pod.phase,
          isReady: pod.conditions.some(({ type, isTrue }) => type === 'Ready' && isTrue),
          isDeleting,
          deletedSeconds: pod.deletedSeconds,
          restarts: pod.containers[0].restartCount,
          isRunning: pod.containers[0].state.kind === 'running',
        }
      })
  }
}

function controllerOf(spec: ClusterSpec, observer: ClusterObserver): Parameters<typeof traceOf>[1] {
  if (spec.workloads[0].kind === 'StatefulSet') {
    const [statefulSet] = observer.statefulSets()
    return statefulSet === undefined ? {} : { statefulSet }
  }
  const sets = observer.replicaSets().map((set) => ({
    ...set,
    revision: set.isOwned ? Number(set.name.split('-v').at(-1)) - 1 : 0,
    number: set.isOwned ? set.revision : 0,
  }))
  const [view] = observer.deployments()
  if (view === undefined) return { sets }
  const condition = (wanted: string) => {
    const found = view.conditions.find(({ type }) => type === wanted)
    if (found === undefined) return undefined
    const { isTrue, reason, updatedSeconds, changedSeconds } = found
    return { isTrue, reason, updatedUs: updatedSeconds! * second, changedUs: changedSeconds! * second }
  }
  return {
    sets,
    deployment: {
      ...view,
      number: view.revision,
      observed: view.observedGeneration,
      progressing: condition('Progressing'),
      availability: condition('Available'),
    },
  }
}

type NodeMoment = {
  readonly timeUs: number
  readonly nodes: readonly Pick<NodeObject, 'name' | 'isUnknown' | 'hasNoExecute'>[]
}

function nodeOracleOf(history: readonly NodeMoment[]): NodeOracle {
  const at = (moment: NodeMoment | undefined, name: string) =>
    moment?.nodes.find((node) => node.name === name)
  const tainted = history.flatMap(({ timeUs, nodes }, index) =>
    nodes
      .filter(({ name, hasNoExecute }) => hasNoExecute && !at(history[index - 1], name)?.hasNoExecute)
      .map(({ name }) => ({ timeUs, name })),
  )
  return {
    unknownUs: (node, silentUs) => {
      const index = history.findIndex(
        (moment, place) =>
          moment.timeUs > silentUs && at(moment, node)!.isUnknown && !at(history[place - 1], node)!.isUnknown,
      )
      const found = history[index]
      return found === undefined ? Infinity : found.timeUs
    },
    taintPassUs: tainted[0]?.timeUs ?? 0,
    isTaintedAt: (node, timeUs) =>
      tainted.some((one) => one.name === node && Math.abs(one.timeUs - timeUs) < 1000),
  }
}
