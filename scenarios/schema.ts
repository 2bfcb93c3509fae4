/** The document `kind: Scenario`: its keys, and its JSON Schema. */
import {
  type FeatureGate,
  featureGates,
  isControlPlaneGate,
  kubernetesVersionDefault,
  kubernetesVersionRange,
  podsMaxDefault,
} from '../engine/contract/cluster-spec.ts'
import { versionShape } from './kubernetes-version.ts'
import { checkLabelKey, checkName, labelValue } from './manifests/names.ts'
import { behaviorShape } from './scenario/behavior.ts'
import { controlPlaneShape } from './scenario/control-plane.ts'
import { cpuLoadShape } from './scenario/cpu-load.ts'
import { distributionDefinitions } from './scenario/distribution-text.ts'
import { faultShape } from './scenario/fault-shape.ts'
import { matchShape } from './scenario/match.ts'
import { overheadsShape } from './scenario/overheads.ts'
import { quantity } from './scenario/quantity-shape.ts'
import {
  choice,
  count,
  countMax,
  described,
  duration,
  flag,
  freeText,
  type JsonSchema,
  type KeyCheck,
  listOf,
  mapOf,
  object,
  pathOrMap,
  placed,
  probability,
  type Reading,
  type Shape,
  text,
  type ValueOf,
  wholeNumber,
} from './scenario/shape.ts'
import { externalShape, servicesShape } from './scenario/traffic-shape.ts'
import { type Located, shown } from './text/located.ts'

export const scenarioApiVersion = 'probestorm.dev/v1alpha1'

function gateText(gate: FeatureGate): string {
  const { since, onSince } = featureGates[gate]
  const whose = isControlPlaneGate(gate) ? 'the control plane' : 'kubelets'
  return `of ${whose} from ${since} on [${onSince === undefined ? 'off' : `on from ${onSince} on`}]`
}

/** Feature gates that change a rule of this version; another gate would change nothing. */
const gateShape = object(
  {},
  Object.fromEntries(
    (Object.keys(featureGates) as FeatureGate[]).map((gate) => [gate, described(flag, gateText(gate))]),
  ) as { [K in FeatureGate]: typeof flag },
)

/** A number of pods per node. */
const podCount: Shape<number> = {
  schema: quantity.schema,
  read(at, reading) {
    const value = quantity.read(at, reading)
    if (value === undefined) return undefined
    if (Number.isInteger(value) && value <= countMax) return value
    reading.report.error(
      'number-range',
      at,
      `${at.pathText} is ${shown(at.value)}; expected a whole number from 1 to ${countMax}`,
      'write a whole number such as "110"',
    )
    return undefined
  },
}

const dnsName: Shape<string> = {
  schema: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', maxLength: 253 },
  read(at, reading) {
    const value = text.read(at, reading)
    return value !== undefined && checkName(at, value, 'subdomain', reading.report) ? value : undefined
  },
}

/** A duration, or the word that leaves it to a pilot study. */
const durationOrAuto: Shape<number | 'auto'> = {
  schema: { anyOf: [{ const: 'auto' }, duration().schema] },
  read: (at, reading) => (at.value === 'auto' ? 'auto' : duration().read(at, reading)),
}

const taint = object(
  {
    key: described(text, 'of the taint'),
    effect: described(
      choice('NoSchedule', 'NoExecute', 'PreferNoSchedule'),
      'what becomes of pods that do not tolerate it',
    ),
  },
  { value: described(freeText, 'of the taint [""]') },
)

/** Source: Linux, include/linux/threads.h, PID_MAX_LIMIT. */
const pidsMost = 4_194_304

const pool = object(
  {
    name: described(dnsName, 'nodes are called by it and a number'),
    count: described(count, 'how many nodes there are'),
  },
  {
    labels: described(mapOf(labelValue, checkLabelKey), 'of each node, beside those that a kubelet sets'),
    allocatable: described(
      object({}, { cpu: quantity, memory: quantity, pods: podCount }),
      'what each node has for pods [what the KubeletConfiguration says, 110 pods]',
    ),
    pids: described(
      wholeNumber({ min: 1, max: pidsMost }),
      'numbers of processes that each node has [32768, or 1024 per processor if that is more]',
    ),
    kubelet: placed(
      pathOrMap('a KubeletConfiguration: the path of its file, relative to this one, or its fields'),
    ),
    taints: described(listOf(taint), 'of each node'),
    staticPods: described(
      listOf(placed(freeText)),
      'files, directories and globs, relative to this file, that lie in the folder of each kubelet',
    ),
  },
)
export type NodePool = ValueOf<typeof pool>

const workloadEntry = object(
  {},
  {
    match: described(placed(matchShape), 'which workloads and containers it is about [all]'),
    replicas: described(
      placed(wholeNumber({ min: 0, max: countMax })),
      'pods of the workload [what the manifest says]',
    ),
    createdAt: described(placed(duration()), 'simulated time at which the workload is created [0]'),
    cpuLoad: described(
      placed(cpuLoadShape),
      'cores that all its pods use together, a number or a .csv file: what its HorizontalPodAutoscaler goes by',
    ),
    behavior: described(behaviorShape, 'what its containers do that Kubernetes does not decide'),
  },
)
export type WorkloadEntry = ValueOf<typeof workloadEntry>

