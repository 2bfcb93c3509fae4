/**
 * KubeletConfiguration: the fields that change a rule, with the kubelet's defaults and the kubelet's own checks. All
 * others are read past, and a note names them. Source: kubernetes v1.35 pkg/kubelet/apis/config/v1beta1/defaults.go
 * and pkg/kubelet/apis/config/validation/validation.go.
 */
import {
  atLeast,
  type ClusterSpec,
  type FeatureGate,
  featureGates,
  type GateSettings,
  isControlPlaneGate,
  isGateOn,
  type KubeletSpec,
  kubeletDefaults,
} from '../../engine/contract/cluster-spec.ts'
import { checkLockedGate } from '../kubernetes-version.ts'
import { countMax } from '../scenario/shape.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { countField, durationField, flagField, isMapField } from './field.ts'

/** What nodes of one class share. `podsMax` is `maxPods`, undefined where it is not set. */
export type KubeletClass = { readonly kubelet: KubeletSpec; readonly podsMax?: number }

/** Nodes without a configuration. */
export const defaultClass: KubeletClass = { kubelet: kubeletDefaults }

/** What a configuration is read for: the gates of the scenario decide which fields it may have. */
export type KubeletGround = Pick<ClusterSpec, 'kubernetesVersion' | 'featureGates'>

/** Fields that identify the document. */
const identity = ['apiVersion', 'kind']

const fieldsRead = [
  'featureGates',
  'maxPods',
  'syncFrequency',
  'crashLoopBackOff',
  'serializeImagePulls',
  'maxParallelImagePulls',
  'registryPullQPS',
  'registryBurst',
  'kubeAPIQPS',
  'kubeAPIBurst',
  'eventRecordQPS',
  'eventBurst',
]

/** Range of `maxContainerRestartPeriod` (B2). */
const restartPeriodUsMin = 1_000_000
const restartPeriodUsMax = 300_000_000

export function readKubeletConfiguration(
  at: Located,
  ground: KubeletGround,
  report: Report,
  asides: Asides,
): KubeletClass {
  if (!isMapField(at, report)) return defaultClass
  for (const key of at.keys()) {
    if (!identity.includes(key) && !fieldsRead.includes(key)) asides.noteKubeletField(key)
  }
  const gates = readGates(at.get('featureGates'), ground, report, asides)
  const restartPeriodUs = readRestartPeriod(at.get('crashLoopBackOff'), ground, gates, report, asides)
  // 0 stands for the default, as in the kubelet's own defaulting.
  const podsMax = countField(at.get('maxPods'), report, countMax) || undefined
  return {
    kubelet: {
      featureGates: gates,
      ...(restartPeriodUs === undefined ? {} : { maxContainerRestartPeriodUs: restartPeriodUs }),
      syncFrequencyUs: durationField(at.get('syncFrequency'), report) || kubeletDefaults.syncFrequencyUs,
      parallelImagePullsMax: readParallelPulls(at, report),
      registryPullQps:
        (countField(at.get('registryPullQPS'), report) ?? kubeletDefaults.registryPullQps) || Infinity,
      registryBurst: countField(at.get('registryBurst'), report) || kubeletDefaults.registryBurst,
      ...readClientLimits(at, ground, report),
    },
    ...(podsMax === undefined ? {} : { podsMax }),
  }
}

/** Limits of the API clients. 0 stands for the default; from 1.37 on an `eventRecordQPS` of 0 means that there is none (Z12). */
function readClientLimits(
  at: Located,
  { kubernetesVersion }: KubeletGround,
  report: Report,
): Pick<KubeletSpec, 'apiQps' | 'apiBurst' | 'eventQps' | 'eventBurst'> {
  const limit = (key: string): number | undefined => countField(at.get(key), report, countMax)
  const noEventQps = atLeast(kubernetesVersion, '1.37') ? Infinity : kubeletDefaults.eventQps
  const eventQps = limit('eventRecordQPS') ?? kubeletDefaults.eventQps
  return {
    apiQps: limit('kubeAPIQPS') || kubeletDefaults.apiQps,
    apiBurst: limit('kubeAPIBurst') || kubeletDefaults.apiBurst,
    eventQps: eventQps === 0 ? noEventQps : eventQps,
    eventBurst: limit('eventBurst') || kubeletDefaults.eventBurst,
  }
}

/** I5: one at a time, unless it is said that they need not be; then as many as asked for. */
function readParallelPulls(at: Located, report: Report): number {
  const max = countField(at.get('maxParallelImagePulls'), report)
  const isSerial = flagField(at.get('serializeImagePulls'), report) ?? (max === undefined || max < 2)
  if (max !== undefined && (max < 1 || (isSerial && max > 1))) {
    const wish =
      max < 1
        ? 'must be a positive number'
        : 'cannot be larger than 1 unless SerializeImagePulls set to false'
    report.error(
      'kubelet-configuration',
      at.get('maxParallelImagePulls'),
      `${at.get('maxParallelImagePulls').pathText}: invalid configuration: maxParallelImagePulls ${max} ${wish}`,
      max < 1
        ? 'write 1 or more, or delete the field'
        : 'set serializeImagePulls to false, or delete one of the two',
    )
  }
  return isSerial ? 1 : (max ?? Infinity)
}

/** The gates that a rule knows; the others change nothing here. */
function readGates(at: Located, ground: KubeletGround, report: Report, asides: Asides): GateSettings {
  const gates: Record<string, boolean> = {}
  if (!isMapField(at, report)) return gates
  for (const gate of at.keys()) {
    const isOn = flagField(at.get(gate), report)
    if (isOn === undefined) continue
    checkLockedGate(at.get(gate), gate, ground.kubernetesVersion, report)
    if (Object.hasOwn(featureGates, gate) && !isControlPlaneGate(gate as FeatureGate)) gates[gate] = isOn
    else asides.noteKubeletField(`featureGates.${gate}`)
  }
  return gates
}

function readRestartPeriod(
  at: Located,
  ground: KubeletGround,
  gates: GateSettings,
  report: Report,
  asides: Asides,
): number | undefined {
  if (!isMapField(at, report)) return undefined
  for (const key of at.keys())
    if (key !== 'maxContainerRestartPeriod') asides.noteKubeletField(`crashLoopBackOff.${key}`)
  const periodAt = at.get('maxContainerRestartPeriod')
  const periodUs = durationField(periodAt, report)
  if (periodUs === undefined) return undefined
  if (!isGateOn('KubeletCrashLoopBackOffMax', ground.kubernetesVersion, ground.featureGates, gates)) {
    report.error(
      'kubelet-configuration',
      periodAt,
      `${periodAt.pathText}: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set`,
      'set featureGates.KubeletCrashLoopBackOffMax to true (1.32 and later), or delete the field',
      'key',
    )
  } else if (periodUs < restartPeriodUsMin || periodUs > restartPeriodUsMax) {
    report.error(
      'number-range',
      periodAt,
      `${periodAt.pathText}: Invalid value: ${JSON.stringify(periodAt.value)}: must be set between 1s and 300s`,
      'write a duration from 1s to 300s',
    )
  }
  return periodUs
}
