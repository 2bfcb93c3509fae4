/**
 * What a cluster spends beside the rules: the keys of `overheads`, and the values of `typical`. "Measured on a real
 * kubelet" means runs of kubelets, up to genuine ones of 1.34 to 1.37, against a scripted runtime and against containerd with runc.
 */
import type { DistributionSpec, OverheadsSpec } from '../../engine/contract/cluster-spec.ts'
import { isMap } from '../text/located.ts'
import { distribution, lognormalByPercentiles } from './distribution-text.ts'
import { choice, described, object, probability, type Shape, type ValueOf } from './shape.ts'

const ms = 1_000
const zero: DistributionSpec = { kind: 'constant', value: 0 }

/** The overheads of a run, and the defaults of behavior that go with them. */
export type Overheads = {
  readonly spec: OverheadsSpec
  /** Default of behavior `start`. */
  readonly start: DistributionSpec
  /** Default of behavior `latency`. */
  readonly latency: DistributionSpec
  /** Default of behavior `image.pull`, and of `image.check`. */
  readonly pull: DistributionSpec
  readonly check: DistributionSpec
}

const keys = {
  relistCost: described(distribution, 'how long the kubelet takes to list its containers, each second'),
  sync: described(distribution, 'how long the kubelet takes for one sync of a pod, beside what it waits for'),
  stop: described(distribution, 'from the exit of a container that was told to stop until the kubelet knows'),
  start: described(
    distribution,
    'how long the runtime takes to start a container: default of behavior.start',
  ),
  volumes: described(distribution, 'how long a new pod waits for its volumes'),
  apiRoundTrip: described(distribution, 'how long a write of a status takes'),
  watch: described(distribution, 'from a change in the API until a controller hears of it'),
  podStartDelay: described(
    distribution,
    'from the creation of a pod until its kubelet begins with it; what the scheduler waits for comes on top',
  ),
  lostTrigger: described(probability, 'probability that a request for a readiness run at once is lost'),
}

const single = object({}, keys)
const named = choice('typical', 'ideal')

export type OverheadsSetting = 'typical' | 'ideal' | ValueOf<typeof single>

/** `typical`, `ideal`, or a map of single values over typical. */
export const overheadsShape: Shape<OverheadsSetting> = {
  schema: { anyOf: [named.schema, single.schema] },
  read: (at, reading) => (isMap(at.value) ? single.read(at, reading) : named.read(at, reading)),
}

/** Everything at once and for free. */
const ideal: Overheads = {
  spec: {
    ideal: true,
    relistCostUs: zero,
    syncUs: zero,
    stopUs: zero,
    volumesUs: zero,
    apiRoundTripUs: zero,
    watchUs: zero,
    podStartDelayUs: zero,
    lostTrigger: 0,
  },
  start: zero,
  latency: zero,
  pull: zero,
  check: zero,
}

const typical: Overheads = {
  spec: {
    ideal: false,
    /**
     * Between two measurements on a real kubelet. Exits are noticed 0.5 s + 1.5 relists (S3) late on average: 0.51 s with a
     * scripted runtime (a relist of 5 ms), 0.64 s with containerd on a busy machine (95 ms).
     */
    relistCostUs: lognormalByPercentiles(20 * ms, 100 * ms),
    /** Measured on a real kubelet: last failed liveness probe to stop call, median 3 ms, p90 7 ms (here 6.4), largest 45 ms. */
    syncUs: lognormalByPercentiles(3 * ms, 12 * ms),
    /** Measured on a real kubelet with containerd: stop call to exit, SIGTERM handled: median 16 ms, p90 32 ms, largest 133 ms. */
    stopUs: lognormalByPercentiles(15 * ms, 60 * ms),
    /** S9 step 8: a pod with a service-account token waits 0.1 to 0.6 s for its volumes. */
    volumesUs: { kind: 'uniform', low: 100 * ms, high: 600 * ms },
    /** Estimate: a healthy API server within one region. */
    apiRoundTripUs: lognormalByPercentiles(5 * ms, 50 * ms),
    /**
     * Estimate, as above. On one machine, measured with a genuine control plane: from the end of a pod to the call that makes its
     * replacement 1 ms, median of 6.
     */
    watchUs: lognormalByPercentiles(2 * ms, 20 * ms),
    /** Estimate: the scheduler's watch and call, watch delivery and the start of the pod's worker. */
    podStartDelayUs: lognormalByPercentiles(50 * ms, 500 * ms),
    /** Measured on real kubelets 1.35 to 1.37: 4 % of first starts on a busy node, 1 to 4 % on a quiet one, 1 to 6 % of restarts (Z4). */
    lostTrigger: 0.02,
  },
  /** Measured on a real kubelet with containerd: median 219 ms, p10 178 ms, p90 363 ms; held constant. */
  start: { kind: 'constant', value: 200 * ms },
  /** Estimate: a local handler that answers at once, now and then behind other work. */
  latency: lognormalByPercentiles(5 * ms, 50 * ms),
  /** Assumed: a small image from a near registry. */
  pull: { kind: 'constant', value: 2000 * ms },
  /** Assumed: two round trips to a near registry, with TLS. */
  check: { kind: 'constant', value: 300 * ms },
}

/** The overheads that a setting stands for. */
export function overheadsOf(setting: OverheadsSetting): Overheads {
  if (setting === 'ideal') return ideal
  if (setting === 'typical') return typical
  const { spec } = typical
  return {
    spec: {
      ideal: false,
      relistCostUs: setting.relistCost ?? spec.relistCostUs,
      syncUs: setting.sync ?? spec.syncUs,
      stopUs: setting.stop ?? spec.stopUs,
      volumesUs: setting.volumes ?? spec.volumesUs,
      apiRoundTripUs: setting.apiRoundTrip ?? spec.apiRoundTripUs,
      watchUs: setting.watch ?? spec.watchUs,
      podStartDelayUs: setting.podStartDelay ?? spec.podStartDelayUs,
      lostTrigger: setting.lostTrigger ?? spec.lostTrigger,
    },
    start: setting.start ?? typical.start,
    latency: typical.latency,
    pull: typical.pull,
    check: typical.check,
  }
}
