/** `behavior.cpu` and `behavior.leaks`: what a container costs its node. */
import {
  type BehaviorSpec,
  type CpuUseSpec,
  type DistributionSpec,
  type ProbeHandler,
  probeCpuUsDefaults,
  probeHandlers,
} from '../../engine/contract/cluster-spec.ts'
import { durationText } from '../text/duration.ts'
import { perIncarnation } from './distribution-text.ts'
import { cores, someCores } from './quantity-shape.ts'
import { described, duration, number, object, type Shape, type ValueOf } from './shape.ts'

function byHandler<T>(shape: Shape<T>, text: (handler: ProbeHandler) => string) {
  return object(
    {},
    Object.fromEntries(probeHandlers.map((handler) => [handler, described(shape, text(handler))])) as Record<
      ProbeHandler,
      Shape<T>
    >,
  )
}

export const cpuShape = object(
  {},
  {
    startup: described(
      perIncarnation,
      'CPU time of a start-up: the container answers when this work is done and startup is over [0]',
    ),
    startupCores: described(someCores, 'cores that this work can use at once [1]'),
    idle: described(cores, 'cores that it uses all the time once its start-up is over [0]'),
    perRequest: described(duration(), 'CPU time of a request [0]'),
    perProbe: described(
      byHandler(duration(), (handler) => `of ${handler} probes`),
      `CPU time of one run {${probeHandlers.map((handler) => `${handler}: ${durationText(probeCpuUsDefaults[handler])}`).join(', ')}}`,
    ),
  },
)

/** More than a run can leave behind: a process of its own starts others only if the command does. */
const leftMax = 1_000

export const leaksShape = byHandler(number({ min: 0, max: leftMax }), (handler) =>
  handler === 'exec'
    ? 'processes that a run of an exec probe leaves, on average [0]'
    : `sockets that a run of a ${handler} probe leaves, on average [0]`,
)

const nothing: DistributionSpec = { kind: 'constant', value: 0 }

/** Containers contend for processors once one says what it uses; what its probes cost alone is only counted. */
export function cpuUseOf({
  startup,
  startupCores,
  idle,
  perRequest,
}: ValueOf<typeof cpuShape>): CpuUseSpec | undefined {
  if (startup === undefined && idle === undefined && perRequest === undefined) return undefined
  return {
    startupUs: startup ?? [nothing],
    startupCores: startupCores ?? 1,
    idleCores: idle ?? 0,
    perRequestUs: perRequest ?? 0,
  }
}

export function cpuFields(
  cpu: ValueOf<typeof cpuShape> | undefined,
  left: ValueOf<typeof leaksShape> | undefined,
): Pick<BehaviorSpec, 'probeCpuUs' | 'cpu' | 'leaks'> {
  const use = cpu && cpuUseOf(cpu)
  const leaks = Object.fromEntries(Object.entries(left ?? {}).filter(([, count]) => count > 0))
  return {
    probeCpuUs: { ...probeCpuUsDefaults, ...cpu?.perProbe },
    ...(use && { cpu: use }),
    ...(Object.keys(leaks).length > 0 && { leaks }),
  }
}
