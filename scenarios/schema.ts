/** The document `kind: Scenario`: its keys, and its JSON Schema. */
import {
  type FeatureGate,
  featureGates,
  kubernetesVersionDefault,
  kubernetesVersionRange,
} from '../engine/model/cluster-spec.ts'
import { versionShape } from './kubernetes-version.ts'
import { checkLabelKey, checkName, labelValue } from './manifests/names.ts'
import { behaviorShape } from './scenario/behavior.ts'
import { distributionDefinitions } from './scenario/distribution-text.ts'
import { faultShape } from './scenario/fault-shape.ts'
import { matchShape } from './scenario/match.ts'
import { overheadsShape } from './scenario/overheads.ts'
import {
  choice,
  count,
  countMax,
  described,
  duration,
  flag,
  freeText,
  type KeyCheck,
  laterKeys,
  listOf,
  mapOf,
  object,
  pathOrMap,
  placed,
  type Reading,
  type Shape,
  text,
  type ValueOf,
  wholeNumber,
} from './scenario/shape.ts'
import { type Located, shown } from './text/located.ts'
import { parseQuantity } from './text/quantity.ts'

export const scenarioApiVersion = 'probestorm.dev/v1alpha1'

/** Feature gates that change a rule of this version; another gate would change nothing. */
const gateShape = object(
  {},
  Object.fromEntries(Object.keys(featureGates).map((gate) => [gate, flag])) as {
    [K in FeatureGate]: typeof flag
  },
)

/** A quantity above 0, as text or number. */
const quantity: Shape<number> = {
  schema: { type: ['string', 'number'], description: 'a Kubernetes quantity such as 16, 100m or 64Gi' },
  read(at, reading) {
    const isText = typeof at.value === 'string' || typeof at.value === 'number'
    const value = isText ? parseQuantity(String(at.value)) : undefined
    if (value === undefined || value <= 0) {
      reading.report.error(
        'quantity-format',
        at,
        `${at.pathText} is ${shown(at.value)}; expected a quantity above 0, such as 16, 100m or 64Gi`,
        'write digits and a suffix of Kubernetes: n u m k M G T P E Ki Mi Gi Ti Pi Ei',
      )
      return undefined
    }
    return value
  },
}

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
  { key: text, effect: choice('NoSchedule', 'NoExecute', 'PreferNoSchedule') },
  { value: freeText },
)

const pool = object(
  { name: dnsName, count },
  {
    labels: mapOf(labelValue, checkLabelKey),
    allocatable: object({}, { cpu: quantity, memory: quantity, pods: podCount }),
    kubelet: placed(
      pathOrMap('a KubeletConfiguration: the path of its file, relative to this one, or its fields'),
    ),
    taints: listOf(taint),
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
    match: placed(matchShape),
    replicas: placed(wholeNumber({ min: 0, max: countMax })),
    createdAt: placed(duration()),
    behavior: behaviorShape,
  },
)
export type WorkloadEntry = ValueOf<typeof workloadEntry>

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
    replications: described(count, '[1]'),
    interval: described(placed(duration(1)), 'width of a time-series bucket [10s]'),
    kubernetesVersion: described(
      versionShape,
      `chooses the rules that differ, ${kubernetesVersionRange} [what most Nodes report; "${kubernetesVersionDefault}" without any]`,
    ),
    featureGates: gateShape,
    initialState: described(choice('running', 'created'), '[running]'),
    kubeletUptime: described(duration(), 'of every kubelet at time 0 [24h]'),
    clockOffset: described(placed(duration()), 'wall-clock fraction of a second at time 0 [0]'),
    overheads: described(overheadsShape, 'typical, ideal, or single values over typical [typical]'),
    manifests: described(listOf(placed(freeText)), 'files, directories and globs, relative to this file'),
    nodes: described(listOf(placed(pool)), '[as many of 16 CPU, 64Gi, 110 pods as needed]'),
    workloads: described(listOf(placed(workloadEntry)), 'for each container the first entry that matches'),
    faults: described(listOf(placed(faultShape)), 'what goes wrong, and when'),
    thresholds: described(
      listOf(placed(text)),
      'what must hold of the result, such as p99(detection_seconds) < 30',
    ),
  },
  laterKeys('services'),
)
export type ScenarioSpec = ValueOf<typeof spec>

const anyLabels = mapOf(freeText)
const metadata = object({}, { name: dnsName, labels: anyLabels, annotations: anyLabels })

const document = object(
  { apiVersion: choice(scenarioApiVersion), kind: choice('Scenario') },
  { metadata, spec: described(spec, 'the study; any key may be left out') },
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
export function scenarioJsonSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'probestorm Scenario',
    ...document.schema,
    $defs: distributionDefinitions,
  }
}
