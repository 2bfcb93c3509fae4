/** Requests and limits. Source: kubernetes v1.36 pkg/apis/core/validation, validateResourceRequirements; pkg/apis/core/helper/helpers.go. */
import type { Located } from '../../text/located.ts'
import { parseQuantity } from '../../text/quantity.ts'
import type { Causes } from './causes.ts'
import { dnsLabel, qualifiedName } from './formats.ts'
import { checkText } from './texts.ts'
import { listOf, mapOf, textOf } from './values.ts'

const containerResources = ['cpu', 'memory', 'ephemeral-storage']
const standardResources = [
  ...containerResources,
  ...containerResources.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports'],
  'services.loadbalancers',
]
/** Plain names that count things. */
const countedResources = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]

/** @param claimNames of the pod. */
export function checkContainerResources(
  container: Located,
  claimNames: ReadonlySet<string>,
  causes: Causes,
): void {
  const resources = mapOf(container, 'resources')
  if (resources === undefined) return
  checkAmounts(resources, checkContainerResourceName, causes)
  checkClaims(resources, claimNames, causes)
}

/** The name of a resource of containers, as a value. */
export function checkResourceName(at: Located, causes: Causes): void {
  checkContainerResourceName(at, String(at.value ?? ''), at.pathText, causes)
}

/** `overhead` of a pod: limits without requests. */
export function checkOverhead(spec: Located, causes: Causes): void {
  const overhead = mapOf(spec, 'overhead')
  if (overhead === undefined) return
  const names = overhead.keys()
  const field = (name: string) => `${overhead.pathText}.limits[${name}]`
  for (const name of names) checkAmount(overhead, name, checkContainerResourceName, causes, field(name))
  checkHugePages(overhead, names, causes)
}

/** `resources` of a whole pod. */
export function checkPodResources(spec: Located, causes: Causes): void {
  const resources = mapOf(spec, 'resources')
  if (resources === undefined) return
  if (spec.at('os', 'name').value === 'windows') {
    causes.forbidden(resources, 'may not be set for a windows pod')
    return
  }
  if (resources.peek('claims') !== undefined)
    causes.forbidden(resources.get('claims'), 'claims may not be set for Resources at pod-level')
  checkAmounts(resources, checkPodResourceName, causes)
  checkSums(spec, resources, causes)
}

type NameCheck = (at: Located, name: string, field: string, causes: Causes) => void

function checkAmounts(at: Located, checkName: NameCheck, causes: Causes): void {
  const limits = mapOf(at, 'limits')
  const requests = mapOf(at, 'requests')
  for (const name of limits?.keys() ?? []) checkAmount(at.get('limits'), name, checkName, causes)
  for (const name of requests?.keys() ?? []) {
    checkAmount(at.get('requests'), name, checkName, causes)
    checkAgainstLimit(at, name, causes)
  }
  const names = [...(limits?.keys() ?? []), ...(requests?.keys() ?? [])]
  checkHugePages(at, names, causes)
}

function checkHugePages(at: Located, names: readonly string[], causes: Causes): void {
  if (names.some(isHugePage) && !names.includes('cpu') && !names.includes('memory'))
    causes.forbidden(at, 'HugePages require cpu or memory', { fix: 'add a request for cpu or memory' })
}

function checkAmount(
  list: Located,
  name: string,
  checkName: NameCheck,
  causes: Causes,
  fieldText?: string,
): void {
  const at = list.get(name)
  const field = () => fieldText ?? `${list.pathText}[${name}]`
  checkName(at, name, field(), causes)
  checkQuantity(at, name, field, causes)
  const value = amountOf(list, name)
  if (isHugePage(name) && value !== undefined) {
    const page = parseQuantity(name.slice('hugepages-'.length))
    if (page === undefined || page <= 0 || value % page !== 0)
      causes.invalid(at, `${String(at.value)} is not positive integer multiple of ${name}`, {
        field: field(),
      })
  }
}

function checkAgainstLimit(at: Located, name: string, causes: Causes): void {
  const request = amountOf(at.get('requests'), name)
  const limits = at.get('limits')
  const limit = limits.keys().includes(name) ? amountOf(limits, name) : undefined
  if (request === undefined) return
  const isOvercommitted = isNative(name) && !isHugePage(name)
  const refuse = (words: string, fix: string) =>
    causes.invalid(at.at('requests', name), words, { field: at.get('requests').pathText, fix })
  if (limit === undefined) {
    if (!isOvercommitted)
      causes.required(limits, 'Limit must be set for non overcommitable resources', {
        fix: `add a limit for ${name}`,
      })
  } else if (!isOvercommitted && !isSame(request, limit))
    refuse(`must be equal to ${name} limit of ${String(limits.peek(name))}`, 'write the limit')
  else if (request > limit && !isSame(request, limit))
    refuse(
      `must be less than or equal to ${name} limit of ${String(limits.peek(name))}`,
      'lower the request, or raise the limit',
    )
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.abs(b) * 1e-12
}

/** The quantity under a name. */
function amountOf(list: Located, name: string): number | undefined {
  const value = list.peek(name)
  if (value === undefined) return 0
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined
}

