/** Services. Source: kubernetes v1.36 pkg/apis/core/validation, ValidateService. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkChoice, checkDefaultedChoice, checkOptionalChoice } from './choice.ts'
import { cidr, dnsLabel, dnsSubdomain, ipAddress, ipVersion, portNumber, qualifiedName } from './formats.ts'
import { checkPortOrName } from './handler.ts'
import { checkLabels } from './labels.ts'
import { checkMetadata } from './metadata.ts'
import { protocols } from './ports.ts'
import { checkPlainText, checkText, nameText } from './texts.ts'
import { countOf, listOf, mapOf, numberOf, textOf } from './values.ts'

const affinitySecondsMax = 86_400
/** Ports that a cluster gives to Services unless it is told otherwise. */
const nodePortMin = 30_000
const nodePortMax = 32_767

export function checkService(at: Located, causes: Causes): void {
  checkMetadata(at, dnsLabel, causes)
  const spec = at.get('spec')
  const type = textOf(spec, 'type') || 'ClusterIP'
  const isHeadless = clusterIps(spec)[0]?.value === 'None' && clusterIps(spec).length === 1
  const ports = listOf(spec, 'ports')
  if (ports.length === 0 && !isHeadless && type !== 'ExternalName') causes.required(spec.get('ports'))
  checkType(spec, type, isHeadless, causes)
  checkPorts(ports, causes)
  checkLabels(mapOf(spec, 'selector'), causes)
  checkSession(spec, causes)
  if (type !== 'ExternalName') checkAddresses(spec, isHeadless, causes)
  for (const ip of listOf(spec, 'externalIPs')) checkExternalIp(ip, causes)
  checkDefaultedChoice(spec, 'type', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'], causes)
  checkPortTwins(ports, type, causes)
  checkLoadBalancer(spec, type, causes)
  checkTraffic(spec, type, causes)
  if (!causes.isLive) checkNodePorts(ports, causes)
}

/** `clusterIPs`, or `clusterIP` alone. */
function clusterIps(spec: Located): readonly Located[] {
  if (countOf(spec, 'clusterIPs') > 0) return listOf(spec, 'clusterIPs')
  return textOf(spec, 'clusterIP') ? [spec.get('clusterIP')] : []
}

function checkType(spec: Located, type: string, isHeadless: boolean, causes: Causes): void {
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless)
    causes.invalid(spec.get('clusterIP'), `may not be set to 'None' for ${type} services`, {
      field: `${spec.get('clusterIPs').pathText}[0]`,
      value: 'None',
      fix: 'delete clusterIP, or write type: ClusterIP',
    })
  if (type !== 'ExternalName') return
  const words = 'may not be set for ExternalName services'
  if (clusterIps(spec).length > 0) causes.forbidden(spec.get('clusterIPs'), words)
  if (countOf(spec, 'ipFamilies') > 0) causes.forbidden(spec.get('ipFamilies'), words)
  if (spec.peek('ipFamilyPolicy') !== undefined) causes.forbidden(spec.get('ipFamilyPolicy'), words)
  const name = (textOf(spec, 'externalName') ?? '').replace(/\.$/, '')
  if (name === '') causes.required(spec.get('externalName'))
  else causes.badFormat(spec.get('externalName'), dnsSubdomain(name))
}

function checkPorts(ports: readonly Located[], causes: Causes): void {
  const names = new Set<string>()
  for (const port of ports) {
    const name = textOf(port, 'name') ?? ''
    if (name !== '') {
      checkText(port, 'name', dnsLabel, causes, nameText)
      if (names.has(name)) causes.duplicate(port.get('name'))
      names.add(name)
    } else if (ports.length > 1) causes.required(port.get('name'))
    const number = numberOf(port, 'port') ?? 0
    causes.badFormat(port.get('port'), portNumber(number), {
      rule: 'number-range',
      value: number,
      fix: 'write a port number from 1 to 65535',
    })
    checkDefaultedChoice(port, 'protocol', protocols, causes)
    // 0 and the empty text stand for the port itself.
    checkPortOrName(
      port.peek('targetPort') ? port.get('targetPort') : port.get('targetPort').withValue(number),
      causes,
    )
    if (port.peek('appProtocol') !== undefined) checkPlainText(port, 'appProtocol', qualifiedName, causes)
  }
}

function checkPortTwins(ports: readonly Located[], type: string, causes: Causes): void {
  if (type === 'ClusterIP')
    for (const port of ports)
      if (numberOf(port, 'nodePort'))
        causes.forbidden(port.get('nodePort'), "may not be used when `type` is 'ClusterIP'")
  for (const key of ['nodePort', 'port']) {
    const seen = new Set<string>()
    for (const port of ports) {
      const number = numberOf(port, key) ?? 0
      if (key === 'nodePort' && number === 0) continue
      const pair = `${textOf(port, 'protocol') || 'TCP'}/${number}`
      if (seen.has(pair))
        causes.duplicate(key === 'port' ? port : port.get(key), { fix: 'write another port' })
      seen.add(pair)
    }
  }
}

function checkNodePorts(ports: readonly Located[], causes: Causes): void {
  for (const port of ports) {
    const number = numberOf(port, 'nodePort') ?? 0
    if (number !== 0 && (number < nodePortMin || number > nodePortMax))
      causes.invalid(
        port.get('nodePort'),
        `provided port is not in the valid range. The range of valid ports is ${nodePortMin}-${nodePortMax}`,
        { rule: 'number-range', fix: 'write a port of the range, or delete nodePort' },
      )
  }
}

