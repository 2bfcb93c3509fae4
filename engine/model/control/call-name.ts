/** A kind of call as the API's log has it: verb and resource. */
import { ApiCall } from './api-client.ts'
import type { ControllerRule } from './controller.ts'

export function callName(
  { objects, statuses }: Pick<ControllerRule, 'objects' | 'statuses'>,
  call: number,
): string {
  switch (call) {
    case ApiCall.CreatePod:
      return 'create pods'
    case ApiCall.DeletePod:
      return 'delete pods'
    case ApiCall.WriteStatus:
      return `update ${statuses}/status`
    case ApiCall.PatchPod:
      return 'patch pods'
    case ApiCall.GetNode:
      return 'get nodes'
    case ApiCall.PatchNode:
      return 'patch nodes'
    case ApiCall.WriteNodeStatus:
      return 'update nodes/status'
    case ApiCall.GetPod:
      return 'get pods'
    case ApiCall.WritePodStatus:
      return 'update pods/status'
    case ApiCall.PatchPodStatus:
      return 'patch pods/status'
    case ApiCall.BindPod:
      return 'create pods/binding'
    case ApiCall.PostEvent:
      return 'create events'
    case ApiCall.PatchEvent:
      return 'patch events'
    case ApiCall.Create:
      return `create ${objects}`
    case ApiCall.Update:
      return `update ${objects}`
    case ApiCall.Delete:
      return `delete ${objects}`
    case ApiCall.Get:
      return `get ${objects}`
    default:
      throw new Error(`broken invariant: no name for call ${call}`)
  }
}
