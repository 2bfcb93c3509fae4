/** What the control plane is allowed: the keys of `controlPlane`. */
import {
  type ClientLimit,
  type ControlPlaneSpec,
  controlPlaneDefaults,
} from '../../engine/contract/cluster-spec.ts'
import { durationText } from '../text/duration.ts'
import { count, described, duration, number, object, type ValueOf } from './shape.ts'

const { proxyMinSyncPeriodUs, nodeMonitorPeriodUs, nodeMonitorGraceUs } = controlPlaneDefaults

const clientLimit = ({ qps, burst }: ClientLimit) =>
  object(
    {},
    {
      qps: described(number({ min: 0.001, max: 1_000_000 }), `calls per second [${qps}]`),
      burst: described(count, `calls at once after a quiet time [${burst}]`),
    },
  )

export const controlPlaneShape = object(
  {},
  {
    controllers: described(
      clientLimit(controlPlaneDefaults.controllers),
      'limits of each controller of the controller manager, as --kube-api-qps and --kube-api-burst set them',
    ),
    scheduler: described(
      clientLimit(controlPlaneDefaults.scheduler),
      'limits of the scheduler for bindings and statuses of pods; its events have a client of their own',
    ),
    proxyMinSyncPeriod: described(
      duration(),
      `how long proxies wait at least between two changes of their rules, as --iptables-min-sync-period sets it [${durationText(proxyMinSyncPeriodUs)}]`,
    ),
    nodeMonitorPeriod: described(
      duration(1000),
      `from the end of one look at the health of all nodes to the next [${durationText(nodeMonitorPeriodUs)}]`,
    ),
    nodeMonitorGracePeriod: described(
      duration(1000),
      `how long a node may be silent before it counts as not ready [${durationText(nodeMonitorGraceUs)}]`,
    ),
  },
)

/** The limits that a setting stands for. */
export function controlPlaneOf(setting: ValueOf<typeof controlPlaneShape> = {}): ControlPlaneSpec {
  return {
    controllers: limitOf(setting.controllers, controlPlaneDefaults.controllers),
    scheduler: limitOf(setting.scheduler, controlPlaneDefaults.scheduler),
    proxyMinSyncPeriodUs: setting.proxyMinSyncPeriod ?? proxyMinSyncPeriodUs,
    nodeMonitorPeriodUs: setting.nodeMonitorPeriod ?? nodeMonitorPeriodUs,
    nodeMonitorGraceUs: setting.nodeMonitorGracePeriod ?? nodeMonitorGraceUs,
  }
}

function limitOf(setting: Partial<ClientLimit> = {}, { qps, burst }: ClientLimit): ClientLimit {
  return { qps: setting.qps ?? qps, burst: setting.burst ?? burst }
}
