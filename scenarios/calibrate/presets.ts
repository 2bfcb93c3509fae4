/**
 * Behaviors to start from where nothing was measured. They are synthetic: estimates for a typical service of a runtime,
 * set to what public reports say where there is one, and to judgement otherwise. None of them is a measurement.
 */
import type { BehaviorEntry } from './behavior-entries.ts'

type PresetKey = {
  readonly key: 'startup' | 'latency' | 'slow'
  readonly value: string
  readonly from: string
}

export type Preset = {
  readonly name: string
  readonly about: string
  readonly keys: readonly PresetKey[]
}

/** A report of a slow boot that a busier node turns into a restart loop. */
const slowStart =
  'estimate; thaum-xyz/ankhmorpork#988 reports a start of 12 s on an idle node (not of which runtime)'
/** The same for Spring Boot, with numbers. */
const throttledStart =
  'estimate; p99 from egovernments/DIGIT-DevOps#4893, where a limit of 200m CPU stretches Spring Boot to more than 3.5 min'
const oneSecond = (issue: string): string =>
  `estimate, set so that the default timeout of 1 s is missed at times, as in ${issue}`

export const presets: readonly Preset[] = [
  {
    name: 'jvm-idle',
    about: 'a JVM service (Spring Boot and the like) with CPU to spare',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 12s, p99: 30s } }', from: slowStart },
      { key: 'latency', value: '{ lognormal: { p50: 4ms, p99: 60ms } }', from: 'estimate' },
      {
        key: 'slow',
        value: '{ every: { exponential: 5m }, for: { exponential: 100ms }, factor: .inf }',
        from: 'estimate: collections that stop the world for a tenth of a second',
      },
    ],
  },
  {
    name: 'jvm-busy',
    about: 'a JVM service under load, its CPU limit reached now and then',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 60s, p99: 210s } }', from: throttledStart },
      {
        key: 'latency',
        value: '{ lognormal: { p50: 20ms, p99: 500ms } }',
        from: oneSecond('projectcalico/calico#4788 (not a JVM) on CPU-constrained nodes'),
      },
      {
        key: 'slow',
        value: '{ every: { exponential: 10m }, for: { exponential: 5s }, factor: 10 }',
        from: 'estimate: throttling and full collections that last seconds',
      },
    ],
  },
  {
    name: 'nodejs-idle',
    about: 'a Node.js service with CPU to spare',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 1.5s, p99: 5s } }', from: 'estimate' },
      { key: 'latency', value: '{ lognormal: { p50: 2ms, p99: 25ms } }', from: 'estimate' },
    ],
  },
  {
    name: 'nodejs-busy',
    about: 'a Node.js service under load: probes wait for the one event loop',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 4s, p99: 20s } }', from: 'estimate' },
      {
        key: 'latency',
        value: '{ lognormal: { p50: 15ms, p99: 400ms } }',
        from: oneSecond('devantler-tech/platform#1714, a healthy pod restarted four times on a busy node'),
      },
      {
        key: 'slow',
        value: '{ every: { exponential: 10m }, for: { exponential: 3s }, factor: 15 }',
        from: 'estimate: the event loop blocked, or the node short of CPU',
      },
    ],
  },
  {
    name: 'go-idle',
    about: 'a Go service with CPU to spare',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 300ms, p99: 2s } }', from: 'estimate' },
      { key: 'latency', value: '{ lognormal: { p50: 1ms, p99: 10ms } }', from: 'estimate' },
    ],
  },
  {
    name: 'go-busy',
    about: 'a Go service under load, throttled now and then',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 1s, p99: 8s } }', from: 'estimate' },
      { key: 'latency', value: '{ lognormal: { p50: 5ms, p99: 150ms } }', from: 'estimate' },
      {
        key: 'slow',
        value: '{ every: { exponential: 15m }, for: { exponential: 2s }, factor: 20 }',
        from: oneSecond('projectcalico/calico#4788'),
      },
    ],
  },
  {
    name: 'python-idle',
    about: 'a Python service behind a worker server, with CPU to spare',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 4s, p99: 15s } }', from: 'estimate' },
      { key: 'latency', value: '{ lognormal: { p50: 5ms, p99: 60ms } }', from: 'estimate' },
    ],
  },
  {
    name: 'python-busy',
    about: 'a Python service whose workers are all busy at times, so that probes queue',
    keys: [
      { key: 'startup', value: '{ lognormal: { p50: 10s, p99: 45s } }', from: 'estimate' },
      { key: 'latency', value: '{ lognormal: { p50: 30ms, p99: 800ms } }', from: 'estimate' },
      {
        key: 'slow',
        value: '{ every: { exponential: 10m }, for: { exponential: 10s }, factor: 10 }',
        from: 'estimate: all workers taken by slow requests',
      },
    ],
  },
]

export function presetEntry({ keys }: Preset): BehaviorEntry {
  return {
    subject: {},
    keys: keys.map(({ key, value, from }) => ({ key, value, comments: [from] })),
    comments: [],
  }
}
