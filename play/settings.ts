/** What can be changed on the page: the integers of every probe, how containers answer and start, and how many pods there are. */
import type {
  ClusterSpec,
  ContainerSpec,
  DistributionSpec,
  ProbeSpec,
  ProbeTypeName,
  WorkloadSpec,
} from '../engine/contract/cluster-spec.ts'
import { workloadLabel } from '../engine/contract/cluster-spec.ts'

/** A number that a slider holds. */
export type PlaySetting = {
  /** What it belongs to and its name: the same in every page of this scenario. */
  readonly key: string
  readonly workload: string
  /** `container app, liveness probe`; empty for what is of the whole workload. */
  readonly part: string
  readonly name: string
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly step: number
  /** As the scenario has it. */
  readonly value: number
}

/** By key; what is not in it stays as it is. */
export type PlayValues = Readonly<Record<string, number>>

const probeTypes: readonly ProbeTypeName[] = ['startup', 'readiness', 'liveness']
/** The value of `startup` that leaves it as the scenario has it. */
const asWritten = -1

type ProbeField = {
  readonly name: string
  readonly unit: string
  readonly min: number
  /** The slider goes up to this at least, and to three times the present value. */
  readonly max: number
  readonly read: (probe: ProbeSpec) => number
  readonly write: (probe: ProbeSpec, value: number) => ProbeSpec
}

const probeFields: readonly ProbeField[] = [
  {
    name: 'periodSeconds',
    unit: 's',
    min: 1,
    max: 60,
    read: ({ periodUs }) => periodUs / 1e6,
    write: (probe, value) => ({ ...probe, periodUs: value * 1e6 }),
  },
  {
    name: 'timeoutSeconds',
    unit: 's',
    min: 1,
    max: 30,
    read: ({ timeoutUs }) => timeoutUs / 1e6,
    write: (probe, value) => ({ ...probe, timeoutUs: value * 1e6 }),
  },
  {
    name: 'failureThreshold',
    unit: '',
    min: 1,
    max: 20,
    read: ({ failureThreshold }) => failureThreshold,
    write: (probe, value) => ({ ...probe, failureThreshold: value }),
  },
  {
    name: 'successThreshold',
    unit: '',
    min: 1,
    max: 10,
    read: ({ successThreshold }) => successThreshold,
    write: (probe, value) => ({ ...probe, successThreshold: value }),
  },
  {
    name: 'initialDelaySeconds',
    unit: 's',
    min: 0,
    max: 120,
    read: ({ initialDelayUs }) => initialDelayUs / 1e6,
    write: (probe, value) => ({ ...probe, initialDelayUs: value * 1e6 }),
  },
]

/** Workloads that a controller keeps at a number. */
const scaledKinds: readonly WorkloadSpec['kind'][] = ['Deployment', 'ReplicaSet', 'StatefulSet']

export function settingsOf({ workloads }: ClusterSpec): PlaySetting[] {
  return workloads.flatMap((workload) => {
    const label = workloadLabel(workload)
    const ofAll = { workload: label, part: '', step: 1 }
    const replicas: PlaySetting[] = scaledKinds.includes(workload.kind)
      ? [
          {
            ...ofAll,
            key: `${label}|replicas`,
            name: 'replicas',
            unit: '',
            min: 1,
            max: Math.max(10, 2 * workload.replicas),
            value: workload.replicas,
          },
        ]
      : []
    return [
      ...replicas,
      ...workload.pod.containers.flatMap((container) => containerSettings(label, container)),
    ]
  })
}