/** Rows of pods that numbers of events hold. */
const podsOfRunMax = 50_000_000

const spec = object(
  {},
  {
    duration: described(placed(duration(1)), 'simulated time [1h]'),
    analysis: described(
      placed(choice('terminating', 'steadyState')),
      'what the run is: all of it the question, or a sample of what goes on for ever [terminating]',
    ),
    warmUp: described(
      placed(durationOrAuto),
      'left out of summary statistics; auto: found by a pilot study (MSER-5) [0; auto of a steady state]',
    ),
    seed: described(text, 'a text ["1"]'),
    replications: described(count, 'how often it is simulated, each time with other random streams [1]'),
    podsMax: described(
      wholeNumber({ min: 1, max: podsOfRunMax }),
      `pods that a replication may have had, those that are gone included; one more stops it [${podsMaxDefault}]`,
    ),
    interval: described(placed(duration(1)), 'width of a time-series bucket [10s]'),
    kubernetesVersion: described(
      versionShape,
      `chooses the rules that differ, ${kubernetesVersionRange} [what most Nodes report; "${kubernetesVersionDefault}" without any]`,
    ),
    featureGates: described(
      gateShape,
      'of the kubelets and the control plane, where another value changes a rule',
    ),
    initialState: described(
      choice('running', 'created'),
      'whether pods have been running for long at time 0, or are created then [running]',
    ),
    kubeletUptime: described(duration(), 'of every kubelet at time 0 [24h]'),
    clockOffset: described(placed(duration()), 'wall-clock fraction of a second at time 0 [0]'),
    overheads: described(overheadsShape, 'typical, ideal, or single values over typical [typical]'),
    controlPlane: described(controlPlaneShape, 'what the control plane is allowed'),
    hypothetical: described(
      object(
        {},
        {
          backoffJitter: described(
            probability,
            'waits of restart back-offs are longer or shorter by up to this share, at random (kubernetes/kubernetes#123201) [0]',
          ),
        },
      ),
      'what has been proposed, and no version of Kubernetes does',
    ),
    manifests: described(listOf(placed(freeText)), 'files, directories and globs, relative to this file'),
    nodes: described(listOf(placed(pool)), '[as many of 16 CPU, 64Gi, 110 pods as needed]'),
    workloads: described(listOf(placed(workloadEntry)), 'for each container the first entry that matches'),
    services: described(servicesShape, 'requests that Services get, and what their pods make of them'),
    external: described(externalShape, 'what runs outside the cluster, and is called from within'),
    faults: described(listOf(placed(faultShape)), 'what goes wrong, and when'),
    thresholds: described(
      listOf(placed(text)),
      'what must hold of the result, such as p99(detection_seconds) < 30',
    ),
  },
)
export type ScenarioSpec = ValueOf<typeof spec>

const anyLabels = mapOf(freeText)
const metadata = object(
  {},
  {
    name: described(dnsName, 'of the study; results are called by it [the name of the file]'),
    labels: described(anyLabels, 'for your own use'),
    annotations: described(anyLabels, 'for your own use'),
  },
)

const document = object(
  {
    apiVersion: described(choice(scenarioApiVersion), 'of the document'),
    kind: described(choice('Scenario'), 'of the document'),
  },
  {
    metadata: described(metadata, 'of the study'),
    spec: described(spec, 'the study; any key may be left out'),
  },
  specKeyOutside,
)

/** A key of `spec` that stands beside it is a slip of indentation. */
function specKeyOutside(...[at, key, reading]: Parameters<KeyCheck>): boolean {
  if (!Object.hasOwn(spec.schema['properties'] as object, key)) return false
  reading.report.error(
    'unknown-key',
    at,
    `${at.pathText}: ${key} stands beside spec; expected it within spec`,
    `indent ${key} below spec:`,
    'key',
  )
  return true
}

export type Scenario = { readonly name?: string; readonly spec: ScenarioSpec; readonly at: Located }

/** The paths that a scenario names in `manifests`. They are needed before all else is read, and checked with it. */
export function manifestPaths(at: Located): Located[] {
  return at
    .at('spec', 'manifests')
    .items()
    .filter((path) => typeof path.value === 'string' && path.value !== '')
}

/** Reads a scenario; what is wrong with it is reported. */
export function readScenario(at: Located, reading: Reading): Scenario {
  const read = document.read(at, reading)
  const name = read?.metadata?.name
  return { ...(name === undefined ? {} : { name }), spec: read?.spec ?? {}, at }
}

/** JSON Schema (draft 2020-12) of a scenario document, for editors. */
export function scenarioJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'probestorm Scenario',
    ...document.schema,
    $defs: distributionDefinitions,
  }
}
