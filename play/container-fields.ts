/** What can be changed of a container: the integers of its probes, how it answers and starts, and how often it fails. */
import type {
  BehaviorSpec,
  ContainerSpec,
  ProbeSpec,
  ProbeTypeName,
} from '../engine/contract/cluster-spec.ts'
import type { Field } from './fields.ts'
import { scaled } from './scaled-law.ts'

const fieldOf = (
  name: string,
  unit: string,
  [min, max]: readonly [number, number],
  read: (probe: ProbeSpec) => number,
  write: (value: number) => Partial<ProbeSpec>,
): Field<ProbeSpec> => ({
  name,
  unit,
  scale: 'whole',
  min,
  max,
  read,
  write: (probe, value) => ({ ...probe, ...write(value) }),
})

const probeFields: readonly Field<ProbeSpec>[] = [
  fieldOf(
    'periodSeconds',
    's',
    [1, 60],
    ({ periodUs }) => periodUs / 1e6,
    (value) => ({ periodUs: value * 1e6 }),
  ),
  fieldOf(
    'timeoutSeconds',
    's',
    [1, 30],
    ({ timeoutUs }) => timeoutUs / 1e6,
    (value) => ({ timeoutUs: value * 1e6 }),
  ),
  fieldOf(
    'failureThreshold',
    '',
    [1, 20],
    (probe) => probe.failureThreshold,
    (failureThreshold) => ({ failureThreshold }),
  ),
  fieldOf(
    'successThreshold',
    '',
    [1, 10],
    (probe) => probe.successThreshold,
    (successThreshold) => ({ successThreshold }),
  ),
  fieldOf(
    'initialDelaySeconds',
    's',
    [0, 120],
    ({ initialDelayUs }) => initialDelayUs / 1e6,
    (value) => ({
      initialDelayUs: value * 1e6,
    }),
  ),
]

/** The API takes no other success threshold of liveness and startup probes than 1 (P21). */
export function probeFieldsOf(type: ProbeTypeName): readonly Field<ProbeSpec>[] {
  return probeFields.filter(({ name }) => name !== 'successThreshold' || type === 'readiness')
}

/** The value of a slider that leaves a behavior as the scenario has it. */
const asWritten = -1

const behaviorField = (
  name: string,
  unit: string,
  max: number,
  write: (value: number) => Partial<BehaviorSpec>,
): Field<BehaviorSpec> => ({
  name,
  unit,
  scale: 'whole',
  min: asWritten,
  max,
  asWritten,
  read: () => asWritten,
  write: (behavior, value) => ({ ...behavior, ...write(value) }),
})

/** After so many minutes on average, whatever has happened before; 0 is never. */
const every = (minutes: number): BehaviorSpec['hang']['after'] => [
  minutes === 0 ? { kind: 'never' } : { kind: 'exponential', mean: minutes * 60e6 },
]

export const behaviorFields: readonly Field<BehaviorSpec>[] = [
  {
    name: 'latency',
    unit: '×',
    scale: 'decades',
    min: 0.1,
    max: 200,
    asWritten: 1,
    read: () => 1,
    write: (behavior, factor) => ({
      ...behavior,
      latency: {
        startup: scaled(behavior.latency.startup, factor),
        readiness: scaled(behavior.latency.readiness, factor),
        liveness: scaled(behavior.latency.liveness, factor),
      },
    }),
  },
  behaviorField('start-up', 's', 180, (value) => ({ startup: [{ kind: 'constant', value: value * 1e6 }] })),
  {
    name: 'errors',
    unit: '%',
    scale: 'tenths',
    min: 0,
    max: 50,
    mostMax: 100,
    read: ({ errorRate }) => 100 * errorRate,
    write: (behavior, value) => ({ ...behavior, errorRate: value / 100 }),
  },
  {
    ...behaviorField('hang every', 'min', 120, () => ({})),
    write: (behavior, value) => ({ ...behavior, hang: { ...behavior.hang, after: every(value) } }),
  },
  {
    ...behaviorField('crash every', 'min', 120, () => ({})),
    write: (behavior, value) => ({ ...behavior, crash: { ...behavior.crash, after: every(value) } }),
  },
]

export const probeTypes: readonly ProbeTypeName[] = ['startup', 'readiness', 'liveness']

export function partOf({ name }: ContainerSpec, type?: ProbeTypeName): string {
  return type === undefined ? `container ${name}` : `container ${name}, ${type} probe`
}