function containerSettings(label: string, { name: container, probes }: ContainerSpec): PlaySetting[] {
  const part = `container ${container}`
  const place = `${label}|${container}`
  const behavior: readonly PlaySetting[] = [
    {
      key: `${place}|latency`,
      workload: label,
      part,
      name: 'latency',
      unit: '×',
      min: 0.1,
      max: 200,
      step: 0.1,
      value: 1,
    },
    {
      key: `${place}|startup`,
      workload: label,
      part,
      name: 'start-up',
      unit: 's',
      min: asWritten,
      max: 180,
      step: 1,
      value: asWritten,
    },
  ]
  const ofProbes = probeTypes.flatMap((type) => {
    const probe = probes[type]
    if (probe === undefined) return []
    // The API takes no other success threshold of liveness and startup probes than 1 (P21).
    const fields = probeFields.filter(({ name }) => name !== 'successThreshold' || type === 'readiness')
    return fields.map((field): PlaySetting => {
      const value = field.read(probe)
      return {
        key: `${place}|${type}.${field.name}`,
        workload: label,
        part: `${part}, ${type} probe`,
        name: field.name,
        unit: field.unit,
        min: field.min,
        max: Math.max(field.max, 3 * value),
        step: 1,
        value,
      }
    })
  })
  return [...ofProbes, ...behavior]
}

/** The study with these values; what is out of a slider's range is brought back into it. */
export function withSettings(spec: ClusterSpec, values: PlayValues): ClusterSpec {
  const known = new Map(settingsOf(spec).map((setting) => [setting.key, setting]))
  const given = (key: string): number | undefined => {
    const setting = known.get(key)
    const value = values[key]
    if (setting === undefined || value === undefined || !Number.isFinite(value)) return undefined
    return value === setting.value ? undefined : Math.min(setting.max, Math.max(setting.min, value))
  }
  return {
    ...spec,
    workloads: spec.workloads.map((workload) => {
      const label = workloadLabel(workload)
      const containers = workload.pod.containers.map((container) => changed(container, label, given))
      const replicas = given(`${label}|replicas`) ?? workload.replicas
      return { ...workload, replicas: Math.round(replicas), pod: { ...workload.pod, containers } }
    }),
  }
}

function changed(
  container: ContainerSpec,
  label: string,
  given: (key: string) => number | undefined,
): ContainerSpec {
  const place = `${label}|${container.name}`
  const probes: Partial<Record<ProbeTypeName, ProbeSpec>> = { ...container.probes }
  for (const type of probeTypes) {
    for (const { name, write } of probeFields) {
      const value = given(`${place}|${type}.${name}`)
      const probe = probes[type]
      if (probe !== undefined && value !== undefined) probes[type] = write(probe, Math.round(value))
    }
  }
  const factor = given(`${place}|latency`) ?? 1
  const startup = given(`${place}|startup`)
  const { latency } = container.behavior
  const behavior = {
    ...container.behavior,
    latency: {
      startup: scaled(latency.startup, factor),
      readiness: scaled(latency.readiness, factor),
      liveness: scaled(latency.liveness, factor),
    },
    ...(startup === undefined ? {} : { startup: [{ kind: 'constant', value: startup * 1e6 } as const] }),
  }
  return { ...container, probes, behavior }
}

/** Every value times a factor. */
export function scaled(law: DistributionSpec, factor: number): DistributionSpec {
  if (factor === 1) return law
  switch (law.kind) {
    case 'constant':
      return { ...law, value: law.value * factor }
    case 'uniform':
      return { ...law, low: law.low * factor, high: law.high * factor }
    case 'exponential':
    case 'gamma':
      return { ...law, mean: law.mean * factor }
    case 'normal':
      return { ...law, mean: law.mean * factor, sd: law.sd * factor }
    case 'lognormal':
      return { ...law, median: law.median * factor }
    case 'weibull':
      return { ...law, scale: law.scale * factor }
    case 'pareto':
      return { ...law, min: law.min * factor }
    case 'empirical':
      return { ...law, values: law.values.map((value) => value * factor) }
    case 'mixture':
      return { ...law, parts: law.parts.map(({ weight, of }) => ({ weight, of: scaled(of, factor) })) }
    case 'never':
      return law
  }
}
