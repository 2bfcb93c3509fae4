/**
 * When a probe first looks at a new pod. Its worker is made just before its container (P2) and runs at once, when there is nothing to
 * see (P9 step 1); the next tick is a period later. So most of a period passes before a first start is probed, while the ticks have
 * nothing to do with when a restarted container starts (P3).
 */

import type { ClusterSpec, ContainerSpec, PodSpec, ProbeSpec } from '../../contract/cluster-spec.ts'
import { type Law, lawOf } from '../../kernel/law.ts'
import { versionProfile } from '../../model/version-profile.ts'

/** Points that stand for the laws of what passes before the first run. */
const points = 64
/** Square roots: multiples of them spread evenly, each by itself and together. */
const spreads = [2, 3, 5, 7, 11, 13, 17, 19].map(Math.sqrt)

/** Whether kubelets see a start at once, or only with the next relist, up to a second later (S3); those of the first nodes stand for all. */
export function seesStartsAtOnce(spec: ClusterSpec): boolean {
  return spec.overheads.ideal || versionProfile(spec, spec.nodes[0].kubelet).relistsOnDemand
}

/**
 * Seconds from the start of the container's process to the first run of the probe, in equally likely cases; undefined where nobody knows when
 * the container starts: behind init containers and pulls of images. A kubelet younger than the period shifts its ticks (P5), which is left out.
 */
export function firstRunsOfNewPod(
  { initContainers, containers }: PodSpec,
  { name }: ContainerSpec,
  { initialDelayUs, periodUs }: ProbeSpec,
  atOnce: boolean,
): readonly number[] | undefined {
  const place = containers.findIndex((container) => container.name === name)
  if (place < 0 || initContainers.length > 0) return undefined
  const before = containers.slice(0, place + 1).map(startLaws)
  const after = containers.slice(place + 1).map(startLaws)
  if ([...before, ...after].includes(undefined)) return undefined
  const own = hookLaw(containers[place])
  const lag = [...before.flatMap((laws) => laws!), ...containers.slice(0, place).flatMap(hookLaw)]
  // The sync that starts it stores its status no sooner than it ends.
  const rest = [...own, ...after.flatMap((laws) => laws!), ...containers.slice(place + 1).flatMap(hookLaw)]
  if ([...lag, ...rest].some(({ mean }) => mean === Infinity)) return undefined
  // Where everything is certain, one case stands for all.
  const isCertain = atOnce && initialDelayUs === 0 && [...lag, ...rest].every(isConstant)
  return Array.from({ length: isCertain ? 1 : points }, (_, point) => {
    let dimension = 0
    const uniform = (): number => {
      const spread = spreads[dimension % spreads.length] * (1 + Math.floor(dimension / spreads.length))
      dimension++
      return ((point + 0.5) * spread) % 1
    }
    const cut = uniform()
    const relist = atOnce ? 0 : uniform()
    const sum = (laws: readonly Law[]): number =>
      laws.reduce((total, law) => total + law.quantile(uniform()) / 1e6, 0)
    const startSeconds = sum(lag)
    const seenSeconds = startSeconds + Math.max(relist, sum(rest))
    // P8: whole seconds since a start that is cut to its second.
    const delaySeconds = initialDelayUs === 0 ? 0 : startSeconds + initialDelayUs / 1e6 - cut
    const ticks = Math.max(1, Math.ceil((Math.max(seenSeconds, delaySeconds) * 1e6) / periodUs))
    return (ticks * periodUs) / 1e6 - startSeconds
  })
}

/** What passes in the sync before the process runs; undefined if the image is pulled. */
function startLaws({ behavior, imagePullPolicy }: ContainerSpec): readonly Law[] | undefined {
  const { start, image } = behavior
  if (!image.present) return undefined
  return imagePullPolicy === 'Always' ? [lawOf(image.check), lawOf(start[0])] : [lawOf(start[0])]
}

/** K8: the postStart hook, which holds the sync. */
function hookLaw({ postStart }: ContainerSpec): readonly Law[] {
  return postStart === undefined ? [] : [lawOf(postStart.length)]
}

function isConstant(law: Law): boolean {
  return law.quantile(0.001) === law.quantile(0.999)
}
