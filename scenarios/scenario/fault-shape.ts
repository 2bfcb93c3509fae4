/** `faults` of a scenario: their keys by kind. */
import { outageModes } from '../../engine/contract/cluster-spec.ts'
import { durationText } from '../text/duration.ts'
import { isMap, shown } from '../text/located.ts'
import { nearestWord, oneOfText } from '../text/suggestion.ts'
import { behaviorShape, exitCode, slowFactor } from './behavior.ts'
import { matchShape, nodeMatchShape } from './match.ts'
import { probeChange } from './probe-change.ts'
import {
  choice,
  count,
  countMax,
  described,
  duration,
  flag,
  type KeyCheck,
  number,
  object,
  pathOrMap,
  placed,
  type Shape,
  text,
  type ValueOf,
  wholeNumber,
  wrongType,
} from './shape.ts'

const atTime = { at: described(duration(), 'simulated time at which it happens') }
const lasting = described(duration(1), 'how long it lasts')
const outFor = described(duration(1), 'how long it lasts [to the end]')
/** A virtual machine is back in some tens of seconds. */
export const rebootUsDefault = 30_000_000
const someOf = {
  count: described(count, 'how many of those that match, drawn at random [all]'),
  fraction: described(
    number({ min: 0, max: 1, minExcluded: true }),
    'share of those that match, drawn at random [1]',
  ),
}
const match = described(matchShape, 'whom it is about [everything]')
const nodes = described(nodeMatchShape, 'which nodes it is about [all]')
const containers = { match, ...someOf }
const graceSeconds = described(
  wholeNumber({ min: 0, max: 2_147_483_647 }),
  'grace period, as of kubectl delete [of the pod]',
)

const faultShapes = {
  hang: object(atTime, { for: lasting, ...containers }, keyOfOtherKind('hang')),
  slow: object(
    {
      ...atTime,
      for: lasting,
      factor: described(slowFactor, 'latencies are multiplied by it; .inf: no answer'),
    },
    containers,
    keyOfOtherKind('slow'),
  ),
  crash: object(
    atTime,
    { exitCode: described(exitCode, 'of the container [1]'), ...containers },
    keyOfOtherKind('crash'),
  ),
  scale: object(
    { ...atTime, replicas: described(wholeNumber({ min: 0, max: countMax }), 'pods from then on') },
    {
      match,
      ramp: described(duration(1), 'the change is spread evenly over this time, pod by pod [at once]'),
    },
    keyOfOtherKind('scale'),
  ),
  delete: object(
    atTime,
    {
      gracePeriodSeconds: graceSeconds,
      force: described(flag, 'without waiting for the kubelet, as kubectl delete --force'),
      ...containers,
    },
    keyOfOtherKind('delete'),
  ),
  kubeletRestart: object(atTime, { nodes, ...someOf }, keyOfOtherKind('kubeletRestart')),
  registryDown: object({ ...atTime, for: lasting }, { nodes, ...someOf }, keyOfOtherKind('registryDown')),
  apiServerSlow: object(
    {
      ...atTime,
      for: lasting,
      factor: described(
        number({ min: 0, max: 1_000_000, minExcluded: true }),
        'calls, and the news of what they change, take so many times as long',
      ),
    },
    {},
    keyOfOtherKind('apiServerSlow'),
  ),
  traffic: object(
    {
      ...atTime,
      factor: described(
        number({ min: 0, max: 1_000_000 }),
        'so many times as many requests come from outside as without it',
      ),
    },
    {
      service: described(
        placed(text),
        'the Service, web or shop/web [every one that gets requests from outside]',
      ),
      ramp: described(duration(), 'how long the rise takes, from the beginning [0s]'),
      for: described(duration(1), 'from the beginning until the old rate is back [to the end]'),
    },
    keyOfOtherKind('traffic'),
  ),
  outage: object(
    {
      ...atTime,
      service: described(placed(text), 'the Service, db or data/db, or a name of spec.external'),
      mode: described(
        choice(...outageModes),
        'refuse: it fails at once; hang: it does not answer; errors: it answers with errors; slow: answers take longer',
      ),
    },
    {
      factor: described(slowFactor, 'of the mode slow: answers take so many times as long'),
      for: outFor,
    },
    keyOfOtherKind('outage'),
  ),
  nodeDown: object(atTime, { for: outFor, nodes, ...someOf }, keyOfOtherKind('nodeDown')),
  nodeReboot: object(
    atTime,
    {
      for: described(duration(1), `how long the machine is away [${durationText(rebootUsDefault)}]`),
      nodes,
      ...someOf,
    },
    keyOfOtherKind('nodeReboot'),
  ),
  nodeShutdown: object(
    {
      ...atTime,
      gracePeriod: described(duration(), 'how long pods have in all, as shutdownGracePeriod of the kubelet'),
    },
    {
      criticalGracePeriod: described(
        duration(),
        'of that, how long the critical ones have, as shutdownGracePeriodCriticalPods [0s]',
      ),
      for: described(duration(1), 'from the beginning until the machine has power again [to the end]'),
      nodes,
      ...someOf,
    },
    keyOfOtherKind('nodeShutdown'),
  ),
  partition: object(atTime, { for: outFor, nodes, ...someOf }, keyOfOtherKind('partition')),
  nodeDelete: object(atTime, { nodes, ...someOf }, keyOfOtherKind('nodeDelete')),
  nodeOutOfService: object(atTime, { for: outFor, nodes, ...someOf }, keyOfOtherKind('nodeOutOfService')),
  drain: object(
    atTime,
    {
      for: described(duration(1), 'how long its nodes take no pods [to the end]'),
      gracePeriodSeconds: described(
        wholeNumber({ min: 0, max: 2_147_483_647 }),
        'grace period, as of kubectl drain --grace-period [of the pod]',
      ),
      nodes,
      ...someOf,
    },
    keyOfOtherKind('drain'),
  ),
  addStaticPod: object(
    {
      ...atTime,
      manifest: placed(pathOrMap('a Pod: the path of its file, relative to the scenario, or the Pod itself')),
    },
    { nodes },
    keyOfOtherKind('addStaticPod'),
  ),
  removeStaticPod: object(atTime, { nodes, match, ...someOf }, keyOfOtherKind('removeStaticPod')),
  rollout: object(
    atTime,
    {
      match,
      to: described(
        object(
          {},
          {
            image: described(text, 'the new image, which nodes have to pull'),
            behavior: described(behaviorShape, 'keys that are another setting in the new version'),
            livenessProbe: described(probeChange, 'fields that change; none: it has no such probe any more'),
            readinessProbe: described(probeChange, 'fields that change; none: it has no such probe any more'),
            startupProbe: described(probeChange, 'fields that change; none: it has no such probe any more'),
          },
        ),
        'what is new in the pods of a Deployment, StatefulSet or DaemonSet [nothing: they are made anew, as by kubectl rollout restart]',
      ),
      image: described(text, 'the new image; of a bare Pod it is changed in place'),
      fails: described(flag, 'the new image cannot be pulled'),
    },
    keyOfOtherKind('rollout'),
  ),
  rollback: object(atTime, { match }, keyOfOtherKind('rollback')),
}
type FaultKind = keyof typeof faultShapes