/** A quantity that is not negative, and whole where it counts things. */
export function checkQuantity(
  at: Located,
  name: string,
  field: string | (() => string),
  causes: Causes,
): void {
  const value = at.value
  if (typeof value !== 'string' && typeof value !== 'number') return
  const amount = parseQuantity(String(value))
  if (amount === undefined) return
  const text = { value: String(value), rule: 'quantity-format' } as const
  const where = () => ({ ...text, field: typeof field === 'string' ? field : field() })
  if (amount < 0)
    causes.invalid(at, 'must be greater than or equal to 0', { ...where(), fix: 'write 0 or more' })
  if ((countedResources.includes(name) || isExtended(name)) && !Number.isInteger(roundedUp(amount)))
    causes.invalid(at, 'must be an integer', { ...where(), fix: 'write a whole number' })
}

/** To thousandths, as the server stores quantities. */
function roundedUp(amount: number): number {
  return Math.abs(amount) > 1e9 ? Math.round(amount) : Math.ceil(amount * 1000 - 1e-6) / 1000
}

function checkStandardName(at: Located, name: string, field: string, causes: Causes): boolean {
  const messages = qualifiedName(name)
  for (const words of messages) causes.invalid(at, words, { field, value: name, ...nameFix })
  if (messages.length > 0) return false
  if (name.includes('/') || standardResources.includes(name) || isHugePage(name)) return true
  causes.invalid(at, 'must be a standard resource type or fully qualified', {
    field,
    value: name,
    ...nameFix,
  })
  return false
}

const nameFix = {
  fix: 'write cpu, memory, ephemeral-storage, hugepages-SIZE or a name such as example.com/gpu',
}

function checkContainerResourceName(at: Located, name: string, field: string, causes: Causes): void {
  if (containerResources.includes(name)) return
  checkStandardName(at, name, field, causes)
  if (!name.includes('/')) {
    if (!containerResources.includes(name) && !isHugePage(name))
      causes.invalid(at, 'must be a standard resource for containers', { field, value: name, ...nameFix })
  } else if (!isNative(name) && !isExtended(name))
    causes.invalid(at, "doesn't follow extended resource name standard", { field, value: name, ...nameFix })
}

function checkPodResourceName(at: Located, name: string, field: string, causes: Causes): void {
  if (!checkStandardName(at, name, field, causes)) return
  if (name !== 'cpu' && name !== 'memory' && !isHugePage(name))
    causes.unsupported(at, ['cpu', 'hugepages-', 'memory'], { field, value: name })
}

/** No container may have more than its pod. */
function checkSums(spec: Located, resources: Located, causes: Causes): void {
  const containers = listOf(spec, 'containers')
  const requests = resources.get('requests')
  for (const name of ['cpu', 'memory']) {
    const sum = containers.reduce((total, container) => total + containerRequest(container, name), 0)
    const total = requests.keys().includes(name) ? amountOf(requests, name) : undefined
    if (total !== undefined && sum > total && !isSame(sum, total))
      causes.invalid(
        requests.get(name),
        `must be greater than or equal to aggregate container requests of ${sum}`,
        { field: `${requests.pathText}[${name}]`, fix: 'raise the request of the pod' },
      )
  }
  for (const [index, container] of containers.entries()) {
    const limits = mapOf(mapOf(container, 'resources') ?? container, 'limits')
    for (const name of limits?.keys() ?? []) {
      const own = amountOf(limits as Located, name) ?? 0
      const total = resources.get('limits')
      const max = total.keys().includes(name) ? amountOf(total, name) : undefined
      if (max !== undefined && own > max && !isSame(own, max))
        causes.invalid(
          (limits as Located).get(name),
          `must be less than or equal to pod limits of ${String(total.peek(name))}`,
          {
            field: `${resources.pathText}.containers[${index}][${name}].limits`,
            fix: 'lower the limit, or raise the limit of the pod',
          },
        )
    }
  }
}

function containerRequest(container: Located, name: string): number {
  const resources = container.get('resources')
  const requests = resources.get('requests')
  const list = requests.keys().includes(name) ? requests : resources.get('limits')
  return amountOf(list, name) ?? 0
}

function checkClaims(at: Located, claimNames: ReadonlySet<string>, causes: Causes): void {
  const seen = new Set<string>()
  for (const claim of listOf(at, 'claims')) {
    const name = textOf(claim, 'name') ?? ''
    const request = textOf(claim, 'request')
    if (name === '') {
      causes.required(claim, '', { fix: 'add name' })
      continue
    }
    checkText(claim, 'request', dnsLabel, causes)
    const key = request ? `${name}/${request}` : name
    if (seen.has(name) || seen.has(key)) causes.duplicate(claim, { value: key })
    seen.add(key)
    if (!claimNames.has(name))
      causes.notFound(claim.get('name'), {
        field: claim.pathText,
        fix: 'write one of the names in resourceClaims of the pod',
      })
  }
}

function isHugePage(name: string): boolean {
  return name.startsWith('hugepages-')
}

/** A name without a domain, or with kubernetes.io. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/')
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0
}
