/**
 * Streams belong to a purpose and an entity: a pod is named by its workload, its ordinal and the number of its creation under that ordinal, never by
 * the name that is shown, a container by its name in the pod, a probe by its type. So no entity changes another's chance, and a pod that is
 * made again has a chance of its own.
 */

import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  kindOf,
  podSpecsOf,
  type WorkloadSpec,
} from '../contract/cluster-spec.ts'
import { type PurposeKey, pathKey, purposeKey, seedEntity, seedStream } from '../kernel/random-stream.ts'
import type { ClusterState, ContainerId, PodId, StreamTables } from './cluster-state.ts'
import { PhaseScope } from './codes.ts'

/** Keys of all streams but those of faults. */
export type StreamKeys = {
  /** By workload: what a pod draws by itself. */
  readonly pod: readonly KeysOf<'overhead' | 'requeue' | 'trigger'>[]
  /** By container template: what its containers and their probes draw. */
  readonly container: readonly KeysOf<
    Exclude<
      keyof StreamTables,
      'overhead' | 'requeue' | 'trigger' | 'fault' | 'control' | 'event' | 'choice' | 'lease' | 'monitor'
    >
  >[]
  /** Names streams of slow phases that belong to nodes. */
  readonly slow: PurposeKey
  /** By workload: names the UIDs of its pods. */
  readonly uid: readonly PurposeKey[]
}

type KeysOf<Purpose extends keyof StreamTables> = Readonly<Record<Purpose, PurposeKey>>

/** Hashes every path once: what is left for a stream is a few numbers. */
export function streamKeys(spec: ClusterSpec, replication: number): StreamKeys {
  const keyOf = (purpose: string): PurposeKey => purposeKey(spec.masterSeed, replication, purpose)
  const podPurposes = { overhead: keyOf('overhead'), requeue: keyOf('requeue'), trigger: keyOf('trigger') }
  const containerPurposes = {
    process: keyOf('process'),
    slow: keyOf('slow'),
    pause: keyOf('pause'),
    image: keyOf('image'),
    imageCheck: keyOf('image check'),
    hook: keyOf('hook'),
    cpu: keyOf('cpu'),
    probe: keyOf('probe'),
    phase: keyOf('phase'),
    budget: keyOf('budget'),
    trace: keyOf('trace'),
  }
  const { slow } = containerPurposes
  const paths = spec.workloads.map(pathOf)
  const uid = keyOf('uid')
  return {
    pod: paths.map((path) => under(podPurposes, path)),
    container: spec.workloads.flatMap((one, workload) =>
      podSpecsOf(one)
        .flatMap(containersOfPod)
        .map((container) => {
          const keys = under(containerPurposes, `${paths[workload]}/${container.name}`)
          return sharesPhases(container) ? { ...keys, slow: pathKey(slow, paths[workload]) } : keys
        }),
    ),
    slow,
    uid: paths.map((path) => pathKey(uid, path)),
  }
}

export function pathOf(workload: WorkloadSpec): string {
  return `${workload.namespace}/${kindOf(workload)}/${workload.name}`
}

function under<Keys extends Readonly<Record<string, PurposeKey>>>(keys: Keys, path: string): Keys {
  const found = Object.entries(keys).map(([purpose, key]) => [purpose, pathKey(key, path)])
  return Object.fromEntries(found) as Keys
}

/** All containers of the workload have the same slow phases. */
function sharesPhases({ behavior }: ContainerSpec): boolean {
  return behavior.slow?.scope === 'workload'
}

/** Starts every stream of a pod, its containers and their probes. */
export function seedPod(state: ClusterState, pod: PodId): void {
  const { pod: pods, podTemplate, streams, streamKeys } = state
  const keys = streamKeys.pod[pods.workload[pod]]
  const ordinal = pods.ordinal[pod]
  const creation = pods.creation[pod]
  seedEntity(streams.overhead, pod, keys.overhead, ordinal, creation, 0)
  seedEntity(streams.requeue, pod, keys.requeue, ordinal, creation, 0)
  if (state.overheads.lostTrigger > 0) seedEntity(streams.trigger, pod, keys.trigger, ordinal, creation, 0)
  const first = pods.firstContainer[pod]
  const end = first + podTemplate.containerCount[pods.template[pod]]
  for (let container = first; container < end; container++) {
    seedContainer(state, container, ordinal, creation)
    seedProbes(state, container, ordinal, creation)
  }
}

