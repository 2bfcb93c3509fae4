/**
 * The words of events. Source: kubernetes v1.35 pkg/kubelet/kuberuntime/kuberuntime_container.go and kuberuntime_manager.go,
 * pkg/kubelet/images/image_manager.go, pkg/kubelet/prober/prober.go. What is not
 * simulated is left out of a message: addresses of pods, their uid, what a command prints, how long a pull took.
 */
import { atLeast, probeHandlers } from '../contract/cluster-spec.ts'
import type { ClusterState, ContainerId, PodId } from '../model/cluster-state.ts'
import { Connection, Handler, Outcome, PodEvent, probeOfDetail, waitReasonNames } from '../model/codes.ts'
import { rejectionText } from '../model/node/admission.ts'
import { probeOfType } from '../model/node/prober/probe-result.ts'
import { podNameOf } from '../model/pod-rows.ts'
import { containerName, imageName } from './entity-names.ts'
import { unschedulableText } from './unschedulable-text.ts'

/** Source: kubernetes v1.35 pkg/kubelet/active_deadline.go. */
export const deadlineMessage = 'Pod was active on the node longer than the specified deadline'
/** Source: kubernetes v1.36 pkg/kubelet/nodeshutdown/nodeshutdown_manager.go, nodeShutdownMessage. */
export const shutdownMessage = 'Pod was terminated in response to imminent node shutdown.'

/** @param container container row; -1 = the event is about the pod. */
export function eventMessage(
  state: ClusterState,
  pod: PodId,
  container: ContainerId,
  event: number,
  detail: number,
): string {
  const from135 = atLeast(state.spec.kubernetesVersion, '1.35')
  const { namespace } = state.spec.workloads[state.pod.workload[pod]]
  switch (event) {
    case PodEvent.Scheduled:
      return `Successfully assigned ${namespace}/${podNameOf(state, pod)} to ${state.spec.nodes[state.pod.node[pod]].name}`
    case PodEvent.FailedScheduling:
      return unschedulableText(state, pod, detail)
    case PodEvent.Preempted:
      return `Preempted by a pod on node ${state.spec.nodes[state.pod.node[pod]].name}`
    case PodEvent.ImagePresent:
      return `Container image "${imageName(state, container, detail)}" already present on machine${from135 ? ' and can be accessed by the pod' : ''}`
    case PodEvent.Created:
      return from135 ? 'Container created' : `Created container: ${containerName(state, container)}`
    case PodEvent.Started:
      return from135 ? 'Container started' : `Started container ${containerName(state, container)}`
    case PodEvent.BackOffRestart:
      return `Back-off restarting failed container ${containerName(state, container)} in pod ${podNameOf(state, pod)}_${namespace}`
    case PodEvent.KilledForLiveness:
      return `Container ${containerName(state, container)} failed liveness probe, will be restarted`
    case PodEvent.KilledForStartup:
      return `Container ${containerName(state, container)} failed startup probe, will be restarted`
    case PodEvent.Stopping:
    case PodEvent.KilledForReset:
      return `Stopping container ${containerName(state, container)}`
    case PodEvent.ProbeFailed:
      return `${probeWord(detail)} probe failed: ${failure(state, container, detail)}`
    case PodEvent.ProbeErrored:
      return `${probeWord(detail)} probe errored and resulted in ${error(state, container, detail)}`
    case PodEvent.ProbeWarned:
      return `${probeWord(detail)} probe warning: Probe terminated redirects`
    case PodEvent.ImagePulling:
      return `Pulling image "${imageName(state, container, detail)}"`
    case PodEvent.ImagePulled:
      return `Successfully pulled image "${imageName(state, container, detail)}"`
    case PodEvent.ImagePullFailed:
      return `Failed to pull image "${imageName(state, container, detail)}"`
    case PodEvent.BackOffPull:
      return `Back-off pulling image "${imageName(state, container, detail)}"`
    case PodEvent.ImageNeverPulled:
      return `Container image "${imageName(state, container, detail)}" is not present with pull policy of Never`
    case PodEvent.ImageInvalid: {
      const image = imageName(state, container, detail)
      return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
    }
    case PodEvent.ImageFailed:
      return `Error: ${waitReasonNames[detail]}`
    case PodEvent.StartFailed:
      return `Error: failed to start container "${containerName(state, container)}"`
    case PodEvent.PostStartHookFailed:
      return 'PostStartHook failed'
    case PodEvent.KilledForHook:
      return 'FailedPostStartHook'
    case PodEvent.PreStopHookFailed:
      return 'PreStopHook failed'
    case PodEvent.Rejected:
      return rejectionText(state, pod).message
    case PodEvent.DeadlineExceeded:
      return deadlineMessage
    case PodEvent.SandboxChanged:
      return 'Pod sandbox changed, it will be killed and re-created.'
    default:
      throw new Error(`broken invariant: event ${event} has no words`)
  }
}

function probeWord(detail: number): string {
  return ['Startup', 'Readiness', 'Liveness'][probeOfDetail(detail).type]
}

/** The only error of HTTP is a body that does not come in time (P13), unless there is nothing to ask. */
function error(state: ClusterState, container: ContainerId, detail: number): string {
  const { probeTemplate, probe: probes } = state
  const template = probes.template[probeOfType(state, container, probeOfDetail(detail).type)]
  const isHttp =
    probeTemplate.handler[template] === Handler.HttpGet && probeTemplate.portDefined[template] === 1
  if (!isHttp) return 'unknown state'
  return 'failure state: context deadline exceeded (Client.Timeout or context cancellation while reading body)'
}

/** What the handler says of a failure; of an HTTP status or an exit code only that it was a failure is simulated. */
function failure(state: ClusterState, container: ContainerId, detail: number): string {
  const { type, outcome, connection } = probeOfDetail(detail)
  const { probeTemplate, probe: probes } = state
  const template = probes.template[probeOfType(state, container, type)]
  const isTimeout = outcome === Outcome.Timeout
  const within = `${probeTemplate.timeoutUs[template] / 1e6}s`
  const handler = probeHandlers[probeTemplate.handler[template]]
  // EADDRNOTAVAIL.
  if (connection === Connection.NoPort) return 'connect: cannot assign requested address'
  if (connection === Connection.Refused && handler !== 'exec') return 'connect: connection refused'
  switch (handler) {
    case 'exec':
      return isTimeout ? `command timed out after ${within}` : ''
    case 'httpGet':
      return isTimeout
        ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        : 'HTTP probe failed with statuscode: 500'
    case 'tcpSocket':
      return isTimeout ? 'i/o timeout' : 'connect: connection refused'
    case 'grpc':
      return isTimeout
        ? `timeout: health rpc did not complete within ${within}`
        : 'service unhealthy (responded with "NOT_SERVING")'
  }
}