/** What each kind is. */
const faultTexts: Readonly<Record<FaultKind, string>> = {
  hang: 'containers answer no probe any more',
  slow: 'answers take longer',
  crash: 'containers end by themselves',
  scale: 'the number of pods of a workload changes',
  delete: 'pods are deleted through the API',
  kubeletRestart: 'kubelets start anew: what they know of probes is lost',
  registryDown: 'images cannot be pulled',
  apiServerSlow: 'calls of the API take longer',
  traffic: 'Services get more or fewer requests',
  outage: 'a Service, or what runs outside, does not answer as it should',
  nodeDown: 'machines lose power, and all that runs there with them',
  nodeReboot: 'machines are gone for a while, and start everything at once when they are back',
  nodeShutdown: 'nodes end their pods, the critical ones last, and are off then',
  partition: 'kubelets cannot reach the API, and go on by themselves',
  nodeDelete: 'Node objects are deleted',
  nodeOutOfService: 'nodes get the taint node.kubernetes.io/out-of-service:NoExecute',
  drain: 'nodes are drained, as kubectl drain does it',
  addStaticPod: 'a manifest is put into the folder of kubelets',
  removeStaticPod: 'manifests are taken out of the folder of kubelets',
  rollout: 'workloads get a new version of their pods, which their controllers roll out',
  rollback: 'workloads go back to the version before, as by kubectl rollout undo',
}
const faultKinds = Object.keys(faultShapes) as FaultKind[]

/** Keys of any kind, with the kinds that take them. */
function kindsWithKey(key: string): readonly string[] {
  return faultKinds.filter((kind) => Object.hasOwn(faultShapes[kind].schema['properties'] as object, key))
}

function keyOfOtherKind(kind: string): KeyCheck {
  return (at, key, reading) => {
    if (key === 'kind') return true
    const kinds = kindsWithKey(key)
    if (kinds.length === 0) return false
    const why = key === 'for' ? ': it has no end' : ''
    reading.report.error(
      'fault-key',
      at,
      `${at.pathText}: a ${kind} takes no "${key}"${why}; expected it on ${oneOfText(kinds)} only`,
      `delete ${key}`,
      'key',
    )
    return true
  }
}

export type FaultEntry = {
  readonly [K in FaultKind]: { readonly kind: K } & ValueOf<(typeof faultShapes)[K]>
}[FaultKind]

/** One fault, with its keys by kind. */
export const faultShape: Shape<FaultEntry> = {
  schema: {
    oneOf: faultKinds.map((kind) => {
      const { properties, required, ...rest } = faultShapes[kind].schema as {
        properties: object
        required: string[]
      }
      return {
        ...rest,
        properties: { kind: { const: kind, description: faultTexts[kind] }, ...properties },
        required: ['kind', ...required],
      }
    }),
  },
  read(at, reading) {
    if (!isMap(at.value)) return wrongType(at, reading, 'a map', 'write {kind: hang, at: 10m}')
    const kindAt = at.get('kind')
    const kind = kindAt.value
    if (kind === undefined) {
      reading.report.error(
        'missing-key',
        at,
        `${at.pathText} has no kind; expected ${oneOfText(faultKinds)}`,
        'add kind',
      )
      return undefined
    }
    const known = faultKinds.find((name) => name === kind)
    if (known === undefined) {
      const near = nearestWord(String(kind), faultKinds)
      reading.report.error(
        'text-choice',
        kindAt,
        `${kindAt.pathText} is ${shown(kind)}; expected ${oneOfText(faultKinds)}`,
        `write ${near ?? oneOfText(faultKinds)}`,
      )
      return undefined
    }
    const entry = faultShapes[known].read(at, reading)
    // The shape of this kind read the entry, so the two belong together.
    return entry === undefined ? undefined : ({ kind: known, ...entry } as FaultEntry)
  },
}
