/** What may be true: behaviors of six kinds, with random numbers from a fixed seed. */
import seedrandom from 'seedrandom'

export const kinds = ['lognormal', 'gamma', 'cut off', 'phases', 'pauses', 'cold starts'] as const
export type Kind = (typeof kinds)[number]

export type Truth = {
  readonly name: string
  readonly kind: Kind
  /** As a Scenario has it, without what only a simulation needs. */
  readonly behavior: string
  readonly probes: readonly string[]
  readonly replicas: number
  /** Of the present probe. */
  readonly timeoutSeconds: number
}

export type Chance = {
  /** Uniform in [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** Each factor as likely as the next. */
  scaled(low: number, high: number): number
  oneOf<T>(values: readonly T[]): T
  normal(): number
  exponential(mean: number): number
}

export function chanceOf(...names: readonly (string | number)[]): Chance {
  const next = seedrandom.alea(JSON.stringify(['truths', ...names]))
  const chance: Chance = {
    next,
    between: (low, high) => low + (high - low) * next(),
    scaled: (low, high) => low * Math.exp(next() * Math.log(high / low)),
    oneOf: (values) => values[Math.floor(next() * values.length)]!,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    exponential: (mean) => -mean * Math.log(1 - next()),
  }
  return chance
}

const ms = (value: number): string => `${value.toPrecision(4)}ms`
const s = (value: number): string => `${value.toPrecision(4)}s`

const lognormal = (median: string, sigma: number): string =>
  `{ lognormal: { median: ${median}, sigma: ${sigma.toPrecision(3)} } }`

const behaviors: Readonly<Record<Kind, (chance: Chance) => string>> = {
  lognormal: (chance) => `latency: ${lognormal(ms(chance.scaled(3, 400)), chance.between(0.4, 1.1))}`,
  gamma: (chance) =>
    `latency: { gamma: { mean: ${ms(chance.scaled(20, 500))}, cv: ${chance.between(0.4, 1.2).toPrecision(3)} } }`,
  'cut off': (chance) => `latency: ${lognormal(ms(chance.scaled(80, 600)), chance.between(0.4, 1))}`,
  phases: (chance) =>
    `latency: ${lognormal(ms(chance.scaled(4, 20)), chance.between(0.4, 0.8))}, slow: { every: { exponential: ${s(chance.scaled(400, 2000))} }, for: { exponential: ${s(chance.between(20, 60))} }, factor: ${Math.round(chance.scaled(20, 200))} }`,
  pauses: (chance) =>
    `latency: ${lognormal(ms(chance.scaled(4, 20)), chance.between(0.4, 0.8))}, slow: { every: { exponential: ${s(chance.scaled(1500, 7000))} }, for: ${s(chance.between(10, 40))}, factor: 5000 }`,
  'cold starts': (chance) => {
    const rare = chance.between(0.03, 0.1)
    return `startup: { mixture: [{ weight: ${(1 - rare).toPrecision(4)}, of: ${lognormal(s(chance.scaled(3, 15)), 0.25)} }, { weight: ${rare.toPrecision(3)}, of: ${lognormal(s(chance.scaled(50, 200)), 0.2)} }] }`
  },
}

const presents = ['10/1/3', '5/1/3', '10/2/3', '30/5/3', '10/1/5']

export const truthCount = 30

export function truthOf(index: number): Truth {
  const kind = kinds[index % kinds.length]!
  const chance = chanceOf('truth', index)
  const behavior = behaviors[kind](chance)
  const present = chance.oneOf(presents)
  const timeoutSeconds = Number(present.split('/')[1])
  const liveness = `livenessProbe: ${probe(present)}`
  const startup = `startupProbe: ${probe(`10/1/${chance.oneOf([3, 6, 12, 30])}`)}`
  return {
    name: `${kind} ${Math.floor(index / kinds.length) + 1}`,
    kind,
    behavior,
    probes: kind === 'cold starts' ? [startup, liveness] : [liveness],
    replicas: chance.oneOf([4, 10, 40]),
    timeoutSeconds,
  }
}

function probe(setting: string): string {
  const [period, timeout, threshold] = setting.split('/')
  return `{ httpGet: { path: /, port: 80 }, periodSeconds: ${period}, timeoutSeconds: ${timeout}, failureThreshold: ${threshold} }`
}

/** The workload, and a Scenario with this behavior or with all that `calibrate` writes. */
export function manifestOf({ probes, replicas }: Truth): string {
  return `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: shop }
spec:
  replicas: ${replicas}
  serviceName: web
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: x:1
${probes.map((text) => `          ${text}`).join('\n')}
`
}

export function truthScenario({ behavior }: Truth): string {
  return `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: truth }
spec:
  workloads: [{ match: {}, behavior: { ${behavior} } }]
`
}