function seedContainer(state: ClusterState, container: ContainerId, ordinal: number, creation: number): void {
  const { streams, streamKeys, containerTemplate: templates } = state
  const template = state.container.template[container]
  const keys = streamKeys.container[template]
  seedEntity(streams.process, container, keys.process, ordinal, creation, 0)
  if (templates.slowEvery[template] >= 0) {
    const isShared = templates.slowScope[template] === PhaseScope.Workload
    if (isShared) seedEntity(streams.slow, container, keys.slow, 0, 0, 0)
    else seedEntity(streams.slow, container, keys.slow, ordinal, creation, 0)
  }
  if (templates.pauseEvery[template] >= 0)
    seedEntity(streams.pause, container, keys.pause, ordinal, creation, 0)
  if (state.needs.pulls) {
    seedEntity(streams.image, container, keys.image, ordinal, creation, 0)
    seedEntity(streams.imageCheck, container, keys.imageCheck, ordinal, creation, 0)
  }
  if (templates.postStart[template] >= 0 || templates.preStop[template] >= 0)
    seedEntity(streams.hook, container, keys.hook, ordinal, creation, 0)
  if (state.needs.cpu) seedEntity(streams.cpu, container, keys.cpu, ordinal, creation, 0)
}

function seedProbes(state: ClusterState, container: ContainerId, ordinal: number, creation: number): void {
  const {
    streams,
    streamKeys,
    container: containers,
    containerTemplate,
    probe: probes,
    probeTemplate,
  } = state
  const template = containers.template[container]
  const keys = streamKeys.container[template]
  const first = containers.firstProbe[container]
  const end = first + containerTemplate.probeCount[template]
  for (let entity = first; entity < end; entity++) {
    const probe = probes.rowAt[entity]
    const type = probeTemplate.type[probes.template[probe]]
    seedEntity(streams.probe, probe, keys.probe, ordinal, creation, type)
    seedEntity(streams.phase, probe, keys.phase, ordinal, creation, type)
    if (state.isQuiet) seedEntity(streams.budget, probe, keys.budget, ordinal, creation, type)
    if (state.metrics.tracesProbes) seedEntity(streams.trace, probe, keys.trace, ordinal, creation, type)
  }
}

/** Which instances a fault hits. */
export function seedFaults({ spec, streams }: ClusterState, replication: number): void {
  const key = purposeKey(spec.masterSeed, replication, 'fault')
  for (let fault = 0; fault < spec.faults.length; fault++)
    seedStream(streams.fault, fault, key, String(fault))
}

/** Leases and returns of nodes that may fail. */
export function seedNodes({ spec, streams, needs }: ClusterState, replication: number): void {
  if (!needs.nodeHealth) return
  const key = purposeKey(spec.masterSeed, replication, 'lease')
  const event = purposeKey(spec.masterSeed, replication, 'event')
  const firstNode = spec.workloads.length + spec.services.length
  for (const [row, { name }] of spec.nodes.entries()) {
    seedStream(streams.lease, row, key, name)
    seedStream(streams.event, firstNode + row, event, name)
  }
}

/** How long the calls and watches of controllers take, by the object that they are about: workloads, then Services; and what they choose, by workload. */
export function seedControl({ spec, streams }: ClusterState, replication: number): void {
  const control = purposeKey(spec.masterSeed, replication, 'control')
  const event = purposeKey(spec.masterSeed, replication, 'event')
  const choice = purposeKey(spec.masterSeed, replication, 'choice')
  for (const [row, workload] of spec.workloads.entries()) {
    seedStream(streams.control, row, control, pathOf(workload))
    seedStream(streams.event, row, event, pathOf(workload))
    seedStream(streams.choice, row, choice, pathOf(workload))
  }
  for (const [index, { namespace, name }] of spec.services.entries()) {
    const row = spec.workloads.length + index
    const path = `${namespace}/v1.Service/${name}`
    seedStream(streams.control, row, control, path)
    seedStream(streams.event, row, event, path)
  }
}