function checkSession(spec: Located, causes: Causes): void {
  checkDefaultedChoice(spec, 'sessionAffinity', ['ClientIP', 'None'], causes)
  if (textOf(spec, 'sessionAffinity') !== 'ClientIP') return
  const client = spec.at('sessionAffinityConfig', 'clientIP')
  const seconds = numberOf(client, 'timeoutSeconds')
  if (seconds !== undefined && (seconds <= 0 || seconds > affinitySecondsMax))
    causes.invalid(
      client.get('timeoutSeconds'),
      `must be greater than 0 and less than ${affinitySecondsMax}`,
      { rule: 'number-range', fix: `write a whole number from 1 to ${affinitySecondsMax}` },
    )
}

function checkAddresses(spec: Located, isHeadless: boolean, causes: Causes): void {
  const ips = clusterIps(spec)
  const texts = ips.map(({ value }) => String(value ?? ''))
  const first = textOf(spec, 'clusterIP')
  const list = spec.get('clusterIPs')
  if (countOf(spec, 'clusterIPs') > 0 && !first)
    causes.invalid(list, 'must be empty when `clusterIP` is not specified', { fix: 'add clusterIP' })
  if (countOf(spec, 'clusterIPs') > 0 && first && texts[0] !== first)
    causes.invalid(list, 'first value must match `clusterIP`')
  const families = listOf(spec, 'ipFamilies')
  const seen = new Set<unknown>()
  for (const family of families) {
    if (family.value !== 'IPv4' && family.value !== 'IPv6') causes.unsupported(family, ['IPv4', 'IPv6'])
    if (seen.has(family.value)) causes.duplicate(family)
    seen.add(family.value)
  }
  checkOptionalChoice(spec, 'ipFamilyPolicy', ['PreferDualStack', 'RequireDualStack', 'SingleStack'], causes)
  if (texts[0] === 'None' && texts.length > 1) causes.invalid(list, "'None' must be the first and only value")
  let isBad = false
  for (const [index, ip] of ips.entries()) {
    if (index === 0 && texts[0] === 'None') continue
    const messages = ipAddress(texts[index])
    causes.badFormat(ip, messages, { field: `${list.pathText}[${index}]` })
    isBad ||= messages.length > 0
  }
  if (texts.length > 2) causes.invalid(list, 'may only hold up to 2 values')
  if (isBad || isHeadless) return
  const versions = texts.map(ipVersion)
  if (texts.length === 2 && versions[0] === versions[1])
    causes.invalid(list, 'may specify no more than one IP for each IP family')
  for (const [index, ip] of ips.entries()) {
    const family = families[index]?.value
    if (family !== undefined && family !== `IPv${versions[index]}`)
      causes.invalid(ip, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``, {
        field: `${list.pathText}[${index}]`,
      })
  }
}

function checkExternalIp(at: Located, causes: Causes): void {
  const text = String(at.value ?? '')
  const messages = ipAddress(text)
  causes.badFormat(at, messages)
  if (messages.length > 0) return
  if (text === '0.0.0.0' || text === '::') causes.invalid(at, `may not be unspecified (${text})`)
  if (text.startsWith('127.') || text === '::1')
    causes.invalid(at, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
  if (text.startsWith('169.254.') || /^fe[89ab]/i.test(text))
    causes.invalid(at, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  if (text.startsWith('224.0.0.') || /^ff02:/i.test(text))
    causes.invalid(at, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
}

function checkLoadBalancer(spec: Located, type: string, causes: Causes): void {
  const words = "may only be used when `type` is 'LoadBalancer'"
  const ranges = listOf(spec, 'loadBalancerSourceRanges')
  const field = spec.get('LoadBalancerSourceRanges')
  if (ranges.length > 0 && type !== 'LoadBalancer')
    causes.forbidden(spec.get('loadBalancerSourceRanges'), words, { field: field.pathText })
  for (const [index, range] of ranges.entries())
    causes.badFormat(range, cidr(String(range.value ?? '').trim()), { field: `${field.pathText}[${index}]` })
  if (type !== 'LoadBalancer') {
    if (spec.peek('allocateLoadBalancerNodePorts') !== undefined)
      causes.forbidden(spec.get('allocateLoadBalancerNodePorts'), words)
    if (spec.peek('loadBalancerClass') !== undefined) causes.forbidden(spec.get('loadBalancerClass'), words)
  } else {
    if (spec.peek('loadBalancerClass') !== undefined)
      checkPlainText(spec, 'loadBalancerClass', qualifiedName, causes)
  }
}

const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone']

function checkTraffic(spec: Located, type: string, causes: Causes): void {
  const policy = textOf(spec, 'externalTrafficPolicy') ?? ''
  const isExternal =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && countOf(spec, 'externalIPs') > 0)
  if (policy !== '') {
    if (!isExternal)
      causes.invalid(
        spec.get('externalTrafficPolicy'),
        'may only be set for externally-accessible services',
        { fix: 'delete externalTrafficPolicy' },
      )
    else checkChoice(spec, 'externalTrafficPolicy', ['Cluster', 'Local'], causes)
  }
  const health = numberOf(spec, 'healthCheckNodePort') ?? 0
  if (health !== 0 && !(type === 'LoadBalancer' && policy === 'Local'))
    causes.invalid(
      spec.get('healthCheckNodePort'),
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      { fix: 'delete healthCheckNodePort' },
    )
  else if (health !== 0) causes.badFormat(spec.get('healthCheckNodePort'), portNumber(health))
  checkOptionalChoice(spec, 'internalTrafficPolicy', ['Cluster', 'Local'], causes)
  checkOptionalChoice(spec, 'trafficDistribution', distributions, causes)
}
