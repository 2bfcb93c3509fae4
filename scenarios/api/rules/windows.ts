/** Options of Windows. Source: kubernetes v1.36 pkg/apis/core/validation, validateWindowsSecurityContextOptions, validateWindowsHostProcessPod. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { dnsSubdomain } from './formats.ts'
import { checkPlainText } from './texts.ts'
import { listOf, mapOf, textOf } from './values.ts'

const specMaxKiB = 64
const domainMax = 256
const userMax = 104
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/

/** The options within a security context, of a pod or a container. */
export function checkWindowsOptions(context: Located, causes: Causes): void {
  const at = mapOf(context, 'windowsOptions')
  if (at === undefined) return
  if (textOf(at, 'gmsaCredentialSpecName') !== undefined)
    checkPlainText(at, 'gmsaCredentialSpecName', dnsSubdomain, causes)
  const spec = textOf(at, 'gmsaCredentialSpec')
  if (spec === '')
    causes.invalid(at.get('gmsaCredentialSpec'), 'gmsaCredentialSpec cannot be an empty string')
  else if (spec !== undefined && new TextEncoder().encode(spec).length > specMaxKiB * 1024)
    causes.invalid(at.get('gmsaCredentialSpec'), `gmsaCredentialSpec size must be under ${specMaxKiB} KiB`)
  for (const words of userProblems(textOf(at, 'runAsUserName')))
    causes.invalid(at.get('runAsUserName'), `runAsUserName${words}`, { fix: 'write DOMAIN\\USER, or USER' })
}

function userProblems(name: string | undefined): string[] {
  if (name === undefined) return []
  if (name === '') return [' cannot be an empty string']
  if (/\p{Cc}/u.test(name)) return [' cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return [' cannot contain more than one backslash']
  const user = parts[parts.length - 1]
  const domain = parts.length === 2 ? parts[0] : undefined
  return [
    ...((domain ?? '').length >= domainMax ? [`'s Domain length must be under ${domainMax} characters`] : []),
    ...(domain !== undefined && !netBios.test(domain) && dnsSubdomain(domain).length > 0
      ? ["'s Domain doesn't match the NetBios nor the DNS format"]
      : []),
    ...(user === '' ? ["'s User cannot be empty"] : []),
    ...(user.length > userMax ? [`'s User length must not be longer than ${userMax} characters`] : []),
    ...(/^[. ]+$/.test(user) ? ["'s User cannot contain only periods or spaces"] : []),
    ...(/["/\\:;|=,+*?<>@[\]]/.test(user)
      ? ['\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]']
      : []),
  ]
}

/** All containers of a pod are processes of its host, or none is; then the pod is in the network of its host. */
export function checkHostProcesses(spec: Located, causes: Causes): void {
  const ofPod = hostProcess(spec)
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listOf(spec, list),
  )
  for (const container of containers) {
    const own = hostProcess(container)
    if (ofPod !== undefined && own !== undefined && own !== ofPod)
      causes.invalid(
        container.at('securityContext', 'windowsOptions', 'hostProcess'),
        `pod hostProcess value must be identical if both are specified, was ${ofPod}`,
        { fix: 'delete hostProcess of the container' },
      )
  }
  const ofHost = containers.filter((container) => hostProcess(container) ?? ofPod ?? false)
  if (ofHost.length === 0) return
  if (ofHost.length < containers.length)
    causes.invalid(
      spec,
      'If pod contains any hostProcess containers then all containers must be HostProcess containers',
      { value: '', fix: 'write hostProcess in the security context of the pod' },
    )
  if (spec.peek('hostNetwork') !== true)
    causes.invalid(
      spec.get('hostNetwork'),
      'hostNetwork must be true if pod contains any hostProcess containers',
      { value: false, fix: 'add hostNetwork: true' },
    )
}

function hostProcess(holder: Located): boolean | undefined {
  const value = holder.at('securityContext', 'windowsOptions', 'hostProcess').value
  return typeof value === 'boolean' ? value : undefined
}
