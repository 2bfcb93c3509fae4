/** What the control plane is allowed: the keys of `controlPlane`. */
import {
  type ClientLimit,
  type ControlPlaneSpec,
  controlPlaneDefaults,
} from '../../engine/contract/cluster-spec.ts'
import { count, described, laterKeys, number, object, type ValueOf } from './shape.ts'

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
  },
  laterKeys('nodeMonitorPeriod', 'nodeMonitorGracePeriod', 'proxyMinSyncPeriod'),
)

/** The limits that a setting stands for. */
export function controlPlaneOf(setting: ValueOf<typeof controlPlaneShape> = {}): ControlPlaneSpec {
  return {
    controllers: limitOf(setting.controllers, controlPlaneDefaults.controllers),
    scheduler: limitOf(setting.scheduler, controlPlaneDefaults.scheduler),
  }
}

function limitOf(setting: Partial<ClientLimit> = {}, { qps, burst }: ClientLimit): ClientLimit {
  return { qps: setting.qps ?? qps, burst: setting.burst ?? burst }
}
